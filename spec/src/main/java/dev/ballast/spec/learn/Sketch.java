package dev.ballast.spec.learn;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A system file before it is text: identifiers are already legal and unique, and remarks say where
 * a value comes from.
 *
 * @param name the system's name
 * @param header lines of the comment at the top
 * @param networkNanos the delay of a message, one way; 0 where it is not known
 * @param timeoutNanos the assumed timeout of every call
 * @param entries at least one
 */
record Sketch(
    String name,
    List<String> header,
    List<Service> services,
    List<Entry> entries,
    long networkNanos,
    long timeoutNanos) {
  /** The most calls one step may repeat. */
  static final int TIMES_MAX = 1_000;

  /** A chance below this is dropped: it could not be written. */
  static final double CHANCE_MIN = 1e-8;

  record Service(String id, String remark, Replicas replicas, List<Endpoint> endpoints) {}

  /** How many replicas, and why so many. */
  record Replicas(int count, String remark) {
    static final Replicas ASSUMED = new Replicas(3, "assumed");
  }

  record Endpoint(String id, String remark, List<Step> steps) {}

  /** Where users' requests enter. */
  record Entry(
      String route,
      String service,
      String endpoint,
      double perSecond,
      String loadRemark,
      Target target) {}

  /**
   * What to hold a route to.
   *
   * @param p99Nanos 0 where nobody waits for the answer
   */
  record Target(double success, long p99Nanos, String remark) {}

  sealed interface Step {
    String remark();

    record Work(String time, String remark) implements Step {}

    record Call(
        String service,
        String endpoint,
        double chance,
        int times,
        @Nullable String otherwise,
        String remark)
        implements Step {}

    record Together(List<List<Step>> branches, String remark) implements Step {}

    record Fails(double share, String remark) implements Step {}
  }
}
