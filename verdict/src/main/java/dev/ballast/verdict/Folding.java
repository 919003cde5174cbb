package dev.ballast.verdict;

import dev.ballast.kernel.BreakerState;
import dev.ballast.model.Experiment;
import dev.ballast.model.Objective;
import dev.ballast.model.Objective.Measure;
import dev.ballast.model.Objective.Target;
import dev.ballast.model.SystemModel;
import dev.ballast.observation.Observation.BreakerChanged;
import dev.ballast.observation.RunRecord;
import dev.ballast.observation.Subjects;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a {@link Study} remembers of its repetitions, and what follows from it. */
final class Folding {
  private final SystemModel model;
  private final Experiment experiment;
  private final Patience patience;
  private int runs;
  private @Nullable State state;

  Folding(SystemModel model, Experiment experiment) {
    this.model = model;
    this.experiment = experiment;
    this.patience = new Patience(model, experiment);
  }

  /** Everything whose shape the first run decides. */
  private static final class State {
    final RunRecord first;
    final List<Gauge> gauges;
    final List<Sample> samples = new ArrayList<>();
    final List<RouteTotal> routes = new ArrayList<>();
    final List<SeriesFold> series = new ArrayList<>();
    final List<ServiceTotal> services = new ArrayList<>();
    final List<Sample> openings = new ArrayList<>();
    final Map<String, Recovered> recovered = new LinkedHashMap<>();
    final long[][] edges;
    long calls;

    State(RunRecord run, Patience patience, List<Objective> expected) {
      for (Objective objective : expected) {
        if (objective.recoversWithinNanos() > 0) {
          recovered.put(objective.name(), new Recovered(objective, run));
        }
      }
      first = run;
      gauges = Gauge.of(run.subjects(), patience);
      for (int i = 0; i < gauges.size(); i++) {
        samples.add(new Sample());
      }
      for (int i = 0; i < run.routes().size(); i++) {
        routes.add(new RouteTotal(run.subjects().routes().get(i)));
        series.add(new SeriesFold(run, i));
      }
      for (int i = 0; i < run.services().size(); i++) {
        services.add(new ServiceTotal(run.subjects().services().get(i)));
      }
      edges = new long[run.edges().size()][8];
      for (int i = 0; i < edges.length; i++) {
        openings.add(new Sample());
      }
    }
  }

  void add(RunRecord run) {
    State to = state;
    if (to == null) {
      to = new State(run, patience, experiment.expect().stream().map(model::objective).toList());
      state = to;
    }
    if (!to.first.subjects().equals(run.subjects())
        || to.first.lengthNanos() != run.lengthNanos()) {
      throw new IllegalArgumentException(
          "a study is of one experiment: expected "
              + to.first.subjects()
              + ", found "
              + run.subjects());
    }
    runs++;
    for (int i = 0; i < to.gauges.size(); i++) {
      to.samples.get(i).add(to.gauges.get(i).reader().applyAsDouble(run));
    }
    for (int i = 0; i < to.routes.size(); i++) {
      to.routes.get(i).add(run.routes().get(i), patience.noticed(run, i));
      to.series.get(i).add(run.routes().get(i).slices());
    }
    to.recovered.values().forEach(recovered -> recovered.add(run));
    for (int i = 0; i < to.services.size(); i++) {
      to.services.get(i).add(run.services().get(i), run.lengthNanos());
    }
    for (int i = 0; i < to.edges.length; i++) {
      RunRecord.EdgeRecord edge = run.edges().get(i);
      to.edges[i][0] += edge.calls();
      to.edges[i][1] += edge.attempts();
      to.edges[i][2] += edge.repeats();
      to.edges[i][3] += edge.hedges();
      to.edges[i][4] += edge.failed();
      to.edges[i][5] += edge.refused();
      to.edges[i][6] += edge.fromCache();
      to.edges[i][7] += edge.shared();
      to.openings.get(i).add(firstOpening(run, i));
    }
    to.calls += Gauge.calls(run);
  }

  int runs() {
    return runs;
  }

  /** When an edge's breaker first opened, in seconds; NaN when it did not. */
  static double firstOpening(RunRecord run, int edge) {
    return run.timeline().stream()
        .filter(
            c -> c instanceof BreakerChanged b && b.edge() == edge && b.to() == BreakerState.OPEN)
        .mapToDouble(c -> Timeline.seconds(c.atNanos()))
        .min()
        .orElse(Double.NaN);
  }

  boolean isSettled(double confidence) {
    State of = state();
    for (String name : experiment.expect()) {
      Objective objective = model.objective(name);
      for (Target target : objective.targets()) {
        Estimate measured = estimate(of, objective, target.measure(), confidence);
        if (measured.hasData()
            && Judge.side(target, measured) == Verdict.INCONCLUSIVE
            && !Judge.isUnprovable(target, measured)) {
          return false;
        }
      }
    }
    return true;
  }

  ExperimentVerdict verdict() {
    State of = state();
    List<ObjectiveVerdict> objectives = objectives(of);
    Verdict verdict =
        objectives.stream().map(ObjectiveVerdict::verdict).reduce(Verdict.PASS, Verdict::and);
    List<EdgeSummary> edges = new ArrayList<>();
    for (int i = 0; i < of.edges.length; i++) {
      long[] e = of.edges[i];
      String name = of.first.subjects().edges().get(i);
      edges.add(new EdgeSummary(name, e[0], e[1], e[2], e[3], e[4], e[5], e[6], e[7]));
    }
    return new ExperimentVerdict(
        experiment.name(),
        verdict,
        Judge.sentence(verdict, objectives, runs),
        runs,
        Timeline.seconds(of.first.lengthNanos()),
        of.calls,
        objectives,
        routes(of),
        edges,
        of.services.stream().map(ServiceTotal::summary).toList(),
        noticed(of),
        openings(of),
        Timeline.of(of.first),
        of.first.timelineCut(),
        of.series.stream().map(SeriesFold::series).toList(),
        List.of());
  }

  private List<ObjectiveVerdict> objectives(State of) {
    List<ObjectiveVerdict> objectives = new ArrayList<>();
    for (String name : experiment.expect()) {
      Objective objective = model.objective(name);
      for (Target target : objective.targets()) {
        Estimate measured = estimate(of, objective, target.measure(), Intervals.CONFIDENCE);
        RouteTotal total = total(of, objective);
        objectives.add(
            Judge.judge(objective, target, measured, total.offered(), total.answered(), runs));
      }
    }
    return objectives;
  }

  private Estimate estimate(State of, Objective objective, Measure measure, double confidence) {
    RouteTotal total = total(of, objective);
    if (runs == 1) {
      return total.ofOneRun(measure, confidence);
    }
    Recovered recovered = of.recovered.get(objective.name());
    Sample sample =
        recovered == null
            ? sample(of, objective.route(), measure.word())
            : recovered.sample(measure);
    if (measure.isShare()) {
      return share(sample, total.hits(measure), total.offered(), confidence);
    }
    return latency(sample, total.ofOneRun(measure, confidence), confidence);
  }

  /**
   * A latency over repetitions: the mean of the repetitions' values, with an interval that covers
   * both Student's (which sees that requests of one run suffer together) and that of all requests
   * taken for independent (which sees what few repetitions of a skewed latency miss, and for a
   * percentile has no upper end before there are enough requests beyond it).
   */
  private static Estimate latency(Sample sample, Estimate pooled, double confidence) {
    Estimate mean = Intervals.mean(sample, confidence).within(0, Double.POSITIVE_INFINITY);
    return mean.hasData() ? mean.widenedTo(pooled.low(), pooled.high()) : mean;
  }

  /**
   * A share over repetitions: the pooled share, with an interval that covers both Student's over
   * the repetitions (which sees that requests of one run fail together) and Wilson's over all
   * requests (which has a width even when nothing ever failed).
   */
  private static Estimate share(Sample sample, long hits, long trials, double confidence) {
    if (trials == 0) {
      return Estimate.NO_DATA;
    }
    Estimate wilson = Intervals.share(hits, trials, confidence);
    Estimate student = Intervals.mean(sample, confidence).within(0, 1);
    return wilson.widenedTo(student.low(), student.high());
  }

  private List<RouteSummary> routes(State of) {
    List<RouteSummary> summaries = new ArrayList<>();
    for (RouteTotal total : of.routes) {
      Map<Measure, Estimate> latencies = new EnumMap<>(Measure.class);
      for (Measure measure : Measure.values()) {
        if (!measure.isShare()) {
          Estimate pooled = total.ofOneRun(measure, Intervals.CONFIDENCE);
          Sample sample = sample(of, total.name(), measure.word());
          Estimate mean = latency(sample, pooled, Intervals.CONFIDENCE);
          latencies.put(
              measure,
              runs == 1 || !mean.hasData()
                  ? pooled
                  : new Estimate(pooled.value(), mean.low(), mean.high()));
        }
      }
      summaries.add(total.summary(latencies));
    }
    return summaries;
  }

  private Estimate noticed(State of) {
    long hits = of.routes.stream().mapToLong(RouteTotal::noticed).sum();
    long trials = of.routes.stream().mapToLong(RouteTotal::offered).sum();
    return runs == 1
        ? Intervals.share(hits, trials, Intervals.CONFIDENCE)
        : share(of.samples.get(indexOfNoticed(of)), hits, trials, Intervals.CONFIDENCE);
  }

  private static int indexOfNoticed(State of) {
    for (int i = 0; i < of.gauges.size(); i++) {
      if (of.gauges.get(i).scope() == Scope.EXPERIMENT
          && of.gauges.get(i).measure().equals("noticed")) {
        return i;
      }
    }
    throw new IllegalStateException("expected a gauge of users who noticed, found none");
  }

  private List<FirstOpening> openings(State of) {
    List<FirstOpening> openings = new ArrayList<>();
    for (int i = 0; i < of.edges.length; i++) {
      Sample sample = of.openings.get(i);
      if (sample.count() > 0) {
        openings.add(
            new FirstOpening(
                of.first.subjects().edges().get(i),
                runs == 1
                    ? Estimate.exactly(sample.mean())
                    : Intervals.mean(sample, Intervals.CONFIDENCE),
                (double) sample.count() / runs));
      }
    }
    return openings;
  }

  private static RouteTotal total(State of, Objective objective) {
    Recovered recovered = of.recovered.get(objective.name());
    return recovered == null ? route(of, objective.route()) : recovered.total();
  }

  private static RouteTotal route(State of, String name) {
    for (RouteTotal route : of.routes) {
      if (route.name().equals(name)) {
        return route;
      }
    }
    throw new IllegalArgumentException("the runs have no route " + name);
  }

  private static Sample sample(State of, String route, String measure) {
    for (int i = 0; i < of.gauges.size(); i++) {
      Gauge gauge = of.gauges.get(i);
      if (gauge.scope() == Scope.ROUTE
          && gauge.subject().equals(route)
          && gauge.measure().equals(measure)) {
        return of.samples.get(i);
      }
    }
    throw new IllegalArgumentException("no measure " + measure + " on " + route);
  }

  /** Every gauge, with the interval in which one more run should lie. */
  List<Estimate> oneMoreRun() {
    State of = state();
    List<Estimate> estimates = new ArrayList<>();
    for (int i = 0; i < of.gauges.size(); i++) {
      Unit unit = of.gauges.get(i).unit();
      Estimate raw =
          unit == Unit.COUNT
              ? Intervals.oneMoreCount(of.samples.get(i), Intervals.CONFIDENCE)
              : Intervals.oneMore(of.samples.get(i), Intervals.CONFIDENCE);
      double most = unit == Unit.SHARE ? 1 : Double.POSITIVE_INFINITY;
      estimates.add(raw.hasData() ? raw.within(0, most) : raw);
    }
    return estimates;
  }

  List<Gauge> gauges() {
    return state().gauges;
  }

  Subjects subjects() {
    return state().first.subjects();
  }

  /** First openings of an edge's breaker over the repetitions in which it opened. */
  Sample opening(int edge) {
    return state().openings.get(edge);
  }

  private State state() {
    State present = state;
    if (present == null) {
      throw new IllegalStateException("a study needs at least one repetition, found none");
    }
    return present;
  }
}
