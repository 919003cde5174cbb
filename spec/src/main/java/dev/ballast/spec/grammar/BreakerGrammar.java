package dev.ballast.spec.grammar;

import dev.ballast.kernel.Units;
import dev.ballast.policy.BreakerConfig;
import dev.ballast.policy.CallPolicy;
import dev.ballast.spec.grammar.Drafts.Chosen;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** When attempts are refused for a while. */
final class BreakerGrammar {
  private static final Key<PolicyText.OpensAt> OPENS_AT =
      Key.required(
          "opens-at",
          new ScalarType<>(
              PolicyText.OPENS_AT_EXPECTED,
              PolicyText::opensAt,
              Scalars.text(
                  "^"
                      + Quantity.PERCENT
                      + "\\s+of\\s+[0-9]+\\s+calls(\\s+in\\s+"
                      + Quantity.DURATION
                      + ")?$",
                  "50% of 20 calls in 10s",
                  "50% of 20 calls")),
          "Opens when at least this share failed of at least so many attempts in the window;"
              + " without a time the window is the last so many attempts.");
  private static final Key<Long> STAYS_OPEN =
      Key.withDefault(
          "stays-open", Scalars.DURATION, "5s", "How long it refuses before it probes.");
  private static final Key<Integer> PROBES =
      Key.withDefault(
          "probes",
          Scalars.count(1, BreakerConfig.CALLS_MAX),
          "3",
          "Attempts let through then; all must succeed to close it.");
  private static final Key<Long> SLOW =
      Key.withDefault(
          "slow",
          Scalars.DURATION_OR_NONE,
          "none",
          "An attempt that takes longer counts as failed.");

  static final Kind<CallPolicy, Chosen<BreakerConfig>> BREAKER =
      new Kind<>(
          Key.withDefault(
              "breaker",
              PolicyGrammar.noneOr(
                  "a map with `opens-at`, or none",
                  new Chosen<>(null),
                  new Types.MapType<>(
                      "a map with `opens-at`",
                      "Refuses attempts for a while after too many failed.",
                      List.of(OPENS_AT, STAYS_OPEN, PROBES, SLOW),
                      BreakerGrammar::breaker)),
              "none",
              "Refuses attempts for a while after too many failed."),
          (policy, chosen) -> policy.withBreaker(chosen.value()),
          policy -> text(policy.breaker()));

  private BreakerGrammar() {}

  private static @Nullable Chosen<BreakerConfig> breaker(Fields fields) {
    PolicyText.OpensAt opensAt = fields.find(OPENS_AT);
    long staysOpen = fields.get(STAYS_OPEN);
    int probes = fields.get(PROBES);
    long slow = fields.get(SLOW);
    if (opensAt == null) {
      return null;
    }
    return new Chosen<>(
        new BreakerConfig(
            opensAt.share(), opensAt.calls(), opensAt.windowNanos(), staysOpen, probes, slow));
  }

  private static String text(@Nullable BreakerConfig breaker) {
    if (breaker == null) {
      return "none";
    }
    return "{opens-at: "
        + Quantity.percent(breaker.failureShare())
        + " of "
        + breaker.callsMin()
        + " calls"
        + (breaker.countsCalls() ? "" : " in " + Units.duration(breaker.windowNanos()))
        + ", stays-open: "
        + Units.duration(breaker.openNanos())
        + ", probes: "
        + breaker.probes()
        + ", slow: "
        + PolicyText.durationOrNone(breaker.slowNanos())
        + "}";
  }
}
