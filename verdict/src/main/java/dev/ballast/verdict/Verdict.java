package dev.ballast.verdict;

/** The answer to "does it hold?". */
public enum Verdict {
  /** Every interval lies on the good side of its bound. */
  PASS(0),
  /** At least one interval lies on the bad side of its bound. */
  FAIL(1),
  /** Neither: the evidence does not settle it. */
  INCONCLUSIVE(2);

  private final int exitStatus;

  Verdict(int exitStatus) {
    this.exitStatus = exitStatus;
  }

  /** The status with which a command that reached this verdict ends. */
  public int exitStatus() {
    return exitStatus;
  }

  /** The verdict on two things together: one failure fails both, one doubt leaves both open. */
  public Verdict and(Verdict other) {
    if (this == FAIL || other == FAIL) {
      return FAIL;
    }
    return this == INCONCLUSIVE ? this : other;
  }
}
