package dev.ballast.spec.grammar;

import dev.ballast.kernel.Units;
import dev.ballast.policy.RetryBudget;
import dev.ballast.spec.text.Code;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What bounds the repeats of all calls together. */
final class BudgetGrammar {
  private static final String EXPECTED =
      "a percentage such as 20%, a map with `share` and `at-least` or `per-second`, or none";

  private static final Key<Double> SHARE =
      Key.withDefault(
          "share",
          Scalars.SHARE,
          "20%",
          "Repeats as a share of the calls: at once, of those under way; or, with `per-second`, of"
              + " all that began in the window.");
  private static final Key<Integer> AT_LEAST =
      Key.withDefault(
          "at-least", Scalars.count(0, 1_000_000), "3", "Repeats at once that are always allowed.");
  private static final Key<Double> PER_SECOND =
      Key.withDefault(
          "per-second",
          new ScalarType<>(
              "a number of repeats such as 10",
              BudgetGrammar::perSecond,
              new Schema.Numeric(false, 0.0, RetryBudget.Bucket.PER_SECOND_MAX)),
          "10",
          "Repeats per second that are always allowed; makes the budget a token bucket.");
  private static final Key<Long> WINDOW =
      Key.withDefault(
          "window",
          new ScalarType<>(
              "a duration from 1s to 60s",
              BudgetGrammar::window,
              Scalars.text("^" + Quantity.DURATION + "$", "10s")),
          "10s",
          "How long what a call adds to the token bucket can be used.");

  static final Type<RetryBudget.Config> BUDGET =
      new Types.ByShape<>(
          EXPECTED,
          new ScalarType<>(
              "a percentage such as 20%, or none",
              text ->
                  text.equals("none")
                      ? RetryBudget.Config.UNLIMITED
                      : new RetryBudget.Share(Quantity.share(text), Fields.defaultOf(AT_LEAST)),
              Scalars.text("^(none|" + Quantity.PERCENT + ")$", "20%", "none")),
          null,
          new Types.MapType<>(
              "a map with `share` and `at-least` or `per-second`",
              "Bounds the repeats of all calls together.",
              List.of(SHARE, AT_LEAST, PER_SECOND, WINDOW),
              BudgetGrammar::budget));

  private BudgetGrammar() {}

  private static double perSecond(String text) throws Mismatch {
    double rate = Quantity.number(text);
    if (rate > RetryBudget.Bucket.PER_SECOND_MAX) {
      throw Mismatch.wanting(Code.SPEC017, "more than can be meant", "0 to 1000000", "1000000");
    }
    return rate;
  }

  private static long window(String text) throws Mismatch {
    long nanos = Quantity.positiveNanos(text);
    if (nanos < RetryBudget.Bucket.WINDOW_NANOS_MIN) {
      throw Mismatch.wanting(Code.SPEC017, "too short a window", "1s to 60s", "1s");
    }
    if (nanos > RetryBudget.Bucket.WINDOW_NANOS_MAX) {
      throw Mismatch.wanting(Code.SPEC017, "too long a window", "1s to 60s", "60s");
    }
    return nanos;
  }

  private static RetryBudget.@Nullable Config budget(Fields fields) {
    double share = fields.get(SHARE);
    int atLeast = fields.get(AT_LEAST);
    double perSecond = fields.get(PER_SECOND);
    long window = fields.get(WINDOW);
    Key<?> ofBucket = fields.has(PER_SECOND) ? PER_SECOND : fields.has(WINDOW) ? WINDOW : null;
    if (ofBucket == null) {
      return new RetryBudget.Share(share, atLeast);
    }
    if (fields.has(AT_LEAST)) {
      fields
          .in()
          .report(
              Code.SPEC021,
              fields.at(AT_LEAST),
              "`at-least` and `" + ofBucket.name() + "` in one budget",
              "expected `at-least` for a share of the calls under way, `per-second` and `window`"
                  + " for a token bucket",
              "leave one of them out");
      return null;
    }
    return new RetryBudget.Bucket(share, perSecond, window);
  }

  static String text(RetryBudget.Config budget) {
    return switch (budget) {
      case RetryBudget.Unlimited _ -> "none";
      case RetryBudget.Share share ->
          "{share: " + Quantity.percent(share.share()) + ", at-least: " + share.floor() + "}";
      case RetryBudget.Bucket bucket ->
          "{share: "
              + Quantity.percent(bucket.share())
              + ", per-second: "
              + Quantity.decimal(bucket.perSecond())
              + ", window: "
              + Units.duration(bucket.windowNanos())
              + "}";
    };
  }
}
