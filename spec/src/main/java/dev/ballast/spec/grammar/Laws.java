package dev.ballast.spec.grammar;

import dev.ballast.kernel.Distribution;
import dev.ballast.kernel.Distribution.Gamma;
import dev.ballast.kernel.Distribution.Lognormal;
import dev.ballast.kernel.Distribution.Weibull;
import dev.ballast.spec.text.Code;
import dev.ballast.spec.text.Quoted;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** From the parameters that people know to those of the law, and back. */
final class Laws {
  /** −ln(1 − 0.99) and −ln(1 − 0.5). */
  private static final double WEIBULL_P99 = StrictMath.log(100);

  private static final double WEIBULL_P50 = StrictMath.log(2);

  private static final double WEIBULL_CV_MAX = 100;

  private Laws() {}

  /** The law through these two parameters; the form is known by its first one. */
  static Distribution of(String law, String form, double first, double second) {
    return switch (law + " " + form) {
      case "constant value" -> new Distribution.Constant(first);
      case "uniform min" -> new Distribution.Uniform(first, second);
      case "exponential mean" -> new Distribution.Exponential(first);
      case "lognormal p50" -> Lognormal.ofPercentiles(first, second);
      case "lognormal mean" -> Lognormal.ofMean(first, second);
      case "lognormal mu" -> new Lognormal(first, second);
      case "gamma mean" -> Gamma.ofMean(first, second);
      case "gamma shape" -> new Gamma(first, second);
      case "weibull mean" -> weibullOfMean(first, second);
      case "weibull p50" -> weibullOfPercentiles(first, second);
      case "weibull shape" -> new Weibull(first, second);
      case "pareto shape" -> new Distribution.Pareto(first, second);
      default -> throw new IllegalStateException("expected a law, found " + law + " by " + form);
    };
  }

  /** {@code mu} of a lognormal: the logarithm of nanoseconds, which may be negative. */
  static double logNanos(String text) throws Mismatch {
    try {
      double value = Double.parseDouble(text);
      if (StrictMath.abs(value) <= 100) {
        return value;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw Mismatch.of(
        Code.SPEC015,
        "cannot read " + Quoted.of(text),
        "the logarithm of nanoseconds, a number",
        "give the law by p50 and p99");
  }

  /** Through the median m and the 99th percentile: (p99/p50)^shape = ln 100 / ln 2. */
  private static Weibull weibullOfPercentiles(double p50, double p99) {
    if (!(p99 > p50) || !(p50 > 0)) {
      throw new IllegalArgumentException("p99 must be above p50, and p50 above 0");
    }
    double shape =
        StrictMath.log(WEIBULL_P99 / WEIBULL_P50) / (StrictMath.log(p99) - StrictMath.log(p50));
    return new Weibull(shape, p50 / StrictMath.pow(WEIBULL_P50, 1 / shape));
  }

  /**
   * The shape for a coefficient of variation by bisection: 1 + cv² = Γ(1 + 2/k) / Γ(1 + 1/k)² falls
   * strictly in k. The mean of a Weibull with scale 1 gives Γ(1 + 1/k).
   */
  private static Weibull weibullOfMean(double mean, double cv) {
    if (!(cv > 0) || cv > WEIBULL_CV_MAX) {
      throw new IllegalArgumentException("cv must be above 0 and at most " + (int) WEIBULL_CV_MAX);
    }
    double wanted = StrictMath.log1p(cv * cv);
    double low = StrictMath.log(0.05);
    double high = StrictMath.log(1000);
    for (int i = 0; i < 200; i++) {
      double middle = (low + high) / 2;
      double k = StrictMath.exp(middle);
      double found = logMeanOfUnit(k / 2) - 2 * logMeanOfUnit(k);
      if (found > wanted) {
        low = middle;
      } else {
        high = middle;
      }
    }
    double shape = StrictMath.exp((low + high) / 2);
    return new Weibull(shape, mean / new Weibull(shape, 1).meanNanos());
  }

  private static double logMeanOfUnit(double shape) {
    return StrictMath.log(new Weibull(shape, 1).meanNanos());
  }

  /** The shortest text that reads back as an equal law. */
  static String text(Distribution law) {
    return switch (law) {
      case Lognormal l -> lognormal(l);
      case Gamma g -> {
        double cv = 1 / StrictMath.sqrt(g.shape());
        yield shortest(law, "gamma", "mean", g.meanNanos(), "cv", cv)
            .orElse("gamma(shape=" + exact(g.shape()) + ", scale=" + nanos(g.scaleNanos()) + ")");
      }
      case Weibull w -> weibull(w);
      default -> throw new IllegalArgumentException("expected two parameters, found " + law);
    };
  }

  private static String lognormal(Lognormal law) {
    double p50 = StrictMath.exp(law.mu());
    double p99 = StrictMath.exp(law.mu() + 2.3263478740408408 * law.sigma());
    double cv = StrictMath.sqrt(StrictMath.expm1(law.sigma() * law.sigma()));
    return shortest(law, "lognormal", "p50", p50, "p99", p99)
        .or(() -> shortest(law, "lognormal", "mean", law.meanNanos(), "cv", cv))
        .orElse("lognormal(mu=" + law.mu() + ", sigma=" + exact(law.sigma()) + ")");
  }

  private static String weibull(Weibull law) {
    double p50 = law.scaleNanos() * StrictMath.pow(WEIBULL_P50, 1 / law.shape());
    double p99 = law.scaleNanos() * StrictMath.pow(WEIBULL_P99, 1 / law.shape());
    double cv =
        StrictMath.sqrt(
            StrictMath.expm1(logMeanOfUnit(law.shape() / 2) - 2 * logMeanOfUnit(law.shape())));
    return shortest(law, "weibull", "shape", law.shape(), "scale", law.scaleNanos())
        .or(() -> shortest(law, "weibull", "mean", law.meanNanos(), "cv", cv))
        .or(() -> shortest(law, "weibull", "p50", p50, "p99", p99))
        .orElse("weibull(shape=" + exact(law.shape()) + ", scale=" + nanos(law.scaleNanos()) + ")");
  }

  /** Tries to give the law by two parameters, rounded to ever more digits. */
  private static Optional<String> shortest(
      Distribution law, String name, String first, double a, String second, double b) {
    for (int digits = 1; digits <= 9; digits++) {
      List<String> parts = new ArrayList<>();
      parts.add(first + "=" + rounded(first, a, digits));
      parts.add(second + "=" + rounded(second, b, digits));
      String text = name + "(" + String.join(", ", parts) + ")";
      try {
        if (DistributionText.parse(text).equals(law)) {
          return Optional.of(text);
        }
      } catch (Mismatch e) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  private static String rounded(String name, double value, int digits) {
    if (!Double.isFinite(value)) {
      return "0";
    }
    BigDecimal decimal = new BigDecimal(value).round(new MathContext(digits));
    return switch (name) {
      case "cv", "shape" -> decimal.stripTrailingZeros().toPlainString();
      default -> Quantity.duration(decimal);
    };
  }

  private static String exact(double value) {
    return Quantity.decimal(value);
  }

  private static String nanos(double value) {
    return DistributionText.nanos(value);
  }
}
