package dev.ballast.engine;

/** A question to a replica how it is, sent ahead of the attempts that its answer is for. */
public final class Probe {
  private final CallPath path;
  private final int replica;

  Probe(CallPath path, int replica) {
    this.path = path;
    this.replica = replica;
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

  /**
   * The answer.
   *
   * @param inFlight requests the replica works on, with those that wait
   * @param latencyNanos what a request takes there at about this load
   */
  public void answered(int inFlight, long latencyNanos) {
    path.probed(replica, inFlight, latencyNanos);
  }
}
