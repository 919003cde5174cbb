package dev.ballast.spec.grammar;

import dev.ballast.policy.BreakerConfig;
import dev.ballast.policy.BreakerConfig.Forced;
import dev.ballast.policy.CallPolicy;
import dev.ballast.policy.Deadline;
import dev.ballast.spec.grammar.Drafts.Chosen;
import dev.ballast.spec.text.Code;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** When attempts are refused for a while. */
final class BreakerGrammar {
  private static final Key<PolicyText.OpensAt> OPENS_AT =
      Key.optional(
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
  private static final Key<Integer> CONSECUTIVE =
      Key.optional(
          "consecutive-failures",
          Scalars.count(1, BreakerConfig.CALLS_MAX),
          "Opens after so many failures in a row; alone, or beside `opens-at`.");
  private static final Key<BreakerConfig.Pause> STAYS_OPEN =
      Key.withDefault(
          "stays-open",
          BreakerText.PAUSE,
          "5s",
          "How long it refuses before it probes; of two times the first doubles with each round of"
              + " probes that fails, up to the second, and the jitter adds up to so much of it.");
  private static final Key<Integer> PROBES =
      Key.withDefault(
          "probes",
          Scalars.count(1, BreakerConfig.CALLS_MAX),
          "3",
          "Attempts let through then; all must succeed to close it. Not more than the calls of"
              + " `opens-at`.");
  private static final Key<Long> SLOW =
      Key.withDefault(
          "slow",
          Scalars.DURATION_OR_NONE,
          "none",
          "An attempt that takes longer counts as failed, or as slow where `slow-share` is set.");
  private static final Key<Double> SLOW_SHARE =
      Key.optional(
          "slow-share",
          Scalars.SHARE,
          "Opens too when at least this share of the window took longer than `slow`; slow attempts"
              + " do not count as failed then.");
  private static final Key<Long> RAMP =
      Key.withDefault(
          "ramp",
          Scalars.DURATION_OR_NONE,
          "none",
          "After the probes, over this time only a share of the attempts is let through, rising"
              + " from 10% to all.");
  private static final Key<Boolean> PER =
      Key.withDefault(
          "per",
          Scalars.word(Map.of("callee", false, "endpoint", true)),
          "callee",
          "One breaker for the whole callee, or one for each of its endpoints.");
  private static final Key<Forced> FORCED =
      Key.withDefault(
          "forced",
          Scalars.word(Map.of("none", Forced.NOT, "open", Forced.OPEN, "closed", Forced.CLOSED)),
          "none",
          "Held in this state whatever is answered; stands alone.");
  private static final List<Key<?>> KEYS =
      List.of(OPENS_AT, CONSECUTIVE, STAYS_OPEN, PROBES, SLOW, SLOW_SHARE, RAMP, PER, FORCED);

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
                      KEYS,
                      BreakerGrammar::breaker)),
              "none",
              "Refuses attempts for a while after too many failed."),
          (policy, chosen) -> policy.withBreaker(chosen.value()),
          policy -> BreakerText.of(policy.breaker()));

  private BreakerGrammar() {}

  private static @Nullable Chosen<BreakerConfig> breaker(Fields fields) {
    PolicyText.OpensAt opensAt = fields.find(OPENS_AT);
    Integer consecutive = fields.find(CONSECUTIVE);
    BreakerConfig.Pause pause = fields.get(STAYS_OPEN);
    int probes = fields.get(PROBES);
    long slow = fields.get(SLOW);
    Double slowShare = fields.find(SLOW_SHARE);
    long ramp = fields.get(RAMP);
    boolean perEndpoint = fields.get(PER);
    Forced forced = fields.find(FORCED);
    if (forced == null && fields.has(FORCED)) {
      return null;
    }
    if (forced != null && forced != Forced.NOT) {
      return standsAlone(fields) ? new Chosen<>(BreakerConfig.forcedTo(forced)) : null;
    }
    if (opensAt == null && consecutive == null) {
      reportMissing(fields);
      return null;
    }
    if ((opensAt == null && fields.has(OPENS_AT)) || !slowFits(fields, slow, slowShare, opensAt)) {
      return null;
    }
    BreakerConfig.Trip trip =
        new BreakerConfig.Trip(
            opensAt == null ? 0 : opensAt.share(),
            opensAt == null ? 0 : opensAt.calls(),
            opensAt == null ? BreakerConfig.COUNT_WINDOW : opensAt.windowNanos(),
            consecutive == null ? 0 : consecutive,
            slow,
            slowShare == null ? 0 : slowShare);
    if (trip.hasWindow() && probes > trip.callsMin()) {
      if (fields.has(PROBES)) {
        report(
            fields,
            PROBES,
            "more `probes` than calls in `opens-at`",
            "expected at most " + trip.callsMin(),
            "lower it, or raise the calls of `opens-at`");
        return null;
      }
      probes = trip.callsMin();
    }
    long rampNanos = ramp == Deadline.NONE ? 0 : ramp;
    return new Chosen<>(new BreakerConfig(trip, pause, probes, rampNanos, perEndpoint, Forced.NOT));
  }

  private static boolean standsAlone(Fields fields) {
    for (Key<?> key : KEYS) {
      if (fields.has(key) && !key.equals(FORCED)) {
        report(
            fields,
            key,
            "a forced breaker does not look at `" + key.name() + "`",
            "expected `forced` alone",
            "leave it out, or leave `forced` out");
        return false;
      }
    }
    return true;
  }

  private static void reportMissing(Fields fields) {
    if (!fields.has(OPENS_AT) && !fields.has(CONSECUTIVE)) {
      fields
          .in()
          .report(
              Code.SPEC011,
              fields.place().at(),
              fields.place().noun() + " has nothing that opens it",
              "expected `opens-at` or `consecutive-failures` below it",
              "add `opens-at: ` with " + OPENS_AT.type().expected());
    }
  }

  private static boolean slowFits(
      Fields fields, long slow, @Nullable Double share, PolicyText.@Nullable OpensAt opensAt) {
    if (share == null) {
      return true;
    }
    String problem =
        slow == Deadline.NONE
            ? "`slow-share` without `slow`"
            : opensAt == null
                ? "`slow-share` without `opens-at`"
                : share == 0 ? "a breaker that opens at 0% of slow calls" : "";
    if (problem.isEmpty()) {
      return true;
    }
    report(
        fields,
        SLOW_SHARE,
        problem,
        "expected a share above 0% of the window of `opens-at`, and the time above which an attempt"
            + " is `slow`",
        "add what is missing, or leave `slow-share` out");
    return false;
  }

  private static void report(
      Fields fields, Key<?> key, String problem, String expected, String fix) {
    fields.in().report(Code.SPEC022, fields.valueAt(key), problem, expected, fix);
  }
}
