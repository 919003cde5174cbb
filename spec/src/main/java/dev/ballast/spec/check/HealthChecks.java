package dev.ballast.spec.check;

import dev.ballast.kernel.Position;
import dev.ballast.model.Edge;
import dev.ballast.model.SystemModel;
import dev.ballast.policy.CallPolicy;
import dev.ballast.policy.health.EjectionConfig;
import dev.ballast.policy.health.FailurePercentageRule;
import dev.ballast.policy.health.LatencyRule;
import dev.ballast.policy.health.SuccessRateRule;
import dev.ballast.policy.health.Tiers;
import dev.ballast.policy.health.ZonePreference;
import dev.ballast.spec.text.Code;
import dev.ballast.spec.text.NameKind;
import dev.ballast.spec.text.Positions;
import dev.ballast.spec.text.Problems;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Ejections that can never eject, tiers and preferences of zones that can never matter. A policy
 * that one pattern gives to several edges is spoken about only if it is of no use on any of them.
 */
final class HealthChecks {
  private final SystemModel model;
  private final Positions positions;
  private final Set<NameKind> incomplete;
  private final Problems problems;
  private final Map<String, Integer> replicas = new HashMap<>();

  /** Why something is of no use on an edge, and what would help. */
  private record Useless(String problem, String expected, String fix) {}

  HealthChecks(
      SystemModel model, Positions positions, Set<NameKind> incomplete, Problems problems) {
    this.model = model;
    this.positions = positions;
    this.incomplete = incomplete;
    this.problems = problems;
    model.services().forEach(s -> replicas.put(s.name(), s.replicas()));
  }

  void run() {
    onEveryEdge("eject", Code.CHECK041, this::ceiling);
    onEveryEdge("eject", Code.CHECK041, this::successRate);
    onEveryEdge("eject", Code.CHECK041, this::failurePercentage);
    onEveryEdge("eject", Code.CHECK041, this::latency);
    onEveryEdge("zones", Code.CHECK042, this::zones);
    onEveryEdge("tiers", Code.CHECK042, this::tiers);
    if (!incomplete.contains(NameKind.ZONE)) {
      tierZones();
    }
  }

  /** Reports once per place in the file, if it is so on every edge that the place decides. */
  private void onEveryEdge(
      String kind, Code code, BiFunction<Edge, CallPolicy, @Nullable Useless> look) {
    Map<Position, Useless> found = new LinkedHashMap<>();
    Set<Position> useful = new HashSet<>();
    for (Map.Entry<Edge, CallPolicy> entry : model.policies().entrySet()) {
      if (replicas.containsKey(entry.getKey().callee())) {
        Position at = positions.of("policy", entry.getKey().toString(), kind);
        Useless useless = look.apply(entry.getKey(), entry.getValue());
        if (useless == null) {
          useful.add(at);
        } else {
          found.putIfAbsent(at, useless);
        }
      }
    }
    found.forEach(
        (at, useless) -> {
          if (!useful.contains(at)) {
            problems.add(code, at, useless.problem(), useless.expected(), useless.fix());
          }
        });
  }

  private int replicasOf(Edge edge) {
    return replicas.getOrDefault(edge.callee(), 1);
  }

  private static String count(int replicas) {
    return replicas == 1 ? "1 replica" : replicas + " replicas";
  }

  private @Nullable Useless ceiling(Edge edge, CallPolicy policy) {
    EjectionConfig ejection = policy.ejection();
    int n = replicasOf(edge);
    if (ejection == null || ejection.ceiling().of(n) >= 1) {
      return null;
    }
    String has = "`eject` never ejects: `" + edge.callee() + "` has " + count(n);
    return n == 1
        ? new Useless(
            has + ", and one of one may not be out",
            "expected 2 replicas or more",
            "leave it out, or give `" + edge.callee() + "` more replicas")
        : new Useless(
            has + ", of which the ceiling lets none be out",
            "expected a `ceiling` of at least " + (100 + n - 1) / n + "%",
            "raise the ceiling, or add `at-least-one: true`");
  }

  private @Nullable Useless successRate(Edge edge, CallPolicy policy) {
    SuccessRateRule rule = policy.ejection() == null ? null : policy.ejection().successRate();
    int n = replicasOf(edge);
    if (rule == null || rule.canEjectOneOf(n)) {
      return null;
    }
    int enough = Math.max(rule.replicasMin(), (int) (rule.deviations() * rule.deviations()) + 2);
    return new Useless(
        "`success-rate` never ejects: `"
            + edge.callee()
            + "` has "
            + count(n)
            + (n < rule.replicasMin()
                ? ", fewer than it compares"
                : ", of which one alone cannot be that many deviations below the mean"),
        "expected at least " + enough + " replicas",
        "use `failure-percentage` with fewer `replicas` instead");
  }

  private @Nullable Useless failurePercentage(Edge edge, CallPolicy policy) {
    FailurePercentageRule rule =
        policy.ejection() == null ? null : policy.ejection().failurePercentage();
    return rule == null ? null : tooFew("failure-percentage", edge, rule.replicasMin(), 1);
  }

  private @Nullable Useless latency(Edge edge, CallPolicy policy) {
    LatencyRule rule = policy.ejection() == null ? null : policy.ejection().latency();
    return rule == null ? null : tooFew("latency", edge, rule.replicasMin(), 3);
  }

  private @Nullable Useless tooFew(String rule, Edge edge, int needed, int least) {
    int n = replicasOf(edge);
    return n >= needed
        ? null
        : new Useless(
            "`" + rule + "` never ejects: `" + edge.callee() + "` has " + count(n),
            "expected at least " + needed,
            n >= least
                ? "lower its `replicas` to " + n
                : "leave it out, or give `" + edge.callee() + "` more replicas");
  }

  private @Nullable Useless zones(Edge edge, CallPolicy policy) {
    ZonePreference preference = policy.candidates().zones();
    if (preference == null) {
      return null;
    }
    int zones = model.network().zones().size();
    int callers = replicas.getOrDefault(edge.caller(), 1);
    int n = replicasOf(edge);
    String never = "`zones` never matters: ";
    if (zones < 2) {
      return new Useless(
          never + "the system has one zone",
          "expected two zones or more",
          "leave it out, or name the `zones` of the system");
    }
    if (callers < 2) {
      return new Useless(
          never + "`" + edge.caller() + "` has one replica, which stands in one zone",
          "expected 2 replicas or more",
          "leave it out, or give `" + edge.caller() + "` more replicas");
    }
    return n >= preference.healthyMin()
        ? null
        : new Useless(
            never + "`" + edge.callee() + "` has " + count(n),
            "expected at least " + preference.healthyMin(),
            n < 2 ? "leave it out" : "write `zones: {prefer: local, at-least: " + n + "}`");
  }

  private @Nullable Useless tiers(Edge edge, CallPolicy policy) {
    return policy.candidates().tiers() == null || policy.ejection() != null
        ? null
        : new Useless(
            "`tiers` never fail over: without `eject` no replica of `"
                + edge.callee()
                + "` is ever out",
            "expected an `eject` for the same calls",
            "add `eject: {}`");
  }

  private void tierZones() {
    List<String> zones = model.network().zones();
    Set<Position> told = new HashSet<>();
    for (Map.Entry<Edge, CallPolicy> entry : model.policies().entrySet()) {
      Tiers tiers = entry.getValue().candidates().tiers();
      Position at = positions.of("policy", entry.getKey().toString(), "tiers");
      if (tiers == null || !told.add(at)) {
        continue;
      }
      for (String zone : tiers.zones().stream().flatMap(List::stream).toList()) {
        if (!zones.contains(zone)) {
          problems.unknownName("zone", zone, zones, at);
        }
      }
      List<String> forgotten = zones.stream().filter(zone -> tiers.of(zone) < 0).toList();
      if (!forgotten.isEmpty()) {
        problems.add(
            Code.CHECK043,
            at,
            "the zone `" + forgotten.getFirst() + "` is in no tier",
            "expected every zone of the system",
            "add it to a tier, or add the tier `[" + String.join(", ", forgotten) + "]`");
      }
    }
  }
}
