package dev.ballast.engine;

import dev.ballast.kernel.Distribution;
import dev.ballast.kernel.RandomStream;
import dev.ballast.model.Fault;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is wrong with a replica at the moment. Faults that overlap add up: factors multiply, delays
 * add, shares of failures combine as independent. A release replaces the release before it.
 */
final class Condition {
  private final List<Fault.Slow> slow = new ArrayList<>();
  private final List<Fault.Fails> failing = new ArrayList<>();
  private Fault.@Nullable Release release;
  private int crashes;
  private double factor = 1;
  private double failShare;

  boolean isDown() {
    return crashes > 0;
  }

  /** Counts the reasons to be down; true when the replica went down or came up by this. */
  boolean down(int change) {
    boolean was = isDown();
    crashes += change;
    return was != isDown();
  }

  void begin(Fault fault) {
    switch (fault) {
      case Fault.Slow s -> slow.add(s);
      case Fault.Fails f -> failing.add(f);
      case Fault.Release r -> release = r;
      case Fault.Rollback _ -> release = null;
      case Fault.Crash _, Fault.ZoneDown _, Fault.Partition _, Fault.Surge _ ->
          throw new IllegalArgumentException("not a condition of a running replica: " + fault);
    }
    recompute();
  }

  void end(Fault fault) {
    switch (fault) {
      case Fault.Slow s -> slow.remove(s);
      case Fault.Fails f -> failing.remove(f);
      case Fault.Release r -> release = r.equals(release) ? null : release;
      case Fault.Rollback _ -> {}
      case Fault.Crash _, Fault.ZoneDown _, Fault.Partition _, Fault.Surge _ ->
          throw new IllegalArgumentException("not a condition of a running replica: " + fault);
    }
    recompute();
  }

  private void recompute() {
    double good = release == null ? 1 : 1 - release.fails();
    factor = release == null ? 1 : release.slower();
    for (Fault.Slow s : slow) {
      factor *= s.factor();
    }
    for (Fault.Fails f : failing) {
      good *= 1 - f.share();
    }
    failShare = 1 - good;
  }

  /** Whether a request fails by a fault; draws only while one is active. */
  boolean fails(RandomStream random) {
    return failShare > 0 && random.chance(failShare);
  }

  /** The factor on every work step. */
  double factor() {
    return factor;
  }

  /** What a request waits before its first step, in nanoseconds. */
  long delayNanos(RandomStream random) {
    double sum = 0;
    for (Fault.Slow s : slow) {
      Distribution added = s.added();
      sum += added == null ? 0 : added.sample(random);
    }
    return (long) sum;
  }

  boolean isClean() {
    return slow.isEmpty() && failShare == 0;
  }
}
