package dev.ballast.report;

import dev.ballast.verdict.EdgeSummary;
import dev.ballast.verdict.ExperimentVerdict;
import dev.ballast.verdict.ObjectiveVerdict;
import dev.ballast.verdict.RouteSummary;
import dev.ballast.verdict.ServiceSummary;
import dev.ballast.verdict.Unit;
import dev.ballast.verdict.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What to look at first when an objective does not hold, read off the numbers of the runs. */
final class Advice {
  private static final double NOTABLE = 0.001;

  /** From this share of busy workers on, a service has nothing left to give. */
  private static final double SATURATED = 0.95;

  private Advice() {}

  /** Sentences, most useful first; none when nothing fails. */
  static List<String> on(ExperimentVerdict experiment) {
    List<String> advice = new ArrayList<>();
    List<ObjectiveVerdict> failing =
        experiment.objectives().stream().filter(o -> o.verdict() == Verdict.FAIL).toList();
    if (failing.isEmpty()) {
      return advice;
    }
    Optional<ServiceSummary> saturated = saturated(experiment);
    saturated.ifPresent(service -> advice.add(onSaturation(service)));
    // what a full service refuses, or is late with, is not mended by asking it again
    Optional<EdgeSummary> worst =
        worst(experiment)
            .filter(
                edge -> saturated.stream().noneMatch(s -> edge.name().endsWith("-> " + s.name())));
    if (saturated.isPresent() && worst.isEmpty()) {
      return advice;
    }
    if (failing.stream().anyMatch(o -> o.unit() == Unit.SHARE)) {
      worst.ifPresent(edge -> advice.add(onShares(edge)));
      if (worst.isEmpty()) {
        advice.add("no call between services failed: look at the gateway's own queue and workers");
      }
    }
    if (failing.stream().anyMatch(o -> o.unit() == Unit.MILLISECONDS)) {
      advice.add(onLatency(experiment, failing, worst));
    }
    return advice;
  }

  private static String onSaturation(ServiceSummary service) {
    return "`"
        + service.name()
        + "` is at its capacity: "
        + Unit.SHARE.text(service.utilisation())
        + " of its workers were busy, and "
        + Unit.count(Math.round(service.inSystem()))
        + " requests were in it in the mean; give it more `replicas` or `workers` or less work,"
        + " or let it shed earlier";
  }

  /**
   * A service whose workers are all busy. A caller keeps its worker while it waits for a callee, so
   * that of several the one counts that waits for none of the others.
   */
  private static Optional<ServiceSummary> saturated(ExperimentVerdict experiment) {
    List<ServiceSummary> full =
        experiment.services().stream().filter(s -> s.utilisation() >= SATURATED).toList();
    return full.stream()
        .filter(
            service ->
                full.stream()
                    .noneMatch(
                        callee ->
                            experiment.edges().stream()
                                .anyMatch(
                                    edge ->
                                        edge.name()
                                            .equals(service.name() + " -> " + callee.name()))))
        .findFirst();
  }

  private static String onShares(EdgeSummary edge) {
    String found =
        "most failures come from "
            + edge.name()
            + ", where "
            + Unit.SHARE.text((double) edge.failed() / edge.calls())
            + " of the calls failed";
    if (2 * edge.refused() >= edge.failed()) {
      return found
          + ", most of them refused by the caller's own policies:"
          + " an `else:` on the call gives users a degraded answer instead";
    }
    if (edge.attempts() <= edge.calls()) {
      return found + " at the first attempt: a `retry` with a budget, or an `else:` on the call";
    }
    return found
        + " although they were repeated: `eject` takes a bad replica out,"
        + " an `else:` gives users a degraded answer";
  }

  private static String onLatency(
      ExperimentVerdict experiment, List<ObjectiveVerdict> failing, Optional<EdgeSummary> worst) {
    ObjectiveVerdict objective =
        failing.stream().filter(o -> o.unit() == Unit.MILLISECONDS).findFirst().orElseThrow();
    if (worst.isPresent()) {
      return "users wait for calls that fail over "
          + worst.get().name()
          + ": a shorter `timeout` or a `breaker` there gives up earlier";
    }
    boolean slowAlways =
        experiment.routes().stream()
            .filter(r -> r.name().equals(objective.route()))
            .mapToDouble(RouteSummary::p50Ms)
            .anyMatch(p50 -> p50 > objective.target() / 2);
    return slowAlways
        ? "even the median request is slow: more `replicas` or `workers`, or less work per request"
        : "only the slowest requests are over the bound: look for queues that fill during the"
            + " faults";
  }

  /**
   * The edge with the largest share of failed calls. A failure that nobody catches shows on every
   * edge up to the gateway, so among equals the last one, which the file describes nearest to the
   * cause.
   */
  private static Optional<EdgeSummary> worst(ExperimentVerdict experiment) {
    Optional<EdgeSummary> worst = Optional.empty();
    double most = NOTABLE;
    for (EdgeSummary edge : experiment.edges()) {
      double share = edge.calls() == 0 ? 0 : (double) edge.failed() / edge.calls();
      if (share >= most) {
        worst = Optional.of(edge);
        most = share;
      }
    }
    return worst;
  }
}
