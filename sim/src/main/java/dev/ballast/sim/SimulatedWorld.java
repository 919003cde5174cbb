package dev.ballast.sim;

import dev.ballast.engine.Timer;
import dev.ballast.engine.TimerQueue;
import dev.ballast.engine.Wire;
import dev.ballast.engine.World;
import dev.ballast.observation.Observer;

/**
 * Virtual time: nothing happens between two timers, so the clock jumps from one to the next. Events
 * are ordered by (time, sequence). One thread.
 */
public final class SimulatedWorld implements World {
  /** Events without any progress of time after which a model is taken to be endless. */
  private static final long STANDSTILL_MAX = 20_000_000;

  private final TimerQueue queue = new TimerQueue();
  private final Observer observer;
  private final Wire wire;
  private long nowNanos;
  private long standstill;

  /** A world in which nothing is pending. */
  public SimulatedWorld(long startNanos, Observer observer, Wire wire) {
    this.nowNanos = startNanos;
    this.observer = observer;
    this.wire = wire;
  }

  @Override
  public long nowNanos() {
    return nowNanos;
  }

  @Override
  public void start(Timer timer, long delayNanos) {
    long due = nowNanos + delayNanos;
    queue.add(timer, due < nowNanos ? Long.MAX_VALUE : due);
  }

  @Override
  public void cancel(Timer timer) {
    queue.remove(timer);
  }

  @Override
  public Observer observer() {
    return observer;
  }

  @Override
  public Wire wire() {
    return wire;
  }

  /**
   * Lets the next event happen unless it is due after {@code limitNanos}.
   *
   * @return false when there was none
   */
  boolean step(long limitNanos) {
    Timer first = queue.poll(limitNanos);
    if (first == null) {
      return false;
    }
    if (first.dueNanos() > nowNanos) {
      nowNanos = first.dueNanos();
      standstill = 0;
    } else if (++standstill > STANDSTILL_MAX) {
      throw EndlessModelException.standstill(nowNanos);
    }
    first.fires();
    return true;
  }

  /**
   * Lets up to so many events happen.
   *
   * @return false when there were fewer that are due by {@code limitNanos}
   * @throws EndlessModelException when time stands still
   */
  public boolean steps(long limitNanos, int most) {
    for (int i = 0; i < most; i++) {
      if (!step(limitNanos)) {
        return false;
      }
    }
    return true;
  }
}
