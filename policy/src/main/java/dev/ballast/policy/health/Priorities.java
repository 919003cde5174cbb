package dev.ballast.policy.health;

/**
 * How the calls are shared among tiers. Follows Envoy's priority levels: the health of a tier is
 * min(100 %, 1.4 · healthy/total), so that a tier may lose 28 % of its replicas before others help;
 * norm = min(100 %, Σ health); each tier in turn bears min(what is left, health/norm). A tier is in
 * panic while less than the threshold of its replicas is in service and norm is below 100 %: as
 * long as other tiers can bear the calls there is no need to use replicas that are out. Where no
 * tier has anybody in service, calls are shared by the number of replicas, all in panic.
 * Departures: shares are exact, not rounded to whole percents; a tier alone is in panic below the
 * threshold whatever its norm.
 */
final class Priorities {
  /** A tier with healthy/total above the inverse bears all of its calls. */
  private static final double OVERPROVISIONING = 1.4;

  private static final double ROUNDING = 1e-9;

  /** Of the calls, what each tier bears. */
  final double[] shares;

  /** Whether all replicas of the tier are used. */
  final boolean[] panics;

  private Priorities(int tiers) {
    shares = new double[tiers];
    panics = new boolean[tiers];
  }

  static Priorities of(int[] healthy, int[] total, double panicBelow) {
    Priorities result = new Priorities(total.length);
    double sum = 0;
    int all = 0;
    for (int i = 0; i < total.length; i++) {
      sum += health(healthy[i], total[i]);
      all += total[i];
    }
    double norm = Math.min(1, sum);
    boolean isShort = total.length == 1 || norm < 1 - ROUNDING;
    double left = 1;
    int last = 0;
    for (int i = 0; i < total.length; i++) {
      double wanted =
          norm == 0 ? (double) total[i] / Math.max(1, all) : health(healthy[i], total[i]) / norm;
      result.shares[i] = Math.min(left, wanted);
      left -= result.shares[i];
      last = result.shares[i] > 0 ? i : last;
      boolean isBelow = healthy[i] == 0 || healthy[i] < panicBelow * total[i] - ROUNDING;
      result.panics[i] = result.shares[i] > 0 && isShort && isBelow;
    }
    result.shares[last] += left; // what binary rounding left over
    return result;
  }

  private static double health(int healthy, int total) {
    return total == 0 ? 0 : Math.min(1, OVERPROVISIONING * healthy / total);
  }
}
