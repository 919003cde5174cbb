package dev.ballast.live;

import dev.ballast.engine.Timer;
import dev.ballast.engine.Wire;
import dev.ballast.engine.World;
import dev.ballast.observation.Observer;
import io.netty.channel.EventLoop;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The real world on one event loop: the monotonic clock counted from an origin that all worlds of a
 * run share, and the loop's own timers. Belongs to the loop's thread.
 */
final class LoopWorld implements World {
  /** Longer delays are cut to this; nobody waits 30 years. */
  private static final long DELAY_NANOS_MAX = 1_000_000_000_000_000_000L;

  private final EventLoop loop;
  private final long originNanos;
  private final Observer observer;
  private @Nullable Wire wire;

  /**
   * A world without a wire yet.
   *
   * @param originNanos the value of {@code System.nanoTime()} that is 0 in this world
   */
  LoopWorld(EventLoop loop, long originNanos, Observer observer) {
    this.loop = loop;
    this.originNanos = originNanos;
    this.observer = observer;
  }

  /** Ties the knot: the wire needs the world's timers, the world's engine the wire. */
  void connect(Wire connected) {
    wire = connected;
  }

  EventLoop loop() {
    return loop;
  }

  @Override
  public long nowNanos() {
    return System.nanoTime() - originNanos;
  }

  @Override
  public void start(Timer timer, long delayNanos) {
    if (timer.handle != null) {
      throw new IllegalStateException("the timer is already pending: " + timer);
    }
    timer.handle =
        loop.schedule(
            () -> {
              timer.handle = null;
              timer.fires();
            },
            Math.min(delayNanos, DELAY_NANOS_MAX),
            TimeUnit.NANOSECONDS);
  }

  @Override
  public void cancel(Timer timer) {
    if (timer.handle instanceof Future<?> pending) {
      timer.handle = null;
      pending.cancel(false);
    }
  }

  @Override
  public Observer observer() {
    return observer;
  }

  @Override
  public Wire wire() {
    if (wire == null) {
      throw new IllegalStateException("the world has no wire");
    }
    return wire;
  }
}
