package dev.ballast.verdict;

import dev.ballast.kernel.Units;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * When a system that starts empty and cold has settled, read off a few pilot runs without faults.
 *
 * <p>The pilots' series are averaged moment by moment (P. D. Welch, "The statistical analysis of
 * simulation results", 1983), which leaves the start and takes the noise. The average is cut where
 * MSER-5 says (K. P. White, "An effective truncation heuristic for bias reduction in simulation
 * output", Simulation 69, 1997; batches of five: S. C. Spratt, 1998): after the batch d that
 * minimises the squared standard error of what is left, Σ_{i>d} (z_i − z̄)² / (n − d)², among the
 * first half of the batches. Where the average has not yet reached the mean of the second half by
 * then, the cut is where it first does (the crossing rule; G. S. Fishman, "Concepts and methods in
 * discrete event digital simulation", 1973): MSER cuts early when the noise is slow.
 *
 * <p>MSER always names some point, also in pure noise. So nothing is said of a start before a
 * paired t test over the pilots tells it from what follows with 99 % confidence, and likewise of a
 * drift in the second half, which means that the system had not settled at the end.
 */
public final class Settling {
  private static final int BATCH = 5;

  /** A drift from the third quarter to the fourth of less than this share of the mean is none. */
  private static final double DRIFT = 0.1;

  /** A start that shifts what is measured by less than this share is not worth a word. */
  private static final double SHIFT = 0.01;

  private final double lengthNanos;
  private final List<double[]> pilots = new ArrayList<>();
  private final int cut;
  private final boolean settles;
  private final double growthPerSecond;

  private Settling(List<InFlight> runs) {
    lengthNanos = runs.getFirst().lengthNanos();
    runs.forEach(run -> pilots.add(batches(run.series())));
    double[] mean = new double[batches()];
    for (double[] pilot : pilots) {
      for (int i = 0; i < mean.length; i++) {
        mean[i] += pilot[i] / pilots.size();
      }
    }
    cut = Math.max(mser(mean), crossing(mean));
    int half = batches() / 2;
    int threeQuarters = half + half / 2;
    Contrasted drift = contrast(half, threeQuarters, threeQuarters, batches());
    settles = !drift.isClear() || Math.abs(drift.relative()) < DRIFT;
    growthPerSecond = drift.difference() / ((threeQuarters - half) * spanNanos() / Units.SECOND);
  }

  /**
   * What pilot runs show.
   *
   * @param runs at least two, all of one length and of one experiment, each with a seed of its own
   */
  public static Settling of(List<InFlight> runs) {
    if (runs.size() < 2) {
      throw new IllegalArgumentException("a test needs two pilots, found " + runs.size());
    }
    return new Settling(runs);
  }

  /** Whether the system had settled by the end of the pilots. */
  public boolean settles() {
    return settles;
  }

  /** How long the start shows, from the first request; at most half of a pilot. */
  public long startNanos() {
    return (long) Math.ceil(cut * spanNanos());
  }

  /**
   * What is wrong with a warm-up, in words; null when nothing is.
   *
   * @param measuredNanos how long is measured after it
   */
  public @Nullable String problem(long warmUpNanos, long measuredNanos) {
    if (!settles) {
      return unsettled();
    }
    int from = (int) Math.ceil(warmUpNanos / spanNanos());
    if (from >= cut) {
      return null;
    }
    Contrasted start = contrast(from, cut, cut, batches());
    double share = Math.min(1, (cut - from) * spanNanos() / measuredNanos);
    if (!start.isClear() || Math.abs(start.relative()) * share < SHIFT) {
      return null;
    }
    return "the first "
        + Unit.SECONDS.text((cut - from) * spanNanos() / Units.SECOND)
        + " still show the start: on average "
        + Unit.RATIO.text(start.then() - start.difference())
        + " requests are in the system, and later "
        + Unit.RATIO.text(start.then())
        + "; write `warm-up: "
        + Units.duration(roundedNanos())
        + "`";
  }

  private String unsettled() {
    String after = "after " + Unit.SECONDS.text(lengthNanos / Units.SECOND) + " without faults the";
    return "the system does not settle: "
        + after
        + (growthPerSecond > 0
            ? " requests in it still become more, by "
                + Unit.RATIO.text(growthPerSecond)
                + " per second, as when the load is above capacity"
            : " requests in it still become fewer, by "
                + Unit.RATIO.text(-growthPerSecond)
                + " per second")
        + ", so what is measured depends on how long is measured";
  }

  /** The start in whole seconds, at least one. */
  public long roundedNanos() {
    return Math.max(1, Math.ceilDiv(startNanos(), Units.SECOND)) * Units.SECOND;
  }

  /**
   * The difference between two parts of the pilots, the second less the first.
   *
   * @param then the mean of the second part
   * @param relative the difference as a share of the mean of the whole
   */
  private record Contrasted(double then, double difference, double relative, boolean isClear) {}

  private Contrasted contrast(int from, int to, int then, int until) {
    Sample differences = new Sample();
    Sample later = new Sample();
    Sample whole = new Sample();
    for (double[] pilot : pilots) {
      differences.add(mean(pilot, then, until) - mean(pilot, from, to));
      later.add(mean(pilot, then, until));
      whole.add(mean(pilot, 0, batches()));
    }
    Estimate difference = Intervals.mean(differences, Intervals.CONFIDENCE);
    double relative = whole.mean() == 0 ? 0 : difference.value() / whole.mean();
    boolean isClear = difference.low() > 0 || difference.high() < 0;
    return new Contrasted(later.mean(), difference.value(), relative, isClear);
  }

  private static double mean(double[] values, int from, int to) {
    double sum = 0;
    for (int i = from; i < to; i++) {
      sum += values[i];
    }
    return sum / (to - from);
  }

  private static double[] batches(double[] series) {
    double[] batches = new double[series.length / BATCH];
    for (int i = 0; i < batches.length; i++) {
      batches[i] = mean(series, i * BATCH, (i + 1) * BATCH);
    }
    return batches;
  }

  /** How many batches to leave out. */
  static int mser(double[] batches) {
    int best = 0;
    double least = Double.POSITIVE_INFINITY;
    Sample rest = new Sample(); // from the end, so that each step adds one value
    for (int d = batches.length - 1; d >= 0; d--) {
      rest.add(batches[d]);
      double deviation = rest.count() < 2 ? 0 : rest.standardDeviation();
      double left = rest.count();
      double error = deviation * deviation * (left - 1) / (left * left);
      if (d <= batches.length / 2 && error <= least) {
        least = error;
        best = d;
      }
    }
    return best;
  }

  /** The first batch, of the first half, that has reached what follows. */
  private static int crossing(double[] batches) {
    int half = batches.length / 2;
    double later = mean(batches, half, batches.length);
    boolean fromBelow = batches[0] < later;
    int first = 0;
    while (first < half && (fromBelow ? batches[first] < later : batches[first] > later)) {
      first++;
    }
    return first;
  }

  private int batches() {
    return pilots.getFirst().length;
  }

  private double spanNanos() {
    return lengthNanos / batches();
  }
}
