package dev.ballast.spec.grammar;

import dev.ballast.kernel.Units;
import dev.ballast.policy.CallPolicy;
import dev.ballast.policy.Ejection;
import dev.ballast.spec.grammar.Drafts.Chosen;
import dev.ballast.spec.text.Code;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** When single replicas are taken out of the balancer. */
final class EjectGrammar {
  private static final Key<Integer> FAILURES =
      Key.withDefault(
          "consecutive-failures",
          Scalars.count(1, 1_000_000),
          "5",
          "Failures in a row that take a replica out.");
  private static final Key<Long> FOR =
      Key.withDefault(
          "for",
          Scalars.DURATION,
          "30s",
          "How long it stays out the first time; the n-th time n times as long.");
  private static final Key<Long> AT_MOST_FOR =
      Key.withDefault("at-most-for", Scalars.DURATION, "300s", "The longest it stays out.");
  private static final Key<Double> CEILING =
      Key.withDefault(
          "ceiling", Scalars.SHARE, "50%", "The share of replicas that may be out at once.");

  static final Kind<CallPolicy, Chosen<Ejection.Config>> EJECT =
      new Kind<>(
          Key.withDefault(
              "eject",
              PolicyGrammar.noneOr(
                  "a map, or none",
                  new Chosen<>(null),
                  new Types.MapType<>(
                      "a map with `consecutive-failures`",
                      "Takes single replicas out of the balancer.",
                      List.of(FAILURES, FOR, AT_MOST_FOR, CEILING),
                      EjectGrammar::ejection)),
              "none",
              "Takes single replicas out of the balancer after failures in a row."),
          (policy, chosen) -> policy.withEjection(chosen.value()),
          policy -> text(policy.ejection()));

  private EjectGrammar() {}

  private static @Nullable Chosen<Ejection.Config> ejection(Fields fields) {
    int failures = fields.get(FAILURES);
    long base = fields.get(FOR);
    long max = fields.get(AT_MOST_FOR);
    double ceiling = fields.get(CEILING);
    if (max < base) {
      if (fields.has(AT_MOST_FOR)) {
        fields
            .in()
            .report(
                Code.SPEC022,
                fields.valueAt(AT_MOST_FOR),
                "`at-most-for` is below `for`",
                "expected at least " + Units.duration(base),
                "raise it, or leave it out");
        return null;
      }
      max = base;
    }
    return new Chosen<>(new Ejection.Config(failures, base, max, ceiling));
  }

  private static String text(Ejection.@Nullable Config ejection) {
    if (ejection == null) {
      return "none";
    }
    return "{consecutive-failures: "
        + ejection.consecutiveFailures()
        + ", for: "
        + Units.duration(ejection.baseNanos())
        + ", at-most-for: "
        + Units.duration(ejection.maxNanos())
        + ", ceiling: "
        + Quantity.percent(ejection.ceiling())
        + "}";
  }
}
