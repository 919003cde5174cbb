package dev.ballast.live;

import dev.ballast.engine.Plan;
import dev.ballast.kernel.Units;
import dev.ballast.model.Experiment;
import dev.ballast.model.SystemModel;
import dev.ballast.observation.Observation;
import dev.ballast.observation.Observer;
import dev.ballast.observation.RunRecord;
import dev.ballast.observation.RunRecorder;
import io.netty.channel.EventLoop;
import java.util.List;
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

  private final LiveOptions options;
  private final Plan plan;
  private final Loops loops;
  private final Hosts hosts;
  private final Programs programs;
  private final LoadEntry users;
  private final CompletableFuture<Void> closing = new CompletableFuture<>();
  private final CompletableFuture<Void> closed = new CompletableFuture<>();
  private @Nullable Observations observations;
  private boolean isWarm;
  private long dropped;

  private LiveSystem(SystemModel model, LiveOptions options, Limits limits) {
    this.options = options;
    plan = Plan.of(model);
    loops = new Loops(options.loops());
    hosts = new Hosts(plan, limits, options, loops);
    programs = new Programs(hosts);
    EventLoop ofUsers = loops.loop(loops.ofUsers());
    users = new LoadEntry(hosts, ofUsers);
    Sockets.sweep(ofUsers, () -> users.sweep(System.nanoTime()));
  }

  /**
   * Starts every replica and returns when all of them serve.
   *
   * @throws LiveException when a port or a program cannot be had; nothing is left running then
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

  /** Where every replica listens, in the order of the file. */
  public List<Address> addresses() {
    return hosts.all().stream()
        .map(
            host ->
                new Address(
                    host.service().name(),
                    host.index(),
                    host.service().isGateway(),
                    "http://127.0.0.1:" + host.listener().port()))
        .toList();
  }

  /**
   * Begins anew without load: fresh policies and replicas at time 0 of a clock of their own, and
   * everything that happens from now on goes to the observer, on one thread, in the order of time.
   */
  public synchronized void observe(Observer observer) {
    stage(plan, System.nanoTime(), observer);
  }

  /** Leaves out the requests before the first experiment. */
  synchronized LiveSystem withoutWarmUp() {
    isWarm = true;
    return this;
  }

  private Stage stage(Plan staged, long originNanos, Observer observer) {
    tellFailure(endObservations());
    if (isClosing()) {
      throw new LiveException("the system is closed");
    }
    Observations fresh = new Observations(loops.count(), originNanos, observer);
    observations = fresh;
    Stage stage = new Stage(staged, hosts, loops, options.seed(), originNanos, fresh::of);
    stage.enter();
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

  /** Observations lost so far because they came faster than they could be folded. */
  public synchronized long dropped() {
    return dropped;
  }

  /**
   * Plays an experiment: a moment of unmeasured requests that warms code and connections, then the
   * experiment's own warm-up, its measured time, and at most ten seconds for the last answers. When
   * the system is closed meanwhile, returns what was recorded until then.
   *
   * @param progress is told everything as well, on one thread, in the order of time
   */
  public synchronized RunRecord run(Experiment experiment, Observer progress) {
    if (!isWarm) {
      Plan quick = WarmUp.plan(plan.model());
      Stage stage = stage(quick, System.nanoTime(), observation -> {});
      await(stage.play(WarmUp.experiment(quick), users, Units.SECOND));
      isWarm = true;
    }
    RunRecorder recorder = new RunRecorder(plan.subjects(), experiment.lengthNanos());
    Observer both =
        (Observation observation) -> {
          recorder.on(observation);
          progress.on(observation);
        };
    Stage stage = stage(plan, System.nanoTime() + LEAD_NANOS + experiment.warmUpNanos(), both);
    await(stage.play(experiment, users, Experiment.DRAIN_NANOS));
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
