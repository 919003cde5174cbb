package dev.ballast.guard;

import dev.ballast.kernel.Result;

/**
 * The guard stopped waiting for the guarded code, because its time was up ({@link
 * Result#TIMED_OUT}) or because the caller was interrupted ({@link Result#CANCELLED}). The code has
 * been interrupted, may still be running, and may have had its effect.
 */
public final class GaveUp extends GuardException {
  GaveUp(String guard, String policy, Result result, String message) {
    super(guard, policy, result, message);
  }
}
