package dev.ballast.policy.health;

import dev.ballast.kernel.Checks;

/**
 * What health checks say about replicas: one that was well is unwell after so many failures in a
 * row, and well again after so many successes in a row. Every replica is well at first. For one
 * thread. O(1), no allocation.
 */
public final class CheckedHealth {
  private final int unhealthyAfter;
  private final int healthyAfter;
  private final boolean[] isUnhealthy;

  /** Results in a row that speak against what is believed of each. */
  private final int[] contrary;

  /** All of them well. */
  public CheckedHealth(int replicas, int unhealthyAfter, int healthyAfter) {
    Checks.that(unhealthyAfter >= 1 && healthyAfter >= 1, "a threshold is 1 or more");
    this.unhealthyAfter = unhealthyAfter;
    this.healthyAfter = healthyAfter;
    isUnhealthy = new boolean[replicas];
    contrary = new int[replicas];
  }

  /** A check has ended. True when the replica is now believed to be otherwise than before. */
  public boolean record(int replica, boolean passed) {
    if (passed != isUnhealthy[replica]) {
      contrary[replica] = 0;
      return false;
    }
    if (++contrary[replica] < (passed ? healthyAfter : unhealthyAfter)) {
      return false;
    }
    contrary[replica] = 0;
    isUnhealthy[replica] = !passed;
    return true;
  }

  /** Whether a replica is believed to be well. */
  public boolean isHealthy(int replica) {
    return !isUnhealthy[replica];
  }

  /** Forgets what it knows of a replica. */
  public void forget(int replica) {
    isUnhealthy[replica] = false;
    contrary[replica] = 0;
  }
}
