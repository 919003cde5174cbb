package dev.ballast.engine;

import dev.ballast.kernel.RandomStream;
import dev.ballast.model.Machine;
import org.jspecify.annotations.Nullable;

/** One kind of background work of one replica: it waits until it is due, works, and waits again. */
final class BackgroundWork extends Timer {
  private final Replica replica;
  private final Machine.Background config;
  private final RandomStream random;
  private long nextNanos;
  private boolean isWorking;
  private @Nullable Cancellable piece;

  /**
   * Not begun.
   *
   * @param random the same for all replicas where they work together
   */
  BackgroundWork(Replica replica, Machine.Background config, RandomStream random) {
    this.replica = replica;
    this.config = config;
    this.random = random;
  }

  /** Begins with the process. */
  void start() {
    double part = config.together() ? 1 : random.nextUnit();
    nextNanos = replica.world().nowNanos() + Machinery.nanos(config.every().sample(random) * part);
    await();
  }

  private void await() {
    World world = replica.world();
    world.start(this, Math.max(0, nextNanos - world.nowNanos()));
  }

  @Override
  public void fires() {
    if (isWorking) {
      end();
      await();
    } else {
      begin();
    }
  }

  private void begin() {
    World world = replica.world();
    isWorking = true;
    nextNanos = world.nowNanos() + Machinery.nanos(config.every().sample(random));
    replica.addWorkers(-config.workers());
    long nanos = Machinery.nanos(config.work().sample(random));
    Processor processor = replica.processor();
    if (processor == null) {
      world.start(this, nanos);
    } else {
      piece = processor.begin(this, nanos);
    }
  }

  private void end() {
    isWorking = false;
    piece = null;
    replica.addWorkers(config.workers());
  }

  /** Ends with the process. */
  void stop() {
    replica.world().cancel(this);
    if (piece != null) {
      piece.cancel();
    }
    if (isWorking) {
      end();
    }
  }
}
