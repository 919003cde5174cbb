package dev.ballast.spec.grammar;

import dev.ballast.policy.Backoff;
import dev.ballast.policy.CallPolicy;
import dev.ballast.policy.RetryBudget;
import dev.ballast.policy.RetryConfig;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** When a call is repeated. */
final class RetryGrammar {
  private static final Key<Double> BUDGET_SHARE =
      Key.withDefault(
          "share", Scalars.SHARE, "20%", "Repeats at once, as a share of the calls under way.");
  private static final Key<Integer> BUDGET_FLOOR =
      Key.withDefault(
          "at-least", Scalars.count(0, 1_000_000), "3", "Repeats at once that are always allowed.");

  private static final Type<RetryBudget.Config> BUDGET =
      new Types.ByShape<>(
          "a percentage such as 20%, a map with `share` and `at-least`, or none",
          new ScalarType<>(
              "a percentage such as 20%, or none",
              text ->
                  text.equals("none")
                      ? RetryBudget.Config.UNLIMITED
                      : new RetryBudget.Config(
                          Quantity.share(text), Fields.defaultOf(BUDGET_FLOOR)),
              Scalars.text("^(none|" + Quantity.PERCENT + ")$", "20%", "none")),
          null,
          new Types.MapType<>(
              "a map with `share` and `at-least`",
              "Bounds the repeats of all calls together.",
              List.of(BUDGET_SHARE, BUDGET_FLOOR),
              f -> new RetryBudget.Config(f.get(BUDGET_SHARE), f.get(BUDGET_FLOOR))));

  private static final Key<Integer> ATTEMPTS =
      Key.required(
          "attempts",
          Scalars.count(1, RetryConfig.ATTEMPTS_MAX),
          "The most attempts of one call, the first included.");
  private static final Key<Long> PER_ATTEMPT =
      Key.withDefault(
          "per-attempt",
          Scalars.DURATION_OR_NONE,
          "none",
          "The longest wait for one attempt; none leaves it to the timeout of the call.");
  private static final Key<RetryBudget.Config> RETRY_BUDGET =
      Key.withDefault(
          "budget",
          BUDGET,
          "20%",
          "Bounds the repeats of all calls together to a share of the calls under way, with a floor"
              + " of 3; repeats waiting in their backoff count.");
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
                      List.of(ATTEMPTS, PER_ATTEMPT, RETRY_BUDGET, BACKOFF),
                      RetryGrammar::retry)),
              "none",
              "When a call is repeated."),
          CallPolicy::withRetry,
          policy -> text(policy.retry()));

  private RetryGrammar() {}

  private static @Nullable RetryConfig retry(Fields fields) {
    Integer attempts = fields.find(ATTEMPTS);
    RetryBudget.Config budget = fields.get(RETRY_BUDGET);
    Backoff backoff = fields.get(BACKOFF);
    long perAttempt = fields.get(PER_ATTEMPT);
    return attempts == null ? null : new RetryConfig(attempts, budget, backoff, perAttempt);
  }

  private static String text(RetryConfig retry) {
    if (retry.equals(RetryConfig.NEVER)) {
      return "none";
    }
    RetryBudget.Config budget = retry.budget();
    String budgetText =
        budget.equals(RetryBudget.Config.UNLIMITED)
            ? "none"
            : "{share: " + Quantity.percent(budget.share()) + ", at-least: " + budget.floor() + "}";
    return "{attempts: "
        + retry.attempts()
        + ", per-attempt: "
        + PolicyText.durationOrNone(retry.perAttemptNanos())
        + ", budget: "
        + budgetText
        + ", backoff: "
        + PolicyText.of(retry.backoff())
        + "}";
  }
}
