package dev.ballast.verdict;

import dev.ballast.model.Objective;
import dev.ballast.model.Objective.Measure;
import dev.ballast.model.Objective.Target;
import dev.ballast.observation.RunRecord;
import dev.ballast.observation.RunRecord.RouteRecord;
import java.util.EnumMap;
import java.util.Map;

/** What repetitions showed of an objective about recovery: its route, after the faults. */
final class Recovered {
  private final long withinNanos;
  private final int route;
  private final RouteTotal total;
  private final Map<Measure, Sample> samples = new EnumMap<>(Measure.class);

  Recovered(Objective objective, RunRecord run) {
    withinNanos = objective.recoversWithinNanos();
    route = run.subjects().routes().indexOf(objective.route());
    total = new RouteTotal(objective.route());
    for (Target target : objective.targets()) {
      samples.put(target.measure(), new Sample());
    }
  }

  void add(RunRecord run) {
    RouteRecord after = run.route(route, withinNanos);
    total.add(after, 0);
    samples.forEach((measure, sample) -> sample.add(Gauge.measured(after, measure)));
  }

  RouteTotal total() {
    return total;
  }

  /** The repetitions' values of a measure that the objective bounds. */
  Sample sample(Measure measure) {
    Sample sample = samples.get(measure);
    if (sample == null) {
      throw new IllegalArgumentException("the objective has no bound on " + measure.word());
    }
    return sample;
  }
}
