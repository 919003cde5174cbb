package dev.ballast.policy.health;

/**
 * How the calls from one zone are shared among the zones of the callee, so that as many as possible
 * stay at home and yet every replica of the callee gets the same number. Follows Envoy's zone-aware
 * routing: with up the share of the callee's replicas in a zone and loc the share of the caller's,
 * all calls stay if up ≥ loc in the own zone; else they stay with probability up/loc, and the
 * remainder goes to the other zones in proportion to max(0, up − loc).
 */
final class ZoneShares {
  private ZoneShares() {}

  /**
   * The share of each zone. Both sides are spread over two zones or more.
   *
   * @param hosts how many replicas of the callee are candidates in each zone
   * @param callers how many replicas of the caller stand in each zone, at least one in the own
   * @param ownZone where the calls begin
   */
  static double[] of(int[] hosts, int[] callers, int ownZone) {
    double upTotal = total(hosts);
    double locTotal = total(callers);
    double[] shares = new double[hosts.length];
    double up = hosts[ownZone] / upTotal;
    double loc = callers[ownZone] / locTotal;
    if (up >= loc) {
      shares[ownZone] = 1;
      return shares;
    }
    double spare = 0;
    for (int i = 0; i < hosts.length; i++) {
      shares[i] = Math.max(0, hosts[i] / upTotal - callers[i] / locTotal);
      spare += shares[i];
    }
    for (int i = 0; i < hosts.length; i++) {
      shares[i] *= (1 - up / loc) / spare;
    }
    shares[ownZone] = up / loc;
    return shares;
  }

  /** Shares in proportion to the candidates, wherever the caller stands. */
  static double[] even(int[] hosts) {
    double[] shares = new double[hosts.length];
    double total = total(hosts);
    for (int i = 0; i < hosts.length; i++) {
      shares[i] = total == 0 ? 0 : hosts[i] / total;
    }
    return shares;
  }

  /** Whether hosts stand in two zones or more. */
  static boolean isSpread(int[] hosts) {
    int zones = 0;
    for (int count : hosts) {
      zones += count > 0 ? 1 : 0;
    }
    return zones >= 2;
  }

  static int total(int[] hosts) {
    int sum = 0;
    for (int count : hosts) {
      sum += count;
    }
    return sum;
  }
}
