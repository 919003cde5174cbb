package dev.ballast.kernel;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Random numbers for threads that share a decision: SplitMix64 (G. Steele, D. Lea, C. Flood, "Fast
 * splittable pseudorandom number generators", OOPSLA 2014), whose state is a counter, so that any
 * number of threads draw from it without a lock and no two get the same number. Which thread gets
 * which is up to their race; use a {@link RandomStream} where a run must be repeatable.
 */
public final class SharedRandomStream implements Randomness {
  private final AtomicLong counter;

  /** A stream that differs from those of other seeds. */
  public SharedRandomStream(long seed) {
    counter = new AtomicLong(RandomStream.mix(seed));
  }

  @Override
  public long nextLong() {
    return RandomStream.mix(counter.addAndGet(RandomStream.GOLDEN_GAMMA));
  }
}
