package dev.ballast.policy;

import dev.ballast.kernel.Checks;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * The last n answers: a ring of bits with running sums. The position in the ring comes from one
 * counter; a bit is written only where it changes. A full window without a single failed or slow
 * answer looks the same from every position, so that a good answer to it writes nothing at all: in
 * the healthy case threads share nothing but reads. Answers of threads that are n answers apart
 * meet on one bit; the sums are then those of the bits all the same.
 *
 * <p>Only an answer that failed or was slow can reach a threshold, or the one that fills the
 * window: each counts itself before it looks, so that of two that meet the later one sees both.
 */
final class CallWindow implements Window {
  private final int size;
  private final long failuresToOpen;
  private final long slowToOpen;
  private final AtomicLong answers = new AtomicLong();
  private final Bits failed;
  private final Bits slow;

  CallWindow(BreakerConfig.Trip trip) {
    boolean judgesSlow = trip.slowShare() > 0;
    size = trip.callsMin();
    failuresToOpen = Checks.atLeast(trip.failureShare(), size);
    slowToOpen = judgesSlow ? Checks.atLeast(trip.slowShare(), size) : Long.MAX_VALUE;
    failed = new Bits(size);
    slow = judgesSlow ? new Bits(size) : failed;
  }

  @Override
  public boolean add(int answer, long nowNanos) {
    if (answer == GOOD && failed.isEmpty() && slow.isEmpty() && answers.get() >= size) {
      return false;
    }
    long answered = answers.getAndIncrement();
    int at = (int) (answered % size);
    failed.set(at, (answer & FAILED) != 0);
    if (slow != failed) {
      slow.set(at, (answer & SLOW) != 0);
    }
    boolean canReach = answer != GOOD || answered + 1 == size;
    return canReach
        && answers.get() >= size
        && (failed.count() >= failuresToOpen || slow.count() >= slowToOpen);
  }

  @Override
  public long calls() {
    return Math.min(size, answers.get());
  }

  @Override
  public long failures() {
    return failed.count();
  }

  /** Bits that threads set, and how many are set. */
  private static final class Bits {
    private final AtomicLongArray words;
    private final AtomicInteger count = new AtomicInteger();

    Bits(int size) {
      words = new AtomicLongArray((size + Long.SIZE - 1) / Long.SIZE);
    }

    boolean isEmpty() {
      return count.get() == 0;
    }

    int count() {
      return count.get();
    }

    void set(int at, boolean value) {
      long bit = 1L << at;
      int word = at / Long.SIZE;
      long seen = words.get(word);
      while (((seen & bit) != 0) != value) {
        if (words.compareAndSet(word, seen, seen ^ bit)) {
          count.getAndAdd(value ? 1 : -1);
          return;
        }
        seen = words.get(word);
      }
    }
  }
}
