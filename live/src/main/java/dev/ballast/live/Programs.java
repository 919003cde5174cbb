package dev.ballast.live;

import static java.util.Objects.requireNonNull;

import dev.ballast.engine.Plan;
import dev.ballast.model.Service;
import dev.ballast.observation.Observation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The real programs of a system: their sidecars, their processes, and their common end. */
final class Programs {
  private static final long STOP_SECONDS = 3;

  private final Hosts hosts;

  /** By the host, where its program listens. */
  private final Map<Host, Integer> ports = new LinkedHashMap<>();

  private final List<ProgramProcess> all = new ArrayList<>();

  Programs(Hosts hosts) {
    this.hosts = hosts;
  }

  /**
   * Says where every program will listen, before anybody can ask: until it does, what would be its
   * to answer is refused, and not played.
   */
  void announce() {
    for (Host host : hosts.all()) {
      Service.Program program = host.service().program();
      if (program != null) {
        int port = port(host, program);
        ports.put(host, port);
        Pool pool =
            new Pool(
                host.loop(),
                Sockets.local(port),
                Protocols.client(host.service().upstream()),
                hosts.limits().withPoolIdle(Hosts.FOREIGN_IDLE_NANOS));
        host.passesOnTo(new LiveProgram(host, pool));
      }
    }
  }

  private static int port(Host host, Service.Program program) {
    if (program.port() == 0) {
      return Ports.free();
    }
    boolean isStarted = !program.command().isEmpty();
    return program.port() + (isStarted ? host.index() : 0); // replicas cannot share a port
  }

  /** Opens every sidecar, starts every program, and returns when all of them listen. */
  void start() {
    List<ProgramProcess> started = new ArrayList<>();
    ports.forEach((host, port) -> started.add(start(host, port)));
    started.forEach(ProgramProcess::awaitReady);
  }

  private ProgramProcess start(Host host, int port) {
    Service.Program program = requireNonNull(host.service().program());
    ProgramProcess process =
        new ProgramProcess(
            host.name(),
            program.command(),
            port,
            environment(host, port),
            hosts.log(),
            what -> tell(host, what));
    host.runs(process);
    synchronized (this) {
      all.add(process);
    }
    process.start();
    return process;
  }

  private Map<String, String> environment(Host host, int port) {
    Map<String, String> variables = new LinkedHashMap<>();
    variables.put("PORT", Integer.toString(port));
    variables.put("BALLAST_SERVICE", host.service().name());
    variables.put("BALLAST_REPLICA", Integer.toString(host.index() + 1));
    for (Plan.EdgePlan edge : hosts.plan().edges()) {
      if (edge.caller() == host.serviceIndex()) {
        Service callee = hosts.plan().model().services().get(edge.callee());
        Listener sidecar =
            new Listener(
                host.loop(), new SidecarDesk(host, edge, callee), Protocols.SERVER, hosts.limits());
        host.addSidecar(callee.name(), sidecar);
        String forWhat = "the calls of " + host.name() + " to " + callee.name();
        Hosts.listen(sidecar, hosts.outboundPort(callee.name()), forWhat);
        variables.put(
            callee.name().toUpperCase(Locale.ROOT).replace('-', '_') + "_URL",
            "http://127.0.0.1:" + sidecar.port());
      }
    }
    return variables;
  }

  private static void tell(Host started, String what) {
    started
        .loop()
        .execute(
            () -> {
              Host host = started.latest();
              if (host.hasEntered()) {
                LoopWorld world = host.world();
                int service = host.serviceIndex();
                world
                    .observer()
                    .on(
                        new Observation.ProgramChanged(
                            world.nowNanos(), service, host.index(), what));
              }
            });
  }

  /** Asks all of them to end, and kills what has not ended after three seconds. */
  void stop() {
    List<ProgramProcess> stopping;
    synchronized (this) {
      stopping = List.copyOf(all);
    }
    List<ProcessHandle> ending = new ArrayList<>();
    stopping.forEach(process -> ending.addAll(process.stop()));
    CompletableFuture<?>[] ends =
        ending.stream().map(ProcessHandle::onExit).toArray(CompletableFuture<?>[]::new);
    if (!await(CompletableFuture.allOf(ends))) {
      ending.forEach(ProcessHandle::destroyForcibly);
      await(CompletableFuture.allOf(ends));
    }
  }

  private static boolean await(CompletableFuture<Void> end) {
    try {
      end.get(STOP_SECONDS, TimeUnit.SECONDS);
      return true;
    } catch (TimeoutException | ExecutionException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
