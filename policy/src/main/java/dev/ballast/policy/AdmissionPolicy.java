package dev.ballast.policy;

import dev.ballast.kernel.Checks;
import dev.ballast.policy.limit.LimitConfig;
import dev.ballast.policy.queue.QueueConfig;
import dev.ballast.policy.rate.RateLimit;
import org.jspecify.annotations.Nullable;

/**
 * What each replica of a service lets in: so many requests per time, so many at once, so many
 * waiting; more are refused. An adaptive limit bounds those at work and those waiting together.
 * Made from {@link #of} by the {@code with} methods.
 *
 * @param workers requests served at once, at least 1
 * @param queue requests waiting for a worker; more are shed
 * @param discipline who of them is served next, and who is dropped
 * @param rateLimit null for none
 * @param limit of requests in the replica that adapts, waiting ones included; null for none
 */
public record AdmissionPolicy(
    int workers,
    int queue,
    QueueConfig discipline,
    @Nullable RateLimit rateLimit,
    @Nullable LimitConfig limit) {
  public AdmissionPolicy {
    Checks.that(workers >= 1, "workers must be at least 1");
    Checks.that(queue >= 0, "a queue must not be negative");
  }

  /** So many workers and places to wait, first come, first served. */
  public static AdmissionPolicy of(int workers, int queue) {
    return new AdmissionPolicy(workers, queue, QueueConfig.FIFO, null, null);
  }

  /** The same with so many workers. */
  public AdmissionPolicy withWorkers(int value) {
    return new AdmissionPolicy(value, queue, discipline, rateLimit, limit);
  }

  /** The same with so many places to wait. */
  public AdmissionPolicy withQueue(int value) {
    return new AdmissionPolicy(workers, value, discipline, rateLimit, limit);
  }

  /** The same with this order of the queue. */
  public AdmissionPolicy withDiscipline(QueueConfig value) {
    return new AdmissionPolicy(workers, queue, value, rateLimit, limit);
  }

  /** The same with this limit, or none. */
  public AdmissionPolicy withRateLimit(@Nullable RateLimit value) {
    return new AdmissionPolicy(workers, queue, discipline, value, limit);
  }

  /** The same with this adaptive limit, or none. */
  public AdmissionPolicy withLimit(@Nullable LimitConfig value) {
    return new AdmissionPolicy(workers, queue, discipline, rateLimit, value);
  }

  /** The same workers and queue with nothing else that refuses or reorders. */
  public AdmissionPolicy withoutProtection() {
    return of(workers, queue);
  }
}
