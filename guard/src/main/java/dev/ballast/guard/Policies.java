package dev.ballast.guard;

import dev.ballast.policy.Bulkhead;
import dev.ballast.policy.CallPolicy;
import dev.ballast.policy.Deadline;
import java.time.Duration;

/** What is configured on an edge of a system file, as a guard. */
final class Policies {
  private Policies() {}

  static GuardBuilder apply(CallPolicy policy, GuardBuilder guard) {
    if (policy.timeoutNanos() != Deadline.NONE) {
      guard.timeout(Duration.ofNanos(policy.timeoutNanos()));
    }
    if (!policy.bulkhead().equals(Bulkhead.Config.UNLIMITED)) {
      guard.bulkhead(policy.bulkhead());
    }
    if (policy.retry().attempts() > 1) {
      guard.retry(policy.retry());
    } else if (policy.retry().perAttemptNanos() < policy.timeoutNanos()) {
      guard.timeout(Duration.ofNanos(policy.retry().perAttemptNanos()));
    }
    if (policy.hedge() != null) {
      guard.hedge(policy.hedge());
    }
    if (policy.breaker() != null) {
      guard.breaker(policy.breaker());
    }
    if (policy.limit() != null) {
      guard.limit(policy.limit());
    }
    if (policy.throttle() != null) {
      guard.throttle(policy.throttle());
    }
    if (policy.sharing().cache() != null) {
      guard.cache(policy.sharing().cache());
    }
    if (policy.sharing().coalesces()) {
      guard.coalesce();
    }
    return guard;
  }
}
