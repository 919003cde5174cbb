package dev.ballast.model;

import dev.ballast.kernel.Units;
import java.util.List;

/** A rate made of straight lines, sloping or level. */
record Pieces(List<ArrivalRate.Point> points, boolean isSloping) {

  /** The last point that is not after a moment; −1 before the first. */
  private int indexAt(double nanos) {
    int low = -1;
    int high = points.size();
    while (high - low > 1) {
      int middle = (low + high) >>> 1;
      if (points.get(middle).atNanos() <= nanos) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private double endOf(int index) {
    return index + 1 < points.size() ? points.get(index + 1).atNanos() : Double.POSITIVE_INFINITY;
  }

  /** Requests per second and nanosecond, by which the rate rises in a piece. */
  private double slopeOf(int index) {
    if (!isSloping || index < 0 || index + 1 >= points.size()) {
      return 0;
    }
    ArrivalRate.Point from = points.get(index);
    ArrivalRate.Point to = points.get(index + 1);
    return (to.perSecond() - from.perSecond()) / (to.atNanos() - from.atNanos());
  }

  private double at(int index, double nanos) {
    ArrivalRate.Point from = points.get(Math.max(0, index));
    return from.perSecond() + (index < 0 ? 0 : slopeOf(index) * (nanos - from.atNanos()));
  }

  double at(double nanos) {
    return at(indexAt(nanos), nanos);
  }

  double between(double fromNanos, double toNanos) {
    double sum = 0;
    double from = fromNanos;
    for (int i = indexAt(fromNanos); from < toNanos; i++) {
      double to = Math.min(toNanos, endOf(i));
      sum += (at(i, from) + at(i, to)) / 2 * (to - from) / Units.SECOND;
      from = to;
    }
    return sum;
  }

  double after(double fromNanos, double amount) {
    double from = fromNanos;
    double left = amount;
    for (int i = indexAt(fromNanos); ; i++) {
      double end = endOf(i);
      if (end == Double.POSITIVE_INFINITY) {
        double level = at(i, from);
        return level > 0 ? from + left * (Units.SECOND / level) : end;
      }
      double inPiece = between(from, end);
      if (left <= inPiece && inPiece > 0) {
        return Math.min(end, from + within(at(i, from), slopeOf(i), left * Units.SECOND));
      }
      left = Math.max(0, left - inPiece);
      from = end;
    }
  }

  /** Solves rate · x + slope · x² / 2 = area, in the form that does not cancel. */
  private static double within(double rate, double slope, double area) {
    double root = StrictMath.sqrt(Math.max(0, rate * rate + 2 * slope * area));
    return area == 0 ? 0 : 2 * area / (rate + root);
  }

  double peak(double fromNanos, double toNanos) {
    double peak = Math.max(at(fromNanos), at(toNanos));
    for (ArrivalRate.Point point : points) {
      if (point.atNanos() >= fromNanos && point.atNanos() <= toNanos) {
        peak = Math.max(peak, point.perSecond());
      }
    }
    return peak;
  }
}
