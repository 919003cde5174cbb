package dev.ballast.verdict;

import dev.ballast.observation.RunRecord;
import java.util.ArrayList;
import java.util.List;

/**
 * Prediction and reality, measure by measure. A headline measure (success, p50, p99, the first
 * breaker's first opening) agrees only when it is within its tolerance, never because the
 * prediction is vague; a count also agrees when one run may well show it.
 */
public record Agreement(List<Row> rows) {
  /**
   * One measure.
   *
   * @param subject the route or the edge; empty for the whole experiment
   * @param predicted the mean over the repetitions; NaN when it should not happen
   * @param low the lower end of the 99 % interval for one run
   * @param actual NaN when it did not happen
   * @param tolerance in words
   */
  public record Row(
      Scope scope,
      String subject,
      String measure,
      Unit unit,
      double predicted,
      double low,
      double high,
      double actual,
      boolean agrees,
      String tolerance,
      boolean headline) {}

  public Agreement {
    rows = List.copyOf(rows);
  }

  /** The measure of the first breaker's first opening. */
  public static final String FIRST_OPENING = "first breaker opening";

  /** Compares a run with the repetitions that predicted it. */
  public static Agreement between(Study predicted, RunRecord actual) {
    Folding folding = predicted.folding();
    if (!folding.subjects().equals(actual.subjects())) {
      throw new IllegalArgumentException(
          "only runs of one system agree: expected "
              + folding.subjects()
              + ", found "
              + actual.subjects());
    }
    List<Row> rows = new ArrayList<>();
    rows.add(firstOpening(folding, actual, predicted.repetitions()));
    List<Gauge> gauges = folding.gauges();
    List<Estimate> estimates = folding.oneMoreRun();
    for (int i = 0; i < gauges.size(); i++) {
      rows.add(row(gauges.get(i), estimates.get(i), gauges.get(i).reader().applyAsDouble(actual)));
    }
    return new Agreement(rows);
  }

  /** Whether every measure agrees. */
  public boolean isComplete() {
    return rows.stream().allMatch(Row::agrees);
  }

  /** Whether every headline measure agrees. */
  public boolean headlinesAgree() {
    return rows.stream().allMatch(row -> row.agrees() || !row.headline());
  }

  private static Row row(Gauge gauge, Estimate predicted, double actual) {
    boolean happens = predicted.hasData();
    boolean happened = !Double.isNaN(actual);
    boolean agrees =
        (happens && happened) ? gauge.tolerance().allows(predicted, actual) : happens == happened;
    return new Row(
        gauge.scope(),
        gauge.subject(),
        gauge.measure(),
        gauge.unit(),
        predicted.value(),
        predicted.low(),
        predicted.high(),
        actual,
        agrees,
        gauge.tolerance().text(),
        gauge.headline());
  }

  /**
   * The breaker predicted to open first is the one that opens first on average, among those that
   * opened in at least half of the repetitions. When there is none, no breaker should open.
   */
  private static Row firstOpening(Folding folding, RunRecord actual, int repetitions) {
    int first = -1;
    double earliest = Double.POSITIVE_INFINITY;
    List<String> edges = folding.subjects().edges();
    for (int i = 0; i < edges.size(); i++) {
      Sample sample = folding.opening(i);
      if (2 * sample.count() >= repetitions && sample.mean() < earliest) {
        first = i;
        earliest = sample.mean();
      }
    }
    Gauge gauge =
        new Gauge(
            Scope.EXPERIMENT,
            first < 0 ? "" : edges.get(first),
            FIRST_OPENING,
            Unit.SECONDS,
            Gauge.FIRST_OPENING,
            true,
            _ -> Double.NaN);
    if (first < 0) {
      return row(gauge, Estimate.NO_DATA, anyOpening(actual));
    }
    return row(
        gauge,
        Intervals.oneMore(folding.opening(first), Intervals.CONFIDENCE),
        Folding.firstOpening(actual, first));
  }

  private static double anyOpening(RunRecord run) {
    double earliest = Double.NaN;
    for (int i = 0; i < run.edges().size(); i++) {
      double at = Folding.firstOpening(run, i);
      earliest = Double.isNaN(earliest) || at < earliest ? at : earliest;
    }
    return earliest;
  }
}
