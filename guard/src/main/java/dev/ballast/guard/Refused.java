package dev.ballast.guard;

import dev.ballast.kernel.Result;

/** A policy refused the call, or its turn never came: the guarded code did not run at all. */
public final class Refused extends GuardException {
  private final long retryAfterNanos;

  Refused(String guard, String policy, Result result, String message) {
    this(guard, policy, result, message, 0);
  }

  Refused(String guard, String policy, Result result, String message, long retryAfterNanos) {
    super(guard, policy, result, message);
    this.retryAfterNanos = retryAfterNanos;
  }

  /** How long to wait before the next try, in nanoseconds; 0 where nobody can say. */
  public long retryAfterNanos() {
    return retryAfterNanos;
  }
}
