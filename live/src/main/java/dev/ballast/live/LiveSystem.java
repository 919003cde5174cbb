package dev.ballast.live;

import dev.ballast.engine.Plan;
import dev.ballast.kernel.Units;
import dev.ballast.live.http.Limits;
import dev.ballast.model.Experiment;
import dev.ballast.model.Service;
import dev.ballast.model.SystemModel;
import dev.ballast.observation.Latencies;
import dev.ballast.observation.Observation;
import dev.ballast.observation.Observer;
import dev.ballast.observation.ReplicaState;
import dev.ballast.observation.RunRecord;
import dev.ballast.observation.RunRecorder;
import dev.ballast.observation.Served;
import dev.ballast.trust.TrustException;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A system on real sockets of 127.0.0.1: every replica listens on its own port, described services
 * are played by stand-ins, real programs run as processes. It can play experiments, one at a time,
 * and serves whoever asks at its gateways meanwhile.
 */
public final class LiveSystem implements AutoCloseable {
  /**
   * Where a replica listens.
   *
   * @param url such as {@code http://127.0.0.1:10080}
   */
  public record Address(String service, int replica, boolean isGateway, String url) {}

  /** Time for everything to be in its place before an experiment begins. */
  private static final long LEAD_NANOS = 20 * Units.MILLISECOND;

  private static final long ANSWER_MILLIS = 1_000;

  /** Between two looks whether requests have ended. */
  private static final long LOOK_NANOS = 20 * Units.MILLISECOND;

  private final LiveOptions options;
  private volatile Plan plan;
  private volatile Elsewhere elsewhere;
  private final Limits limits;
  private final Loops loops;
  private final Protocols protocols;
  private volatile Hosts hosts;
  private final Followers followers;
  private final Programs programs;
  private final LoadEntry users;
  private final CompletableFuture<Void> closing = new CompletableFuture<>();
  private final CompletableFuture<Void> closed = new CompletableFuture<>();
  private @Nullable Observations observations;
  private boolean isWarm;
  private Latencies lateness = new Latencies();
  private long dropped;
  private volatile long originNanos = System.nanoTime();

  @SuppressWarnings("FutureReturnValueIgnored") // those who follow are told as they come
  private LiveSystem(SystemModel model, LiveOptions options, Limits limits) {
    this.options = options;
    plan = Plan.of(model);
    elsewhere = new Elsewhere(plan, options.elsewhere(), options.role());
    loops = new Loops(options.loops(), options.transport());
    this.limits = limits;
    protocols = new Protocols(model, options);
    try {
      hosts = new Hosts(plan, limits, options, protocols, elsewhere, loops, null);
    } catch (RuntimeException e) { // such as a certificate that is not there
      protocols.close();
      loops.close();
      throw e;
    }
    followers = new Followers(options);
    programs = new Programs(hosts);
    EventLoop ofUsers = loops.loop(loops.ofUsers());
    users = new LoadEntry(hosts, ofUsers);
    Sockets.sweep(ofUsers, () -> users.sweep(System.nanoTime()));
  }

  /**
   * Starts every replica that is not served elsewhere and returns when all of them serve.
   *
   * @throws LiveException when a port or a program cannot be had, or when what is said to be served
   *     elsewhere does not fit the model; nothing is left running then
   */
  public static LiveSystem start(SystemModel model, LiveOptions options) {
    return start(model, options, Limits.DEFAULT);
  }

  static LiveSystem start(SystemModel model, LiveOptions options, Limits limits) {
    LiveSystem system = new LiveSystem(model, options, limits);
    try {
      system.open();
      return system;
    } catch (RuntimeException | Error e) {
      system.close();
      throw e;
    }
  }

  private void open() {
    followers.serve(hosts);
    programs.announce();
    observe(observation -> {}); // whoever comes as soon as a port is open is served
    hosts.listen();
    programs.start();
    observe(observation -> {});
  }

  /**
   * Where every replica listens, here or elsewhere, in the order of the file; without those that
   * nobody said where they are.
   */
  public List<Address> addresses() {
    List<Address> addresses = new ArrayList<>();
    List<Service> services = plan.model().services();
    for (int s = 0; s < services.size(); s++) {
      Service service = services.get(s);
      for (int i = 0; i < service.replicas(); i++) {
        InetSocketAddress address = hosts.address(s, i);
        if (address != null) {
          addresses.add(
              new Address(
                  service.name(), i, service.isGateway(), Hosts.url(hosts.isSecure(s), address)));
        }
      }
    }
    return addresses;
  }

  /** Where a replica that is served here listens first, such as {@code http://127.0.0.1:10080}. */
  public String address(String service, int replica) {
    return listening(service, replica).getFirst();
  }

  /** Where a replica that is served here listens, in the order of the file. */
  public List<String> listening(String service, int replica) {
    return hosts.urls(plan.index(service), replica);
  }

  /** Where the programs that run here reach each callee; the first one's where several do. */
  public Map<String, String> outbound() {
    Map<String, String> urls = new LinkedHashMap<>();
    for (Host host : hosts.all()) {
      host.outbound()
          .forEach((callee, port) -> urls.putIfAbsent(callee, "http://127.0.0.1:" + port));
    }
    return urls;
  }

  /**
   * Begins anew without load: fresh policies and replicas at time 0 of a clock of their own, and
   * everything that happens from now on goes to the observer, on one thread, in the order of time.
   * Users are whoever asks at a gateway: their request is offered when the gateway has it whole and
   * ends when it is answered; like the load generator's, it failed with an answer from 400 on. What
   * fits no route is no user's request.
   */
  public synchronized void observe(Observer observer) {
    stage(plan, System.nanoTime(), true, observer);
  }

  /** The time of what is observed now, in nanoseconds since {@link #observe}. */
  public long nowNanos() {
    return System.nanoTime() - originNanos;
  }

  /**
   * How each replica that is served here is at this moment.
   *
   * @throws LiveException when a loop does not answer within a second
   */
  public List<ReplicaState> states() {
    return hosts.all().stream().map(host -> ask(host, () -> host.replica().state())).toList();
  }

  /**
   * Changes the system under the requests that it serves: those that arrive from now on are served
   * as the new model says, by fresh policies; those that are here end as they began. Listeners and
   * the connections to them stay. What is under way is not observed any more. For systems of one
   * role.
   *
   * @param access where requests are written as they end, from now on; null for nowhere
   * @throws LiveException when the change needs a process of its own: another program, or other
   *     callees of a program, which it would have to be told; the old system goes on then
   */
  public synchronized void reload(
      SystemModel model, LiveOptions.@Nullable Access access, Observer observer) {
    Role role = options.role();
    if (role == null) {
      throw new LiveException("only a process of one role can be changed while it serves");
    }
    Plan next = Plan.of(model);
    Elsewhere nextElsewhere = new Elsewhere(next, options.elsewhere(), role);
    Host before = hosts.all().getFirst();
    before.requireSameProgram(model);
    Hosts nextHosts =
        new Hosts(next, limits, options.withAccess(access), protocols, nextElsewhere, loops, hosts);
    followers.serve(nextHosts);
    plan = next;
    elsewhere = nextElsewhere;
    hosts = nextHosts;
    stage(next, System.nanoTime(), true, observer);
    before.loop().execute(() -> before.retire(nextHosts.all().getFirst()));
  }

  /** Fails the health checks of callers from now on, so that they go elsewhere before it ends. */
  public void leave() {
    hosts.all().forEach(host -> host.loop().execute(host::leave));
  }

  /**
   * Stops taking connections and waits for the requests that are here.
   *
   * @param nanosMax how long at most
   * @return whether all of them were answered
   */
  public boolean drain(long nanosMax) {
    long end = System.nanoTime() + nanosMax;
    List<Host> serving = hosts.all();
    serving.forEach(host -> host.loop().execute(host::drain));
    for (Host host : serving) {
      while (!ask(host, host::isDrained)) {
        if (System.nanoTime() > end || isClosing()) {
          return false;
        }
        LockSupport.parkNanos(LOOK_NANOS);
      }
    }
    return true;
  }

  /** What was counted of the requests to each replica that is served here, in their order. */
  public List<Served> served() {
    return hosts.all().stream().map(Host::served).toList();
  }

  /** How many connections each replica that is served here has from its callers, in their order. */
  public List<Integer> connections() {
    return hosts.all().stream().map(host -> ask(host, host::connections)).toList();
  }

  private static <T> T ask(Host host, Callable<T> question) {
    Future<T> asked = host.loop().submit(question);
    if (!asked.awaitUninterruptibly(ANSWER_MILLIS)) {
      throw new LiveException("an event loop has not answered for a second");
    }
    return asked.getNow();
  }

  /** Gives every replica another certificate, due or not. */
  void renewCertificates() throws TrustException, IOException {
    protocols.renew();
  }

  /** Leaves out the requests before the first experiment. */
  synchronized LiveSystem withoutWarmUp() {
    isWarm = true;
    return this;
  }

  private Stage stage(Plan staged, long originNanos, boolean guestsAreUsers, Observer observer) {
    tellFailure(endObservations());
    if (isClosing()) {
      throw new LiveException("the system is closed");
    }
    this.originNanos = originNanos;
    Observations fresh = new Observations(loops.count(), originNanos, observer);
    observations = fresh;
    Stage stage = new Stage(staged, hosts, loops, options.seed(), originNanos, fresh::of);
    stage.enter(guestsAreUsers);
    return stage;
  }

  private @Nullable RuntimeException endObservations() {
    if (observations != null) {
      observations.close();
      if (observations.dropped() > 0) {
        dropped += observations.dropped();
        hosts.log(
            "%d observations came faster than they could be folded and were dropped: the figures are too low"
                .formatted(observations.dropped()));
      }
      RuntimeException failure = observations.failure();
      observations = null;
      return failure;
    }
    return null;
  }

  private void tellFailure(@Nullable RuntimeException failure) {
    if (failure != null) {
      hosts.log("an observer failed and was told nothing more: " + failure);
    }
  }

  /**
   * How late this machine's timers were during the last experiment, in its measured time: what a
   * busy machine adds to every wait. Empty when the run was cut short.
   */
  public synchronized Latencies lateness() {
    return lateness;
  }

  /** Observations lost so far because they came faster than they could be folded. */
  public synchronized long dropped() {
    return dropped;
  }

  /**
   * Plays an experiment: a moment of unmeasured requests that warms code and connections, then the
   * experiment's own warm-up, its measured time, and at most ten seconds for the last answers. When
   * the system is closed meanwhile, returns what was recorded until then.
   *
   * <p>The users of an experiment are those of its load. Whoever else asks at a gateway meanwhile
   * is served, and what that costs is observed on the edges, but it is no request of the
   * experiment's.
   *
   * @param progress is told everything as well, on one thread, in the order of time
   * @throws LiveException when a fault concerns a replica that is served elsewhere
   */
  public synchronized RunRecord run(Experiment experiment, Observer progress) {
    elsewhere.requireTouchedByNone(experiment);
    if (!isWarm) {
      Plan quick = WarmUp.plan(plan.model());
      boolean isReal =
          !options.elsewhere().isEmpty()
              || plan.model().services().stream().anyMatch(s -> s.program() != null);
      Stage stage = stage(quick, System.nanoTime(), false, observation -> {});
      await(stage.play(WarmUp.experiment(quick, isReal), users, Units.SECOND));
      isWarm = true;
    }
    RunRecorder recorder = plan.recorder(experiment);
    Observer both =
        (Observation observation) -> {
          recorder.on(observation);
          progress.on(observation);
        };
    long originNanos = System.nanoTime() + LEAD_NANOS + experiment.warmUpNanos();
    Stage stage = stage(plan, originNanos, false, both);
    await(stage.play(experiment, users, Experiment.DRAIN_NANOS));
    lateness = isClosing() ? new Latencies() : stage.lateness();
    RuntimeException failure = endObservations();
    if (failure != null) {
      throw failure; // the record is not whole
    }
    return recorder.record();
  }

  private void await(CompletableFuture<Void> over) {
    try {
      CompletableFuture.anyOf(over, closing).join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  private boolean isClosing() {
    return closing.isDone();
  }

  /** Waits until another thread closes the system. */
  public void awaitClosed() {
    closed.join();
  }

  /**
   * Stops every process and frees every port. Idempotent; may be called from any thread, such as a
   * shutdown hook, also while an experiment is played.
   */
  @Override
  public void close() {
    if (!closing.complete(null)) {
      closed.join();
      return;
    }
    followers.close();
    programs.stop();
    for (Host host : hosts.all()) {
      host.loop().execute(host::close);
    }
    loops.loop(loops.ofUsers()).execute(users::close);
    loops.close();
    protocols.close();
    synchronized (this) {
      tellFailure(endObservations());
    }
    closed.complete(null);
  }
}
