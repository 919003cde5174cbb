package dev.ballast.policy;

/**
 * What each replica of a service lets in: so many requests at once, so many waiting; more are shed.
 * Made from {@link #of} by the {@code with} methods.
 *
 * @param workers requests served at once, at least 1
 * @param queue requests waiting for a worker; more are shed
 */
public record AdmissionPolicy(int workers, int queue) {
  public AdmissionPolicy {
    Checks.that(workers >= 1, "workers must be at least 1");
    Checks.that(queue >= 0, "a queue must not be negative");
  }

  /** So many workers and places to wait, first come, first served. */
  public static AdmissionPolicy of(int workers, int queue) {
    return new AdmissionPolicy(workers, queue);
  }

  /** The same with so many workers. */
  public AdmissionPolicy withWorkers(int value) {
    return new AdmissionPolicy(value, queue);
  }

  /** The same workers and queue with nothing else that refuses or reorders. */
  public AdmissionPolicy withoutProtection() {
    return of(workers, queue);
  }

  /** The same with so many places to wait. */
  public AdmissionPolicy withQueue(int value) {
    return new AdmissionPolicy(workers, value);
  }
}
