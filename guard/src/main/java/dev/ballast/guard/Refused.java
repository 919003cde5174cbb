package dev.ballast.guard;

import dev.ballast.kernel.Result;

/** A policy refused the call, or its turn never came: the guarded code did not run at all. */
public final class Refused extends GuardException {
  private final long retryAfterNanos;

  Refused(String guard, String policy, Result result, String message) {
    super(guard, policy, result, message);
    retryAfterNanos = 0;
  }

  private Refused(Refused same, long retryAfterNanos) {
    super(same);
    this.retryAfterNanos = retryAfterNanos;
  }

  /** The same refusal with a time after which to come back. */
  Refused comeBackAfter(long nanos) {
    return new Refused(this, nanos);
  }

  /** How long to wait before the next try, in nanoseconds; 0 where nobody can say. */
  public long retryAfterNanos() {
    return retryAfterNanos;
  }
}
