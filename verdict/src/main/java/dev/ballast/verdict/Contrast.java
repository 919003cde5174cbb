package dev.ballast.verdict;

import dev.ballast.model.Objective.Measure;
import dev.ballast.observation.RunRecord;
import dev.ballast.observation.RunRecord.EdgeRecord;
import dev.ballast.observation.RunRecord.RouteRecord;
import dev.ballast.observation.Subjects;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/**
 * One measure that two systems both have, over their repetitions in pairs.
 *
 * <p>The differences of pairs are independent of each other, so they have Student's interval,
 * whatever the two values of a pair have in common. It also covers what repetitions cannot show:
 * for a share, that no request at all happened to go differently; for a percentile, the histograms'
 * resolution.
 */
final class Contrast {
  /** How one system's run is read: a value, and of how many requests or calls it is a share. */
  private record Reader(ToDoubleFunction<RunRecord> value, ToLongFunction<RunRecord> trials) {}

  private final Scope scope;
  private final String subject;
  private final String measure;
  private final Unit unit;
  private final boolean higherIsBetter;
  private final boolean isBounded;
  private final Reader readerA;
  private final Reader readerB;
  private final Sample samplesA = new Sample();
  private final Sample samplesB = new Sample();
  private final Sample differences = new Sample();
  private long trialsA;
  private long trialsB;

  private Contrast(
      Scope scope,
      String subject,
      String measure,
      Unit unit,
      boolean higherIsBetter,
      boolean isBounded,
      Reader readerA,
      Reader readerB) {
    this.scope = scope;
    this.subject = subject;
    this.measure = measure;
    this.unit = unit;
    this.higherIsBetter = higherIsBetter;
    this.isBounded = isBounded;
    this.readerA = readerA;
    this.readerB = readerB;
  }

  /**
   * Every measure that both systems have, in the order of the second's file.
   *
   * @param patience says for both which users noticed
   * @param bounded whether an objective bounds this measure of this route
   */
  static List<Contrast> between(
      Subjects a, Subjects b, Patience patience, Predicate<String> bounded) {
    List<Contrast> contrasts = new ArrayList<>();
    Reader noticed =
        new Reader(
            run -> share(patience.noticed(run), Patience.offered(run)),
            run -> Patience.offered(run));
    contrasts.add(
        new Contrast(Scope.EXPERIMENT, "", "noticed", Unit.SHARE, false, false, noticed, noticed));
    for (String route : b.routes()) {
      if (a.routes().contains(route)) {
        ofRoute(route, a.routes().indexOf(route), b.routes().indexOf(route), bounded, contrasts);
      }
    }
    for (String edge : b.edges()) {
      if (a.edges().contains(edge)) {
        ofEdge(edge, a.edges().indexOf(edge), b.edges().indexOf(edge), contrasts);
      }
    }
    return contrasts;
  }

  /** The name under which objectives bound a measure. */
  static String key(String route, Measure measure) {
    return route + " " + measure.word();
  }

  private static void ofRoute(
      String route, int inA, int inB, Predicate<String> bounded, List<Contrast> contrasts) {
    for (Measure measure : Measure.values()) {
      contrasts.add(
          new Contrast(
              Scope.ROUTE,
              route,
              measure.word(),
              measure.isShare() ? Unit.SHARE : Unit.MILLISECONDS,
              measure.higherIsBetter(),
              bounded.test(key(route, measure)),
              route(inA, measure),
              route(inB, measure)));
    }
  }

  private static Reader route(int index, Measure measure) {
    ToLongFunction<RouteRecord> trials = measure.isShare() ? RouteRecord::offered : _ -> 0;
    return new Reader(
        run -> Gauge.measured(run.routes().get(index), measure),
        run -> trials.applyAsLong(run.routes().get(index)));
  }

  private static void ofEdge(String edge, int inA, int inB, List<Contrast> contrasts) {
    contrasts.add(
        new Contrast(
            Scope.EDGE,
            edge,
            "attempts per call",
            Unit.RATIO,
            false,
            false,
            edge(inA, EdgeRecord::attempts, _ -> 0),
            edge(inB, EdgeRecord::attempts, _ -> 0)));
    contrasts.add(
        new Contrast(
            Scope.EDGE,
            edge,
            "failed",
            Unit.SHARE,
            false,
            false,
            edge(inA, EdgeRecord::failed, EdgeRecord::calls),
            edge(inB, EdgeRecord::failed, EdgeRecord::calls)));
  }

  private static Reader edge(
      int index, ToLongFunction<EdgeRecord> count, ToLongFunction<EdgeRecord> trials) {
    return new Reader(
        run -> {
          EdgeRecord edge = run.edges().get(index);
          return share(count.applyAsLong(edge), edge.calls());
        },
        run -> trials.applyAsLong(run.edges().get(index)));
  }

  private static double share(long hits, long trials) {
    return trials == 0 ? Double.NaN : (double) hits / trials;
  }

  /** Adds one repetition of both; one without a value on either side does not count. */
  void add(RunRecord a, RunRecord b) {
    double ofA = readerA.value().applyAsDouble(a);
    double ofB = readerB.value().applyAsDouble(b);
    if (Double.isNaN(ofA) || Double.isNaN(ofB)) {
      return;
    }
    samplesA.add(ofA);
    samplesB.add(ofB);
    differences.add(ofB - ofA);
    trialsA += readerA.trials().applyAsLong(a);
    trialsB += readerB.trials().applyAsLong(b);
  }

  /** Whether repeating is of use: an objective asks, and the answer is open at this confidence. */
  boolean isOpen(Margins margins, double confidence) {
    return isBounded
        && differences.count() > 0
        && relation(estimate(confidence), margins) == Difference.Relation.OPEN;
  }

  /** What the repetitions showed. */
  Difference difference(int system, Margins margins) {
    Estimate difference = estimate(Intervals.CONFIDENCE);
    return new Difference(
        system,
        scope,
        subject,
        measure,
        unit,
        higherIsBetter,
        isBounded,
        samplesA.mean(),
        samplesB.mean(),
        difference,
        relation(difference, margins),
        gain());
  }

  private Estimate estimate(double confidence) {
    Estimate student = Intervals.mean(differences, confidence);
    if (!student.hasData()) {
      return student;
    }
    double unseen =
        switch (unit) {
          case SHARE -> unseen(Math.min(trialsA, trialsB), confidence);
          case MILLISECONDS ->
              measure.equals(Measure.MEAN.word())
                  ? 0
                  : RouteTotal.RESOLUTION * Math.max(samplesA.mean(), samplesB.mean());
          case SECONDS, COUNT, RATIO -> 0;
        };
    return student.widenedTo(student.value() - unseen, student.value() + unseen);
  }

  /** The largest share of trials that may go differently when none of them was seen to. */
  private static double unseen(long trials, double confidence) {
    return 1 - Intervals.share(trials, trials, confidence).low();
  }

  private Difference.Relation relation(Estimate difference, Margins margins) {
    if (!difference.hasData()) {
      return Difference.Relation.OPEN;
    }
    double margin = margins.of(unit, samplesA.mean());
    if (difference.low() >= -margin && difference.high() <= margin) {
      return Difference.Relation.SAME;
    }
    if (difference.low() > 0) {
      return higherIsBetter ? Difference.Relation.BETTER : Difference.Relation.WORSE;
    }
    if (difference.high() < 0) {
      return higherIsBetter ? Difference.Relation.WORSE : Difference.Relation.BETTER;
    }
    return Difference.Relation.OPEN;
  }

  private double gain() {
    double apart = square(samplesA.standardDeviation()) + square(samplesB.standardDeviation());
    return apart == 0 ? Double.NaN : apart / square(differences.standardDeviation());
  }

  private static double square(double value) {
    return value * value;
  }
}
