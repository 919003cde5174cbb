package dev.ballast.model;

import dev.ballast.kernel.Checks;
import dev.ballast.kernel.Units;
import java.util.List;

/**
 * How many requests per second come, over time: the intensity of an arrival process. Times are
 * nanoseconds from the start of an experiment's measured time, negative during the warm-up.
 */
public sealed interface ArrivalRate {
  /** Requests per second at a moment. */
  double perSecond(double atNanos);

  /** Requests expected from one moment to a later one: the integral of the rate. */
  double between(double fromNanos, double toNanos);

  /**
   * The moment by which so many requests are expected since another: the inverse of {@link
   * #between}; infinite when that never happens.
   */
  double after(double fromNanos, double amount);

  /** The highest rate in a span. */
  double peak(double fromNanos, double toNanos);

  /** So many times this rate. */
  ArrivalRate times(double factor);

  /** Always the same. */
  record Steady(double perSecond) implements ArrivalRate {
    public Steady {
      Checks.positive(perSecond, "a rate");
    }

    @Override
    public double perSecond(double atNanos) {
      return perSecond;
    }

    @Override
    public double between(double fromNanos, double toNanos) {
      return (toNanos - fromNanos) / (Units.SECOND / perSecond);
    }

    @Override
    public double after(double fromNanos, double amount) {
      return fromNanos + amount * (Units.SECOND / perSecond);
    }

    @Override
    public double peak(double fromNanos, double toNanos) {
      return perSecond;
    }

    @Override
    public ArrivalRate times(double factor) {
      return new Steady(perSecond * factor);
    }
  }

  /** The rate from a moment on, or at it. */
  record Point(long atNanos, double perSecond) {
    public Point {
      Checks.that(
          perSecond >= 0 && perSecond <= Load.PER_SECOND_MAX,
          "a rate is 0/s to " + (long) Load.PER_SECOND_MAX + "/s");
    }

    private Point times(double factor) {
      return new Point(atNanos, perSecond * factor);
    }
  }

  /** A rate that is given by points. */
  sealed interface Piecewise extends ArrivalRate permits Ramp, Steps {
    /** What it is between its points. */
    Pieces pieces();

    @Override
    default double perSecond(double atNanos) {
      return pieces().at(atNanos);
    }

    @Override
    default double between(double fromNanos, double toNanos) {
      return pieces().between(fromNanos, toNanos);
    }

    @Override
    default double after(double fromNanos, double amount) {
      return pieces().after(fromNanos, amount);
    }

    @Override
    default double peak(double fromNanos, double toNanos) {
      return pieces().peak(fromNanos, toNanos);
    }
  }

  /**
   * Straight lines between points; before the first and after the last the rate stays.
   *
   * @param points at least one, in order of time, not all 0
   */
  record Ramp(List<Point> points) implements Piecewise {
    public Ramp {
      points = inOrder(points);
    }

    @Override
    public ArrivalRate times(double factor) {
      return new Ramp(points.stream().map(p -> p.times(factor)).toList());
    }

    @Override
    public Pieces pieces() {
      return new Pieces(points, true);
    }
  }

  /**
   * Each point's rate holds until the next point; the first one's before it too.
   *
   * @param points at least one, in order of time, not all 0
   */
  record Steps(List<Point> points) implements Piecewise {
    public Steps {
      points = inOrder(points);
    }

    @Override
    public ArrivalRate times(double factor) {
      return new Steps(points.stream().map(p -> p.times(factor)).toList());
    }

    @Override
    public Pieces pieces() {
      return new Pieces(points, false);
    }
  }

  private static List<Point> inOrder(List<Point> points) {
    Checks.that(!points.isEmpty(), "a rate over time has at least one point");
    double sum = 0;
    for (int i = 0; i < points.size(); i++) {
      sum += points.get(i).perSecond();
      Checks.that(
          i == 0 || points.get(i).atNanos() > points.get(i - 1).atNanos(),
          "the points of a rate rise in time");
    }
    Checks.that(sum > 0, "a rate over time is above 0/s somewhere");
    return List.copyOf(points);
  }

  /**
   * A daily rhythm, as a sinusoid: rate(t) = mean + (peak − mean) · cos(2π (t − peakAt) / period).
   *
   * @param mean requests per second
   * @param peak from the mean to twice the mean, so that the rate is never below 0
   * @param peakAtNanos one of the moments of the highest rate
   */
  record Diurnal(double mean, double peak, long periodNanos, long peakAtNanos)
      implements ArrivalRate {
    /** How near the inverse comes to the moment that it looks for, in nanoseconds. */
    private static final double PRECISION = 0.25;

    public Diurnal {
      Checks.positive(mean, "a mean rate");
      Checks.that(peak >= mean && peak <= 2 * mean, "a peak is one to two times the mean");
      Checks.that(
          peak <= Load.PER_SECOND_MAX, "a peak is at most " + (long) Load.PER_SECOND_MAX + "/s");
      Checks.that(periodNanos > 0, "a period lasts some time");
    }

    private double angle(double atNanos) {
      return 2 * StrictMath.PI * ((atNanos - peakAtNanos) / periodNanos);
    }

    @Override
    public double perSecond(double atNanos) {
      return mean + (peak - mean) * StrictMath.cos(angle(atNanos));
    }

    @Override
    public double between(double fromNanos, double toNanos) {
      double half = angle(toNanos) / 2 - angle(fromNanos) / 2;
      double wave =
          StrictMath.cos(angle(fromNanos) + half)
              * StrictMath.sin(half)
              * (periodNanos / StrictMath.PI);
      return (mean * (toNanos - fromNanos) + (peak - mean) * wave) / Units.SECOND;
    }

    /** By Newton's method, kept within bounds that are halved where it would leave them. */
    @Override
    public double after(double fromNanos, double amount) {
      double swing = (peak - mean) / mean * (periodNanos / StrictMath.PI);
      double low = fromNanos;
      double high = fromNanos + amount * Units.SECOND / mean + swing;
      double at = low + amount * Units.SECOND / Math.max(perSecond(low), mean / 16);
      while (high - low > PRECISION) {
        if (!(at > low && at < high)) {
          at = low + (high - low) / 2;
          if (at <= low || at >= high) {
            break; // neighbouring numbers
          }
        }
        double missing = amount - between(fromNanos, at);
        if (missing > 0) {
          low = at;
        } else {
          high = at;
        }
        double step = missing * Units.SECOND / perSecond(at);
        if (Math.abs(step) < PRECISION) {
          return Math.max(fromNanos, at + step);
        }
        at += step;
      }
      return high;
    }

    @Override
    public double peak(double fromNanos, double toNanos) {
      double sincePeak = (fromNanos - peakAtNanos) / periodNanos;
      double next = peakAtNanos + Math.ceil(sincePeak) * (double) periodNanos;
      return next <= toNanos ? peak : Math.max(perSecond(fromNanos), perSecond(toNanos));
    }

    @Override
    public ArrivalRate times(double factor) {
      return new Diurnal(mean * factor, peak * factor, periodNanos, peakAtNanos);
    }
  }
}
