package dev.ballast.verdict;

import dev.ballast.model.Experiment;
import dev.ballast.model.Objective;
import dev.ballast.model.SystemModel;
import dev.ballast.observation.RunRecord;

/**
 * When a user notices: the request failed, or its answer took longer than the loosest latency that
 * the experiment's objectives allow on its route. A degraded answer in time is not noticed.
 */
public final class Patience {
  private final SystemModel model;
  private final Experiment experiment;

  /** The patience of an experiment's users. */
  public Patience(SystemModel model, Experiment experiment) {
    this.model = model;
    this.experiment = experiment;
  }

  /** Requests of one route whose users noticed. */
  long noticed(RunRecord run, int route) {
    RunRecord.RouteRecord record = run.routes().get(route);
    long bound = boundNanos(run.subjects().routes().get(route));
    return record.failed() + (bound == Long.MAX_VALUE ? 0 : record.latencies().countAbove(bound));
  }

  /** Requests of all routes whose users noticed. */
  long noticed(RunRecord run) {
    long sum = 0;
    for (int route = 0; route < run.routes().size(); route++) {
      sum += noticed(run, route);
    }
    return sum;
  }

  static long offered(RunRecord run) {
    long sum = 0;
    for (RunRecord.RouteRecord route : run.routes()) {
      sum += route.offered();
    }
    return sum;
  }

  /** How long users of a route wait before they notice; {@code Long.MAX_VALUE} for ever. */
  public long boundNanos(String route) {
    double loosest = 0;
    for (String name : experiment.expect()) {
      Objective objective = model.objective(name);
      if (objective.route().equals(route)) {
        for (Objective.Target target : objective.targets()) {
          if (target.measure().isPercentile()) {
            loosest = Math.max(loosest, target.bound());
          }
        }
      }
    }
    return loosest == 0 ? Long.MAX_VALUE : (long) loosest;
  }
}
