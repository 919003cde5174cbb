package dev.ballast.verdict;

import dev.ballast.model.Objective.Measure;
import dev.ballast.observation.Latencies;
import dev.ballast.observation.RunRecord.RouteRecord;
import java.util.List;
import java.util.Map;

/** One route, summed over runs. */
final class RouteTotal {
  /** The histograms' resolution, relative: what they call equal may differ by this much. */
  static final double RESOLUTION = 0.001;

  private static final double MILLIS_PER_NANO = 1e-6;

  private final String name;
  private RouteRecord sum = new RouteRecord(0, 0, 0, 0, new Latencies(), List.of());
  private long noticed;

  RouteTotal(String name) {
    this.name = name;
  }

  void add(RouteRecord run, long noticedInRun) {
    sum =
        new RouteRecord(
            sum.offered() + run.offered(),
            sum.succeeded() + run.succeeded(),
            sum.degraded() + run.degraded(),
            sum.failed() + run.failed(),
            sum.latencies().plus(run.latencies()),
            List.of());
    noticed += noticedInRun;
  }

  String name() {
    return name;
  }

  long offered() {
    return sum.offered();
  }

  long noticed() {
    return noticed;
  }

  long hits(Measure measure) {
    return Gauge.hits(sum, measure);
  }

  long answered() {
    return sum.latencies().count();
  }

  /** The totals, with these latencies. */
  RouteSummary summary(Map<Measure, Estimate> latencies) {
    return new RouteSummary(
        name, sum.offered(), sum.succeeded(), sum.degraded(), sum.failed(), noticed, latencies);
  }

  /**
   * A measure of a single run with an interval that takes its requests for independent: Wilson's
   * for shares, the normal one for the mean, order statistics for percentiles. Requests of one run
   * do suffer together, so it is narrower than one over repetitions; it says how much of the
   * measured value is chance, not how different the next run may be.
   */
  Estimate ofOneRun(Measure measure, double confidence) {
    if (measure.isShare()) {
      return Intervals.share(hits(measure), sum.offered(), confidence);
    }
    Latencies latencies = sum.latencies();
    if (latencies.count() == 0) {
      return Estimate.NO_DATA;
    }
    return switch (measure) {
      case MEAN -> {
        double mean = latencies.meanNanos() * MILLIS_PER_NANO;
        double half =
            Intervals.z(confidence)
                * latencies.standardDeviationNanos()
                * MILLIS_PER_NANO
                / Math.sqrt((double) latencies.count());
        yield new Estimate(mean, Math.max(0, mean - half), mean + half);
      }
      case P50, P90, P99, P999 -> percentile(latencies, measure, confidence);
      case SUCCESS, UNDEGRADED -> throw new IllegalStateException(measure.word());
    };
  }

  private Estimate percentile(Latencies latencies, Measure measure, double confidence) {
    long count = latencies.count();
    Intervals.Ranks ranks = Intervals.ranks(count, Gauge.quantile(measure), confidence);
    double low = ranks.below() == 0 ? 0 : atRank(latencies, ranks.below());
    double high =
        ranks.above() > count ? Double.POSITIVE_INFINITY : atRank(latencies, ranks.above());
    double value = Gauge.measured(sum, measure);
    return new Estimate(value, low, high)
        .widenedTo(value * (1 - RESOLUTION), value * (1 + RESOLUTION));
  }

  private static double atRank(Latencies latencies, long rank) {
    return latencies.quantileNanos((rank - 0.5) / latencies.count()) * MILLIS_PER_NANO;
  }
}
