package dev.ballast.engine;

import dev.ballast.kernel.RandomStream;
import dev.ballast.model.Machine;

/**
 * The pauses of one replica that come by themselves, in which it stands still. The first comes
 * after a random part of its time, so that replicas are not in step.
 */
final class Pauses extends Timer {
  private final Replica replica;
  private final Machine.Pauses config;
  private final RandomStream random;
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

  private void await(double part) {
    replica.world().start(this, Machinery.nanos(config.every().sample(random) * part));
  }

  @Override
  public void fires() {
    if (isNow) {
      isNow = false;
      replica.goOn();
      await(1);
    } else {
      isNow = true;
      replica.standStill();
      double nanos =
          config.length().sample(random) + (double) config.perRequestNanos() * replica.load();
      replica.world().start(this, Machinery.nanos(nanos));
    }
  }

  /** The process has ended: nothing is paused, and what was kept learns of it. */
  void stop() {
    replica.world().cancel(this);
    if (isNow) {
      isNow = false;
      replica.goOn();
    }
  }
}
