package dev.ballast.policy;

import dev.ballast.policy.limit.LimitConfig;
import org.jspecify.annotations.Nullable;

/**
 * What each replica of a service lets in: so many requests per time, so many at once, so many
 * waiting; more are refused. An adaptive limit bounds those at work and those waiting together. Made
 * from {@link #of} by the {@code with} methods.
 *
 * @param workers requests served at once, at least 1
 * @param queue requests waiting for a worker; more are shed
 * @param limit of requests in the replica that adapts, waiting ones included; null for none
 */
public record AdmissionPolicy(
    int workers,
    int queue,
    @Nullable LimitConfig limit) {
  public AdmissionPolicy {
    Checks.that(workers >= 1, "workers must be at least 1");
    Checks.that(queue >= 0, "a queue must not be negative");
  }

  /** So many workers and places to wait, first come, first served. */
  public static AdmissionPolicy of(int workers, int queue) {
    return new AdmissionPolicy(workers, queue, null);
  }

  /** The same with so many workers. */
  public AdmissionPolicy withWorkers(int value) {
    return new AdmissionPolicy(value, queue, limit);
  }

  /** The same with so many places to wait. */
  public AdmissionPolicy withQueue(int value) {
    return new AdmissionPolicy(workers, value, limit);
  }

  /** The same with this adaptive limit, or none. */
  public AdmissionPolicy withLimit(@Nullable LimitConfig value) {
    return new AdmissionPolicy(workers, queue, value);
  }

  /** The same workers and queue with nothing else that refuses or reorders. */
  public AdmissionPolicy withoutProtection() {
    return of(workers, queue);
  }
}
