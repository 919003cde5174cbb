package dev.ballast.guard;

import dev.ballast.kernel.Result;

/**
 * What a guard throws of its own accord; everything else that comes out of a guarded call was
 * thrown by the guarded code. It has no stack trace, and the common ones are made once.
 */
public abstract sealed class GuardException extends RuntimeException permits Refused, GaveUp {
  private final String guard;
  private final String policy;
  private final Result result;

  GuardException(String guard, String policy, Result result, String message) {
    super("guard " + guard + ": " + message, null, false, false);
    this.guard = guard;
    this.policy = policy;
    this.result = result;
  }

  GuardException(GuardException same) {
    super(same.getMessage(), null, false, false);
    guard = same.guard;
    policy = same.policy;
    result = same.result;
  }

  /** The name of the guard. */
  public String guard() {
    return guard;
  }

  /** Which of its policies ended the call, such as {@code breaker}. */
  public String policy() {
    return policy;
  }

  /** How the call ended. */
  public Result result() {
    return result;
  }
}
