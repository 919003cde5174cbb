package dev.ballast.kernel;

/** Where a decision gets its chances from; it never makes them itself. */
public interface Randomness {
  /** Uniform over all 64-bit values. */
  long nextLong();

  /** Uniform in the open interval (0, 1); if u can be drawn, so can 1 − u, and both are exact. */
  default double nextUnit() {
    return RandomStream.unit(nextLong());
  }

  /**
   * Uniform in [0, bound). Lemire's multiplication without the rejection step: its bias is below
   * bound / 2³², which no measurement here can see.
   *
   * @param bound at least 1
   */
  default int nextInt(int bound) {
    if (bound < 1) {
      throw new IllegalArgumentException("a bound must be at least 1, was " + bound);
    }
    return (int) (((nextLong() >>> 32) * bound) >>> 32);
  }

  /** True with this probability, in [0, 1]. Always draws, so that streams stay aligned. */
  default boolean chance(double probability) {
    return nextUnit() < probability;
  }
}
