package dev.ballast.spec.grammar;

import dev.ballast.kernel.Units;
import dev.ballast.policy.Balance;
import dev.ballast.policy.BreakerConfig;
import dev.ballast.policy.Bulkhead;
import dev.ballast.policy.Ejection;
import dev.ballast.policy.RetryConfig;
import dev.ballast.spec.grammar.Drafts.Chosen;
import dev.ballast.spec.grammar.Drafts.Located;
import dev.ballast.spec.grammar.Drafts.Pattern;
import dev.ballast.spec.grammar.Drafts.PolicyDraft;
import dev.ballast.spec.text.Code;
import dev.ballast.spec.text.Quoted;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What guards the calls from one service to another. */
final class PolicyGrammar {
  static final Type<Pattern> PATTERN =
      new ScalarType<>(
          PolicyText.PATTERN_EXPECTED,
          PolicyText::pattern,
          Scalars.text("^\\s*\\S+\\s*->\\s*\\S+\\s*$", "* -> license"));

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

  private static final Key<Long> TIMEOUT =
      Key.withDefault(
          "timeout",
          Scalars.DURATION_OR_NONE,
          "none",
          "The longest a call may take with all its attempts.");
  private static final Key<Boolean> DEADLINE =
      Key.withDefault(
          "deadline",
          Scalars.word(Map.of("propagates", true, "ignored", false)),
          "ignored",
          "Whether the callee is told how much time is left, and refuses work that is too late.");
  private static final Key<RetryConfig> RETRY =
      Key.withDefault("retry", RetryGrammar.RETRY, "none", "When a call is repeated.");
  private static final Key<Chosen<BreakerConfig>> BREAKER =
      Key.withDefault(
          "breaker",
          noneOr(
              "a map with `opens-at`, or none",
              new Chosen<>(null),
              new Types.MapType<>(
                  "a map with `opens-at`",
                  "Refuses attempts for a while after too many failed.",
                  List.of(OPENS_AT, STAYS_OPEN, PROBES, SLOW),
                  PolicyGrammar::breaker)),
          "none",
          "Refuses attempts for a while after too many failed.");
  private static final Key<Integer> BULKHEAD =
      Key.withDefault(
          "bulkhead",
          new ScalarType<>(
              "a whole number of calls, or none",
              text ->
                  text.equals("none")
                      ? Integer.valueOf(Bulkhead.UNLIMITED)
                      : Integer.valueOf(Quantity.count(text, 1, 1_000_000_000)),
              new Schema.OneOf(
                  List.of(new Schema.Numeric(true, 1.0, 1e9), new Schema.Words(List.of("none"))))),
          "none",
          "Calls under way at once from one replica of the caller; more are refused.");
  private static final Key<Balance> BALANCE =
      Key.withDefault(
          "balance",
          Scalars.word(
              Map.of(
                  "least-loaded", Balance.LEAST_LOADED,
                  "round-robin", Balance.ROUND_ROBIN,
                  "random", Balance.RANDOM)),
          "least-loaded",
          "How the replica of each attempt is chosen.");
  private static final Key<Chosen<Ejection.Config>> EJECT =
      Key.withDefault(
          "eject",
          noneOr(
              "a map, or none",
              new Chosen<>(null),
              new Types.MapType<>(
                  "a map with `consecutive-failures`",
                  "Takes single replicas out of the balancer.",
                  List.of(FAILURES, FOR, AT_MOST_FOR, CEILING),
                  PolicyGrammar::ejection)),
          "none",
          "Takes single replicas out of the balancer after failures in a row.");

  static final Type<PolicyDraft> POLICY =
      new Types.MapType<>(
          "a map of policies",
          "What guards the calls that match the pattern. For each of these keys the most specific"
              + " pattern that sets it wins.",
          List.of(TIMEOUT, DEADLINE, RETRY, BREAKER, BULKHEAD, BALANCE, EJECT),
          f ->
              new PolicyDraft(
                  valueLocated(f, TIMEOUT),
                  located(f, DEADLINE),
                  located(f, RETRY),
                  located(f, BREAKER),
                  located(f, BULKHEAD),
                  located(f, BALANCE),
                  located(f, EJECT)));

  private PolicyGrammar() {}

  static <T> Type<T> noneOr(String expected, T none, Type<T> type) {
    return new Types.ByShape<>(
        expected,
        new ScalarType<>(
            expected,
            text -> {
              if (!text.equals("none")) {
                throw Mismatch.of(
                    Code.SPEC018,
                    "unknown word " + Quoted.of(text),
                    expected,
                    "write `none`, or the keys below it");
              }
              return none;
            },
            new Schema.Words(List.of("none"))),
        null,
        type);
  }

  private static <T> @Nullable Located<T> located(Fields fields, Key<T> key) {
    T value = fields.find(key);
    return value == null ? null : new Located<>(value, fields.at(key));
  }

  private static <T> @Nullable Located<T> valueLocated(Fields fields, Key<T> key) {
    T value = fields.find(key);
    return value == null ? null : new Located<>(value, fields.valueAt(key));
  }

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
}
