package dev.ballast.engine;

import dev.ballast.kernel.RandomStreams;
import dev.ballast.model.Machine;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one replica runs on, where the file describes it: the state behind its {@link Machine}. */
final class Machinery {
  /** A time that never comes, but can be added to any other: 31 years. */
  private static final double NEVER_NANOS = 1e18;

  private final Replica replica;
  private final Machine machine;
  private final @Nullable Processor processor;
  private final @Nullable Pauses pauses;
  private final List<BackgroundWork> background = new ArrayList<>();
  private long startedNanos;

  /**
   * A machine that has not started.
   *
   * @param name the replica's, for the streams that its chances come from
   */
  Machinery(Replica replica, Machine machine, RandomStreams streams, String service, String name) {
    this.replica = replica;
    this.machine = machine;
    World world = replica.world();
    processor =
        machine.isShared() || machine.pauses() != null
            ? new Processor(world, machine, streams.of(name + " cpu").nextUnit())
            : null;
    pauses =
        machine.pauses() == null
            ? null
            : new Pauses(replica, machine.pauses(), streams.of(name + " pauses"));
    for (Machine.Background config : machine.background()) {
      String owner = config.together() ? service : name;
      background.add(
          new BackgroundWork(
              replica, config, streams.of(owner + " background " + background.size())));
    }
  }

  /** A sample as a time to wait. */
  static long nanos(double sample) {
    return Math.round(Math.min(sample, NEVER_NANOS));
  }

  @Nullable Processor processor() {
    return processor;
  }

  /** How many times as long a piece of work takes that begins now. */
  double slowdown() {
    double slowdown = 1;
    if (machine.warmUp() != null) {
      slowdown *= machine.warmUp().slowdown(replica.world().nowNanos() - startedNanos);
    }
    if (machine.backlog() != null) {
      slowdown *= machine.backlog().slowdown(replica.load());
    }
    return slowdown;
  }

  /** Another version of the program has taken over. */
  void replaced() {
    startedNanos = replica.world().nowNanos();
  }

  /** The first start of the process, at the start of the run. */
  void start() {
    Machine.WarmUp warmUp = machine.warmUp();
    long ago = warmUp == null || warmUp.isColdAtFirst() ? 0 : warmUp.overNanos();
    startedNanos = replica.world().nowNanos() - ago;
    startTimers();
  }

  private void startTimers() {
    background.forEach(BackgroundWork::start);
    if (pauses != null) {
      pauses.start();
    }
  }

  /** The process has ended. */
  void stop() {
    background.forEach(BackgroundWork::stop);
    if (pauses != null) {
      pauses.stop();
    }
  }

  /** The process has begun anew. */
  void restart() {
    replaced();
    startTimers();
  }
}
