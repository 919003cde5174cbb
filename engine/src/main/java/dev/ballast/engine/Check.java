package dev.ballast.engine;

import dev.ballast.model.Upstream;

/** A question of a caller to one replica of a callee: whether it is well. */
public final class Check {
  private final CallPath path;
  private final HealthChecks checks;
  private final int replica;

  Check(CallPath path, HealthChecks checks, int replica) {
    this.path = path;
    this.checks = checks;
    this.replica = replica;
  }

  /** What is asked. */
  public Upstream.HealthCheck.Probe probe() {
    return checks.config().probe();
  }

  /** The longest that an answer may take, in nanoseconds. */
  public long timeoutNanos() {
    return checks.config().timeoutNanos();
  }

  /** The edge that is taken. */
  public Plan.EdgePlan edge() {
    return path.edge();
  }

  /** Which of the caller's replicas asks. */
  public int callerReplica() {
    return path.callerReplica();
  }

  /** Which of the callee's replicas is asked. */
  public int replica() {
    return replica;
  }

  /** The answer, or that there will be none. Ignored when it comes too late. */
  public void answered(boolean isWell) {
    checks.answered(this, isWell);
  }
}
