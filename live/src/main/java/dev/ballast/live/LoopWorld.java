package dev.ballast.live;

import dev.ballast.engine.Timer;
import dev.ballast.engine.TimerQueue;
import dev.ballast.engine.Wire;
import dev.ballast.engine.World;
import dev.ballast.observation.Latencies;
import dev.ballast.observation.Observer;
import io.netty.channel.EventLoop;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The real world on one event loop: the monotonic clock counted from an origin that all worlds of a
 * run share. Belongs to the loop's thread.
 *
 * <p>Timers are kept in a queue of the world's own, and the loop is told only when to look at it
 * next. Most timers are limits of attempts, which are taken back before they are due: that costs a
 * place in the queue, and once in a while a look in vain.
 */
final class LoopWorld implements World {
  /** Longer delays are cut to this; nobody waits 30 years. */
  private static final long DELAY_NANOS_MAX = 1_000_000_000_000_000_000L;

  private final EventLoop loop;
  private final long originNanos;
  private final Observer observer;
  private final TimerQueue pending = new TimerQueue();
  private final Latencies lateness = new Latencies();
  private @Nullable Wire wire;
  private boolean isInEvent;
  private long eventNanos;

  /** When the loop is to look at the timers; never later than the first of them is due. */
  private long lookNanos = Long.MAX_VALUE;

  private @Nullable Future<?> look;

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

  /**
   * The moment. During an event it stands still, as it does in the simulated world: reading the
   * clock a dozen times for each request costs more than most decisions do.
   */
  @Override
  public long nowNanos() {
    return isInEvent ? eventNanos : System.nanoTime() - originNanos;
  }

  /**
   * An event begins on the loop, such as a message that has arrived: until {@link #eventEnds} it is
   * now. Where one has begun already, this one is a part of it.
   *
   * @return whether it is not, and has to be ended
   */
  boolean eventBegins() {
    if (isInEvent) {
      return false;
    }
    eventNanos = System.nanoTime() - originNanos;
    isInEvent = true;
    return true;
  }

  /** The event that has begun is over. */
  void eventEnds() {
    isInEvent = false;
  }

  @Override
  public void start(Timer timer, long delayNanos) {
    long due = nowNanos() + Math.min(delayNanos, DELAY_NANOS_MAX);
    pending.add(timer, due);
    lookNotAfter(due);
  }

  @Override
  public void cancel(Timer timer) {
    pending.remove(timer);
  }

  private void lookNotAfter(long dueNanos) {
    if (dueNanos >= lookNanos) {
      return;
    }
    if (look != null) {
      look.cancel(false);
    }
    lookNanos = dueNanos;
    long delay = Math.max(0, dueNanos - nowNanos());
    look = loop.schedule(this::look, delay, TimeUnit.NANOSECONDS);
  }

  /** Fires what is due. What becomes due by that has its turn after the loop's other work. */
  private void look() {
    look = null;
    lookNanos = Long.MAX_VALUE;
    long now = nowNanos();
    try {
      for (Timer due = pending.poll(now); due != null; due = pending.poll(now)) {
        if (due.dueNanos() >= 0) {
          lateness.add(now - due.dueNanos());
        }
        due.fires();
      }
    } finally {
      if (pending.size() > 0) {
        lookNotAfter(pending.firstDueNanos());
      }
    }
  }

  /** How late timers were since time 0: what a busy machine adds to everything. On the loop. */
  Latencies lateness() {
    return lateness;
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
