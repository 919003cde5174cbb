package dev.ballast.sim;

import dev.ballast.kernel.Units;

/**
 * The model cannot be run to its end: it makes events without end while its time stands still, such
 * as users who never wait; or more requests wait than memory should hold; or one run makes more
 * calls than anybody waits for.
 */
public final class EndlessModelException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private EndlessModelException(String message) {
    super(message);
  }

  /** Nothing takes any time. */
  static EndlessModelException standstill(long atNanos) {
    return new EndlessModelException(
        "time stands still at "
            + Units.duration(atNanos)
            + ": something repeats without taking any time, such as closed users who neither wait"
            + " for work nor think");
  }

  /** One run makes call after call. */
  static EndlessModelException calls(long atNanos, long calls, long askedOfThem) {
    return new EndlessModelException(
        "one run has made "
            + calls
            + " calls and is only at "
            + Units.duration(atNanos)
            + ", "
            + calls / Math.max(1, askedOfThem)
            + " for each request of a user: bound repeats with a `budget` or `tree`, lower the"
            + " load, or make the experiment shorter");
  }

  /** Far more comes than is answered, and nothing sheds it. */
  static EndlessModelException backlog(long atNanos, long inFlight) {
    return new EndlessModelException(
        "more than "
            + inFlight
            + " users' requests have no answer at "
            + Units.duration(atNanos)
            + ": far more comes than the system can serve, and nothing sheds it; lower the load, or"
            + " bound what waits by `queue`, `workers` or a `timeout`");
  }
}
