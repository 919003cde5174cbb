package dev.ballast.policy;

import dev.ballast.kernel.Checks;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
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
  private static final VarHandle ANSWERS = handle(CallWindow.class, "answers", long.class);
  private static final VarHandle COUNT = handle(Bits.class, "count", int.class);

  private final int size;
  private final long failuresToOpen;
  private final long slowToOpen;
  private volatile long answers;
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

  private static VarHandle handle(Class<?> holder, String field, Class<?> type) {
    try {
      return MethodHandles.privateLookupIn(holder, MethodHandles.lookup())
          .findVarHandle(holder, field, type);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  @Override
  public boolean add(int answer, long nowNanos) {
    if (answer == GOOD && failed.isEmpty() && slow.isEmpty() && answers >= size) {
      return false;
    }
    long answered = (long) ANSWERS.getAndAdd(this, 1L);
    int at = (int) (answered % size);
    failed.set(at, (answer & FAILED) != 0);
    if (slow != failed) {
      slow.set(at, (answer & SLOW) != 0);
    }
    boolean canReach = answer != GOOD || answered + 1 == size;
    return canReach
        && answers >= size
        && (failed.count() >= failuresToOpen || slow.count() >= slowToOpen);
  }

  @Override
  public long calls() {
    return Math.min(size, answers);
  }

  @Override
  public long failures() {
    return failed.count();
  }

  /** Bits that threads set, and how many are set. */
  private static final class Bits {
    private final AtomicLongArray words;
    private volatile int count;

    Bits(int size) {
      words = new AtomicLongArray((size + Long.SIZE - 1) / Long.SIZE);
    }

    boolean isEmpty() {
      return count == 0;
    }

    int count() {
      return count;
    }

    void set(int at, boolean value) {
      long bit = 1L << at;
      int word = at / Long.SIZE;
      long seen = words.get(word);
      while (((seen & bit) != 0) != value) {
        if (words.compareAndSet(word, seen, seen ^ bit)) {
          int _ = (int) COUNT.getAndAdd(this, value ? 1 : -1);
          return;
        }
        seen = words.get(word);
      }
    }
  }
}
