package dev.ballast.verdict;

import dev.ballast.model.Objective;
import dev.ballast.model.Objective.Target;
import dev.ballast.observation.RunRecord;
import dev.ballast.observation.RunRecord.RouteRecord;

/**
 * How much of what an objective allows a run has used: 0 is untouched, 1 is the bound, above 1 the
 * objective is broken in this run. For a share it is what failed over what may fail (the burn rate
 * of the Google SRE workbook, chapter 5), for a latency what was measured over the bound. It lets
 * objectives of different measures be compared, and tells how close something came to breaking one.
 */
public final class Strain {
  private Strain() {}

  /**
   * The strain on an objective: that of its target which is used most.
   *
   * @return at least 0; infinite where nothing was answered, or something failed and nothing may; 0
   *     where nothing was asked
   */
  public static double of(Objective objective, RunRecord run) {
    int route = run.subjects().routes().indexOf(objective.route());
    RouteRecord seen = run.route(route, objective.recoversWithinNanos());
    double most = 0;
    for (Target target : objective.targets()) {
      most = Math.max(most, of(target, seen));
    }
    return most;
  }

  private static double of(Target target, RouteRecord seen) {
    if (seen.offered() == 0) {
      return 0;
    }
    double measured = Gauge.measured(seen, target.measure());
    if (Double.isNaN(measured)) {
      return Double.POSITIVE_INFINITY;
    }
    double bound = Judge.bound(target);
    if (!target.measure().isShare()) {
      return measured / bound;
    }
    return measured >= 1 ? 0 : bound >= 1 ? Double.POSITIVE_INFINITY : (1 - measured) / (1 - bound);
  }
}
