package dev.ballast.kernel;

import java.util.Arrays;

/**
 * Ranks from 0, rank r with a probability proportional to 1/(r+1)^skew (G. K. Zipf, 1949). Sampled
 * by inverting a table of the cumulated probabilities: O(log n) per draw, 8 bytes per rank.
 * Immutable.
 */
public final class Zipf {
  private final double[] cumulated;

  /**
   * The law of so many ranks.
   *
   * @param skew at least 0, which makes all equally likely
   */
  public Zipf(int count, double skew) {
    if (count < 1 || !(skew >= 0)) {
      throw new IllegalArgumentException("expected at least one rank and a skew of at least 0");
    }
    cumulated = new double[count];
    double sum = 0;
    for (int i = 0; i < count; i++) {
      sum += StrictMath.pow(i + 1.0, -skew);
      cumulated[i] = sum;
    }
    for (int i = 0; i < count; i++) {
      cumulated[i] /= sum;
    }
  }

  /** The probability of a rank. */
  public double probability(int rank) {
    return rank == 0 ? cumulated[0] : cumulated[rank] - cumulated[rank - 1];
  }

  /** Draws a rank. */
  public int sample(Randomness random) {
    int found = Arrays.binarySearch(cumulated, random.nextUnit());
    return Math.min(found < 0 ? -found - 1 : found, cumulated.length - 1);
  }
}
