package dev.ballast.engine;

import dev.ballast.kernel.RandomStream;
import dev.ballast.model.Load;

/** Requests that come in bursts. A surge makes the bursts larger and leaves their moments alone. */
final class BurstArrivals extends Timer implements Source {
  private final Load.Bursts load;
  private final Door door;
  private final World world;
  private final RandomStream random;
  private int size;
  private double next;

  BurstArrivals(Load.Bursts load, Door door, World world, RandomStream random) {
    this.load = load;
    this.door = door;
    this.world = world;
    this.random = random;
  }

  @Override
  public void times(double factor) {
    boolean isFirst = size == 0;
    size = load.times(factor).size();
    if (isFirst) {
      next = world.nowNanos() + load.every().sample(random);
      await();
    }
  }

  private void await() {
    if (!door.isClosedAt(next)) {
      world.start(this, Math.max(0, (long) Math.ceil(next) - world.nowNanos()));
    }
  }

  @Override
  public void fires() {
    for (int i = 0; i < size; i++) {
      door.ask((long) next, result -> {});
    }
    next += load.every().sample(random);
    await();
  }
}
