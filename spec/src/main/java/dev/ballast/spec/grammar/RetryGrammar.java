package dev.ballast.spec.grammar;

import dev.ballast.kernel.Result;
import dev.ballast.kernel.Units;
import dev.ballast.policy.Backoff;
import dev.ballast.policy.CallPolicy;
import dev.ballast.policy.RepeatTree;
import dev.ballast.policy.RetryBudget;
import dev.ballast.policy.RetryConfig;
import dev.ballast.spec.text.Code;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** When a call is repeated. */
final class RetryGrammar {
  private static final Map<String, Result> RESULTS = results();

  private static final Key<Integer> ATTEMPTS =
      Key.required(
          "attempts",
          Scalars.count(1, RetryConfig.ATTEMPTS_MAX),
          "The most attempts of one call, the first included.");
  private static final Key<Set<Result>> ON =
      Key.withDefault(
          "on",
          new Types.ByShape<>(
              "a list of results such as [shed, unreachable], or all",
              Scalars.word(Map.of("all", RetryConfig.REPEATABLE)),
              new Types.Mapped<>(
                  new Types.ListType<>(
                      "a list of results such as [shed, unreachable]",
                      "this result",
                      null,
                      Scalars.word(RESULTS),
                      false),
                  RetryGrammar::set),
              null),
          "all",
          "The results that are repeated. Those that may have had an effect (`error`, `lost`,"
              + " `timed-out`) are repeated only where the endpoint is idempotent.");
  private static final Key<Long> PER_ATTEMPT =
      Key.withDefault(
          "per-attempt",
          Scalars.DURATION_OR_NONE,
          "none",
          "The longest wait for one attempt; none leaves it to the timeout of the call.");
  private static final Key<RetryBudget.Config> BUDGET =
      Key.withDefault(
          "budget",
          BudgetGrammar.BUDGET,
          "20%",
          "Bounds the repeats of all calls together. A percentage is a share of the calls under"
              + " way, with a floor of 3; repeats waiting in their backoff count.");
  private static final Key<Integer> TREE =
      Key.withDefault(
          "tree",
          new ScalarType<>(
              "a whole number of repeats from 0 to " + RepeatTree.ALLOWANCE_MAX + ", or none",
              text ->
                  text.equals("none")
                      ? Integer.valueOf(RepeatTree.UNBOUNDED)
                      : Integer.valueOf(Quantity.count(text, 0, RepeatTree.ALLOWANCE_MAX)),
              new Schema.OneOf(
                  List.of(
                      new Schema.Numeric(true, 0.0, (double) RepeatTree.ALLOWANCE_MAX),
                      new Schema.Words(List.of("none"))))),
          "none",
          "Repeats allowed in the whole tree of calls below one request of the caller, on all edges"
              + " together; hedges count. Applies where no caller above has set it.");
  private static final Key<Backoff> BACKOFF =
      Key.withDefault(
          "backoff",
          new ScalarType<>(
              PolicyText.BACKOFF_EXPECTED,
              PolicyText::backoff,
              Scalars.text(
                  "^(none|"
                      + Quantity.DURATION
                      + "(\\.\\."
                      + Quantity.DURATION
                      + ")?(\\s+(full|equal|decorrelated|no)-jitter)?)$",
                  "25ms..250ms full-jitter",
                  "25ms")),
          "25ms..250ms full-jitter",
          "The wait before a repeat: it doubles from the first time to the second and is spread by"
              + " the jitter.");
  private static final Key<Boolean> RETRY_AFTER =
      Key.withDefault(
          "retry-after",
          Scalars.word(Map.of("honoured", true, "ignored", false)),
          "honoured",
          "Whether a repeat waits as long as the callee asks for with its refusal, and then its"
              + " backoff. A wait beyond the timeout ends the call at once.");
  private static final Key<Long> RETRY_AFTER_AT_MOST =
      Key.withDefault(
          "retry-after-at-most",
          Scalars.DURATION,
          "30s",
          "The longest wait that a callee may ask for; a longer one ends the call at once.");

  static final Kind<CallPolicy, RetryConfig> RETRY =
      new Kind<>(
          Key.withDefault(
              "retry",
              PolicyGrammar.noneOr(
                  "a map with `attempts`, or none",
                  RetryConfig.NEVER,
                  new Types.MapType<>(
                      "a map with `attempts`",
                      "When a call is repeated.",
                      List.of(
                          ATTEMPTS,
                          ON,
                          PER_ATTEMPT,
                          BUDGET,
                          TREE,
                          BACKOFF,
                          RETRY_AFTER,
                          RETRY_AFTER_AT_MOST),
                      RetryGrammar::retry)),
              "none",
              "When a call is repeated."),
          CallPolicy::withRetry,
          policy -> text(policy.retry()));

  private RetryGrammar() {}

  /** The results that can be repeated, by the names that headers use. */
  private static Map<String, Result> results() {
    Map<String, Result> results = new LinkedHashMap<>();
    for (Result result : RetryConfig.REPEATABLE) {
      results.put(word(result), result);
    }
    return results;
  }

  private static String word(Result result) {
    return result.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static Set<Result> set(List<Result> results) {
    return results.isEmpty() ? RetryConfig.REPEATABLE : EnumSet.copyOf(results);
  }

  private static @Nullable RetryConfig retry(Fields fields) {
    Integer attempts = fields.find(ATTEMPTS);
    Set<Result> on = fields.get(ON);
    long perAttempt = fields.get(PER_ATTEMPT);
    RetryBudget.Config budget = fields.get(BUDGET);
    int tree = fields.get(TREE);
    Backoff backoff = fields.get(BACKOFF);
    boolean honours = fields.get(RETRY_AFTER);
    long retryAfterMax = fields.get(RETRY_AFTER_AT_MOST);
    if (!honours && fields.has(RETRY_AFTER_AT_MOST)) {
      fields
          .in()
          .report(
              Code.SPEC021,
              fields.at(RETRY_AFTER_AT_MOST),
              "`retry-after-at-most` where `retry-after` is ignored",
              "expected only one of them",
              "leave out `retry-after: ignored`, or the longest wait");
      return null;
    }
    return attempts == null
        ? null
        : new RetryConfig(
            attempts,
            on,
            budget,
            tree,
            backoff,
            honours ? retryAfterMax : RetryConfig.IGNORES,
            perAttempt);
  }

  private static String text(RetryConfig retry) {
    if (retry.equals(RetryConfig.NEVER)) {
      return "none";
    }
    return "{attempts: "
        + retry.attempts()
        + ", on: "
        + (retry.on().equals(RetryConfig.REPEATABLE)
            ? "all"
            : retry.on().stream()
                .map(RetryGrammar::word)
                .collect(Collectors.joining(", ", "[", "]")))
        + ", per-attempt: "
        + PolicyText.durationOrNone(retry.perAttemptNanos())
        + ", budget: "
        + BudgetGrammar.text(retry.budget())
        + ", tree: "
        + (retry.tree() == RepeatTree.UNBOUNDED ? "none" : Integer.toString(retry.tree()))
        + ", backoff: "
        + PolicyText.of(retry.backoff())
        + ", retry-after: "
        + (retry.retryAfterMaxNanos() == RetryConfig.IGNORES
            ? "ignored"
            : "honoured, retry-after-at-most: " + Units.duration(retry.retryAfterMaxNanos()))
        + "}";
  }
}
