package dev.ballast.policy;

import dev.ballast.kernel.Checks;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

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
final class CallWindow extends Judge {
  private static final VarHandle ANSWERS = handle("answers", long.class);
  private static final VarHandle FAILURES = handle("failures", int.class);
  private static final VarHandle SLOW_ONES = handle("slowOnes", int.class);

  /** Each element as an atomic number. */
  private static final VarHandle WORDS = MethodHandles.arrayElementVarHandle(long[].class);

  private static final long[] NO_BITS = {};

  private final int size;
  private final int failuresToOpen;
  private final int slowToOpen;
  private volatile long answers;

  /** How many bits are set of those below. */
  private volatile int failures;

  private volatile int slowOnes;

  private final long[] failedBits;

  /** Empty where slow answers are not judged by themselves. */
  private final long[] slowBits;

  CallWindow(BreakerConfig.Trip trip) {
    super(trip);
    boolean judgesSlow = trip.slowShare() > 0;
    size = trip.callsMin();
    failuresToOpen = (int) Checks.atLeast(trip.failureShare(), size);
    slowToOpen = judgesSlow ? (int) Checks.atLeast(trip.slowShare(), size) : Integer.MAX_VALUE;
    int words = (size + Long.SIZE - 1) / Long.SIZE;
    failedBits = new long[words];
    slowBits = judgesSlow ? new long[words] : NO_BITS;
  }

  private static VarHandle handle(String field, Class<?> type) {
    try {
      return MethodHandles.lookup().findVarHandle(CallWindow.class, field, type);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  @Override
  boolean add(int answer, long nowNanos) {
    if (answer == GOOD && failures == 0 && slowOnes == 0 && answers >= size) {
      return false;
    }
    long answered = (long) ANSWERS.getAndAdd(this, 1L);
    int at = (int) (answered % size);
    if (isChanged(failedBits, at, (answer & FAILED) != 0)) {
      int _ = (int) FAILURES.getAndAdd(this, (answer & FAILED) != 0 ? 1 : -1);
    }
    if (slowBits.length > 0 && isChanged(slowBits, at, (answer & SLOW) != 0)) {
      int _ = (int) SLOW_ONES.getAndAdd(this, (answer & SLOW) != 0 ? 1 : -1);
    }
    boolean canReach = answer != GOOD || answered + 1 == size;
    return canReach && answers >= size && (failures >= failuresToOpen || slowOnes >= slowToOpen);
  }

  /** Writes a bit; whether it was another before. */
  private static boolean isChanged(long[] bits, int at, boolean value) {
    long bit = 1L << at;
    int word = at / Long.SIZE;
    long seen = (long) WORDS.getVolatile(bits, word);
    while (((seen & bit) != 0) != value) {
      if (WORDS.compareAndSet(bits, word, seen, seen ^ bit)) {
        return true;
      }
      seen = (long) WORDS.getVolatile(bits, word);
    }
    return false;
  }

  @Override
  long calls() {
    return Math.min(size, answers);
  }

  @Override
  long failures() {
    return failures;
  }
}
