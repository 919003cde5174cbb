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
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
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

  private final LiveOptions options;
  private final Plan plan;
  private final Elsewhere elsewhere;
  private final Loops loops;
  private final Hosts hosts;
  private final Programs programs;
  private final LoadEntry users;
  private final CompletableFuture<Void> closing = new CompletableFuture<>();
  private final CompletableFuture<Void> closed = new CompletableFuture<>();
  private @Nullable Observations observations;
  private boolean isWarm;
  private Latencies lateness = new Latencies();
  private long dropped;
  private volatile long originNanos = System.nanoTime();

  private LiveSystem(SystemModel model, LiveOptions options, Limits limits) {
    this.options = options;
    plan = Plan.of(model);
    elsewhere = new Elsewhere(plan, options.elsewhere(), options.role());
    loops = new Loops(options.loops());
    hosts = new Hosts(plan, limits, options, elsewhere, loops);
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
        int port = hosts.port(s, i);
        if (port > 0) {
          String url = "http://127.0.0.1:" + port;
          addresses.add(new Address(service.name(), i, service.isGateway(), url));
        }
      }
    }
    return addresses;
  }

  /** Where a replica that is served here listens, such as {@code http://127.0.0.1:10080}. */
  public String address(String service, int replica) {
    return "http://127.0.0.1:" + hosts.port(plan.index(service), replica);
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
    List<Future<ReplicaState>> asked = new ArrayList<>();
    for (Host host : hosts.all()) {
      asked.add(host.loop().submit(() -> host.replica().state()));
    }
    List<ReplicaState> states = new ArrayList<>();
    for (Future<ReplicaState> each : asked) {
      if (!each.awaitUninterruptibly(ANSWER_MILLIS)) {
        throw new LiveException("an event loop has not answered for a second");
      }
      states.add(each.getNow());
    }
    return states;
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
    programs.stop();
    for (Host host : hosts.all()) {
      host.loop().execute(host::close);
    }
    loops.loop(loops.ofUsers()).execute(users::close);
    loops.close();
    synchronized (this) {
      tellFailure(endObservations());
    }
    closed.complete(null);
  }
}
