package dev.ballast.verdict;

import dev.ballast.kernel.Normal;
import java.util.function.LongPredicate;
import org.hipparchus.distribution.continuous.TDistribution;
import org.hipparchus.distribution.discrete.BinomialDistribution;
import org.hipparchus.special.Beta;

/**
 * Confidence and prediction intervals. Quantiles come from code that computes in Java's strict
 * arithmetic, so every machine gets the same bits.
 */
final class Intervals {
  /** The confidence of everything that is printed. */
  static final double CONFIDENCE = 0.99;

  private Intervals() {}

  /** Student's t quantile at {@code (1 + confidence) / 2}. */
  static double t(double confidence, int degreesOfFreedom) {
    return new TDistribution(degreesOfFreedom).inverseCumulativeProbability((1 + confidence) / 2);
  }

  /** The standard normal quantile at {@code (1 + confidence) / 2}. */
  static double z(double confidence) {
    return Normal.quantile((1 + confidence) / 2);
  }

  /**
   * The mean of independent repetitions: Student's interval, mean ± t·s/√n. Exact for normal
   * values; means and percentiles of many requests are close to that. Unbounded below two values.
   */
  static Estimate mean(Sample sample, double confidence) {
    return around(sample, confidence, 1.0 / sample.count());
  }

  /**
   * The value of one more repetition: mean ± t·s·√(1 + 1/n), the prediction interval for a single
   * future normal observation (G. J. Hahn, "Factors for calculating two-sided prediction intervals
   * for samples from a normal distribution", JASA 64, 1969).
   */
  static Estimate oneMore(Sample sample, double confidence) {
    return around(sample, confidence, 1 + 1.0 / sample.count());
  }

  /**
   * The same for a number of events: at least as wide as that of events that come singly and at
   * random, which few of them, or none, tell better than a deviation does. Given all events, those
   * of the one more are binomial (W. Nelson, "Confidence intervals for the ratio of two Poisson
   * means and Poisson predictor intervals", IEEE Transactions on Reliability R-19, 1970).
   */
  static Estimate oneMoreCount(Sample sample, double confidence) {
    Estimate spread = oneMore(sample, confidence);
    if (!spread.hasData()) {
      return spread;
    }
    double tail = (1 - confidence) / 2;
    double seen = Math.rint(sample.mean() * sample.count());
    double share = 1.0 / (sample.count() + 1);
    long fewest = first(events -> atMost(events, seen, share) > tail);
    long most = first(events -> atLeast(events + 1, seen, share) <= tail);
    return new Estimate(
        sample.mean(),
        Math.min((double) fewest, spread.low()),
        Math.max((double) most, spread.high()));
  }

  /** How probable it is that so many or fewer are in the one more, beside those seen. */
  private static double atMost(long events, double seen, double share) {
    return seen == 0 ? 1 : 1 - Beta.regularizedBeta(share, events + 1.0, seen);
  }

  /** How probable it is that so many, at least 1, or more are. */
  private static double atLeast(long events, double seen, double share) {
    return Beta.regularizedBeta(share, (double) events, seen + 1);
  }

  /** The first number of events, from 0, from which on something holds. */
  private static long first(LongPredicate holds) {
    long not = -1;
    long does = 1;
    while (!holds.test(does)) {
      not = does;
      does *= 2;
    }
    while (does - not > 1) {
      long middle = (not + does) / 2;
      if (holds.test(middle)) {
        does = middle;
      } else {
        not = middle;
      }
    }
    return does;
  }

  private static Estimate around(Sample sample, double confidence, double varianceFactor) {
    if (sample.count() == 0) {
      return Estimate.NO_DATA;
    }
    if (sample.count() == 1) {
      return new Estimate(sample.mean(), Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
    }
    double spread = sample.standardDeviation();
    double half =
        spread == 0 ? 0 : t(confidence, sample.count() - 1) * spread * Math.sqrt(varianceFactor);
    return new Estimate(sample.mean(), sample.mean() - half, sample.mean() + half);
  }

  /**
   * A share of independent trials: E. B. Wilson, "Probable inference, the law of succession, and
   * statistical inference", JASA 22 (1927). Unlike the textbook interval it has a width when
   * nothing failed: 27,000 good ones of 27,000 leave 0.99975 possible.
   */
  static Estimate share(long hits, long trials, double confidence) {
    if (trials == 0) {
      return Estimate.NO_DATA;
    }
    double z = z(confidence);
    double n = trials;
    double p = hits / n;
    double scale = 1 + z * z / n;
    double centre = (p + z * z / (2 * n)) / scale;
    double half = z / scale * Math.sqrt(p * (1 - p) / n + z * z / (4 * n * n));
    return new Estimate(
        p,
        hits == 0 ? 0 : Math.max(0, centre - half),
        hits == trials ? 1 : Math.min(1, centre + half));
  }

  /** How many trials without a failure prove a share of at least {@code bound}, by Wilson. */
  static double withoutFailure(double bound, double confidence) {
    double z = z(confidence);
    return Math.ceil(z * z * bound / (1 - bound));
  }

  /** How many independent values it takes before the largest bounds a quantile from above. */
  static double toBound(double quantile, double confidence) {
    return Math.ceil(StrictMath.log((1 - confidence) / 2) / StrictMath.log(quantile));
  }

  /**
   * Ranks, from 1, of the two ordered values between which a quantile lies: the distribution-free
   * interval of order statistics (H. A. David and H. N. Nagaraja, "Order Statistics", 3rd ed.,
   * section 7.1). The number of values below the quantile is binomial.
   *
   * @param below 0 when there are too few values for a lower end
   * @param above {@code count + 1} when there are too few values for an upper end
   */
  record Ranks(long below, long above) {}

  /** The ranks around the quantile at {@code share} of {@code count} independent values. */
  static Ranks ranks(long count, double share, double confidence) {
    double tail = (1 - confidence) / 2;
    int n = (int) Math.min(count, Integer.MAX_VALUE - 1);
    BinomialDistribution below = new BinomialDistribution(n, share);
    int low = below.inverseCumulativeProbability(tail);
    int high = below.inverseCumulativeProbability(1 - tail);
    return new Ranks(low, high + 1L);
  }
}
