package dev.ballast.kernel;

import java.util.List;

/**
 * A distribution of a duration. All values are nanoseconds, never negative, as {@code double} so
 * that means and scales keep their fractions; callers round once, where time is scheduled.
 *
 * <p>Everything but {@link Gamma} draws at most one uniform per sample and inverts the distribution
 * function, rising with the uniform, so that two designs compared on the same stream see the same
 * luck: a draw that is slow under one law is slow under the other.
 */
public sealed interface Distribution {

  /** Draws one value, in nanoseconds. */
  double sample(RandomStream random);

  /** The expected value in nanoseconds; infinite for a Pareto with shape at most 1. */
  double meanNanos();

  /**
   * The same law with every value so many times as large.
   *
   * @param factor above 0
   */
  default Distribution times(double factor) {
    Checks.positive(factor, "a factor");
    return switch (this) {
      case Constant(double nanos) -> new Constant(nanos * factor);
      case Uniform(double low, double high) -> new Uniform(low * factor, high * factor);
      case Exponential(double mean) -> new Exponential(mean * factor);
      case Lognormal(double mu, double sigma) -> new Lognormal(mu + StrictMath.log(factor), sigma);
      case Gamma(double shape, double scale) -> new Gamma(shape, scale * factor);
      case Weibull(double shape, double scale) -> new Weibull(shape, scale * factor);
      case Pareto(double shape, double minimum) -> new Pareto(shape, minimum * factor);
      case Empirical(List<Empirical.Point> points) ->
          new Empirical(
              points.stream()
                  .map(point -> new Empirical.Point(point.share(), point.nanos() * factor))
                  .toList());
    };
  }

  private static double positive(double value, String name) {
    if (!(value > 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(name + " must be positive and finite, was " + value);
    }
    return value;
  }

  private static double notNegative(double value, String name) {
    if (!(value >= 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(name + " must be 0 or more and finite, was " + value);
    }
    return value;
  }

  /** Always the same value. Draws nothing. */
  record Constant(double nanos) implements Distribution {
    public Constant {
      notNegative(nanos, "the constant");
    }

    @Override
    public double sample(RandomStream random) {
      return nanos;
    }

    @Override
    public double meanNanos() {
      return nanos;
    }
  }

  /** Equally likely between two bounds. */
  record Uniform(double lowNanos, double highNanos) implements Distribution {
    public Uniform {
      notNegative(lowNanos, "the lower bound");
      notNegative(highNanos, "the upper bound");
      if (highNanos < lowNanos) {
        throw new IllegalArgumentException("the upper bound must not be below the lower bound");
      }
    }

    @Override
    public double sample(RandomStream random) {
      return lowNanos + (highNanos - lowNanos) * random.nextUnit();
    }

    @Override
    public double meanNanos() {
      return (lowNanos + highNanos) / 2;
    }
  }

  /** Memoryless; coefficient of variation 1. */
  record Exponential(double meanNanos) implements Distribution {
    public Exponential {
      positive(meanNanos, "the mean");
    }

    @Override
    public double sample(RandomStream random) {
      return -meanNanos * StrictMath.log(1 - random.nextUnit());
    }
  }

  /**
   * The logarithm is normal with mean {@code mu} and standard deviation {@code sigma} (of log
   * nanoseconds).
   */
  record Lognormal(double mu, double sigma) implements Distribution {
    /** The standard normal's 99th percentile. */
    private static final double Z99 = 2.3263478740408408;

    public Lognormal {
      if (!Double.isFinite(mu)) {
        throw new IllegalArgumentException("mu must be finite, was " + mu);
      }
      notNegative(sigma, "sigma");
    }

    /** The lognormal with this mean and coefficient of variation (σ/mean). */
    public static Lognormal ofMean(double meanNanos, double cv) {
      double variance = StrictMath.log1p(notNegative(cv, "cv") * cv);
      return new Lognormal(
          StrictMath.log(positive(meanNanos, "the mean")) - variance / 2,
          StrictMath.sqrt(variance));
    }

    /** The lognormal through this median and 99th percentile. */
    public static Lognormal ofPercentiles(double p50Nanos, double p99Nanos) {
      if (!(p99Nanos >= p50Nanos)) {
        throw new IllegalArgumentException("p99 must not be below p50");
      }
      double mu = StrictMath.log(positive(p50Nanos, "p50"));
      return new Lognormal(mu, (StrictMath.log(p99Nanos) - mu) / Z99);
    }

    @Override
    public double sample(RandomStream random) {
      return StrictMath.exp(mu + sigma * Normal.quantile(random.nextUnit()));
    }

    @Override
    public double meanNanos() {
      return StrictMath.exp(mu + sigma * sigma / 2);
    }
  }

  /**
   * Sampled by G. Marsaglia and W. W. Tsang, "A simple method for generating gamma variables", ACM
   * TOMS 26 (2000); shapes below 1 by their boosting step. Draws a varying number of uniforms.
   */
  record Gamma(double shape, double scaleNanos) implements Distribution {
    public Gamma {
      positive(shape, "the shape");
      positive(scaleNanos, "the scale");
    }

    /** The gamma with this mean and coefficient of variation (σ/mean, above 0). */
    public static Gamma ofMean(double meanNanos, double cv) {
      double shape = 1 / (positive(cv, "cv") * cv);
      return new Gamma(shape, positive(meanNanos, "the mean") / shape);
    }

    @Override
    public double sample(RandomStream random) {
      double boosted = shape < 1 ? shape + 1 : shape;
      double d = boosted - 1.0 / 3;
      double c = 1 / StrictMath.sqrt(9 * d);
      double value;
      while (true) {
        double x = Normal.quantile(random.nextUnit());
        double v = 1 + c * x;
        if (v <= 0) {
          continue;
        }
        v = v * v * v;
        if (StrictMath.log(random.nextUnit()) < 0.5 * x * x + d - d * v + d * StrictMath.log(v)) {
          value = d * v;
          break;
        }
      }
      if (shape < 1) {
        value *= StrictMath.pow(random.nextUnit(), 1 / shape);
      }
      return value * scaleNanos;
    }

    @Override
    public double meanNanos() {
      return shape * scaleNanos;
    }
  }

  /** P(X &gt; x) = exp(−(x/scale)^shape). */
  record Weibull(double shape, double scaleNanos) implements Distribution {
    public Weibull {
      positive(shape, "the shape");
      positive(scaleNanos, "the scale");
    }

    @Override
    public double sample(RandomStream random) {
      return scaleNanos * StrictMath.pow(-StrictMath.log(1 - random.nextUnit()), 1 / shape);
    }

    @Override
    public double meanNanos() {
      return scaleNanos * StrictMath.exp(GammaFunction.log(1 + 1 / shape));
    }
  }

  /** P(X &gt; x) = (minimum/x)^shape for x at least the minimum (Pareto type I). */
  record Pareto(double shape, double minimumNanos) implements Distribution {
    public Pareto {
      positive(shape, "the shape");
      positive(minimumNanos, "the minimum");
    }

    @Override
    public double sample(RandomStream random) {
      return minimumNanos * StrictMath.pow(1 - random.nextUnit(), -1 / shape);
    }

    @Override
    public double meanNanos() {
      return shape <= 1 ? Double.POSITIVE_INFINITY : shape * minimumNanos / (shape - 1);
    }
  }

  /**
   * Through measured points of the distribution function, linear between them. The first point's
   * share may be 0 (the minimum); the last point's is 1 (the maximum).
   */
  record Empirical(List<Point> points) implements Distribution {
    /** At most {@code nanos} with probability {@code share}. */
    public record Point(double share, double nanos) {}

    public Empirical {
      points = List.copyOf(points);
      if (points.size() < 2 || points.getFirst().share() != 0 || points.getLast().share() != 1) {
        throw new IllegalArgumentException("points must run from share 0 to share 1");
      }
      notNegative(points.getFirst().nanos(), "the minimum");
      notNegative(points.getLast().nanos(), "the maximum");
      for (int i = 1; i < points.size(); i++) {
        if (!(points.get(i).share() > points.get(i - 1).share())
            || !(points.get(i).nanos() >= points.get(i - 1).nanos())) {
          throw new IllegalArgumentException(
              "points must rise in share and must not fall in value");
        }
      }
    }

    @Override
    public double sample(RandomStream random) {
      double u = random.nextUnit();
      int low = 0;
      int high = points.size() - 1;
      while (high - low > 1) {
        int middle = (low + high) >>> 1;
        if (points.get(middle).share() <= u) {
          low = middle;
        } else {
          high = middle;
        }
      }
      Point a = points.get(low);
      Point b = points.get(high);
      return a.nanos() + (b.nanos() - a.nanos()) * (u - a.share()) / (b.share() - a.share());
    }

    @Override
    public double meanNanos() {
      double mean = 0;
      for (int i = 1; i < points.size(); i++) {
        Point a = points.get(i - 1);
        Point b = points.get(i);
        mean += (b.share() - a.share()) * (a.nanos() + b.nanos()) / 2;
      }
      return mean;
    }
  }
}
