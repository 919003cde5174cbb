package dev.ballast.engine;

import dev.ballast.kernel.RandomStream;
import dev.ballast.model.Machine;
import java.util.ArrayList;
import java.util.List;

/**
 * The pauses of one replica, in which nothing there goes on: its processor stands still, and what
 * happens to it is kept in order until the pause is over. Timers of its calls run on, so that a
 * call may still time out or be repeated meanwhile. The first pause comes after a random part of
 * its time, so that replicas are not in step.
 */
final class Pauses extends Timer {
  /** What may be kept before newcomers are refused. */
  private static final int KEPT_MAX = 65_536;

  private final Replica replica;
  private final Machine.Pauses config;
  private final RandomStream random;
  private List<Runnable> kept = new ArrayList<>();
  private boolean isNow;

  Pauses(Replica replica, Machine.Pauses config, RandomStream random) {
    this.replica = replica;
    this.config = config;
    this.random = random;
  }

  /** Begins with the process. */
  void start() {
    await(random.nextUnit());
  }

  /** Whether there is one. */
  boolean isNow() {
    return isNow;
  }

  /** Whether so much is kept that nobody new is let in. */
  boolean isFull() {
    return kept.size() >= KEPT_MAX;
  }

  /** Has something happen when the pause is over; there must be one. */
  void keep(Runnable what) {
    kept.add(what);
  }

  private void await(double part) {
    replica.world().start(this, Machinery.nanos(config.every().sample(random) * part));
  }

  @Override
  public void fires() {
    if (isNow) {
      resume();
      await(1);
    } else {
      isNow = true;
      freeze(true);
      double nanos =
          config.length().sample(random) + (double) config.perRequestNanos() * replica.load();
      replica.world().start(this, Machinery.nanos(nanos));
    }
  }

  private void freeze(boolean isFrozen) {
    Processor processor = replica.processor();
    if (processor != null) {
      processor.freeze(isFrozen);
    }
  }

  private void resume() {
    isNow = false;
    freeze(false);
    List<Runnable> waited = kept;
    kept = new ArrayList<>();
    waited.forEach(Runnable::run);
  }

  /** The process has ended: nothing is paused, and what was kept learns of it. */
  void stop() {
    replica.world().cancel(this);
    if (isNow) {
      resume();
    }
  }
}
