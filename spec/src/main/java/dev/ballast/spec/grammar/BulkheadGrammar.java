package dev.ballast.spec.grammar;

import dev.ballast.policy.Bulkhead;
import dev.ballast.policy.CallPolicy;
import java.util.List;

/** How many calls may be under way at once. */
final class BulkheadGrammar {
  static final Kind<CallPolicy, Integer> BULKHEAD =
      new Kind<>(
          Key.withDefault(
              "bulkhead",
              new ScalarType<>(
                  "a whole number of calls, or none",
                  text ->
                      text.equals("none")
                          ? Integer.valueOf(Bulkhead.UNLIMITED)
                          : Integer.valueOf(Quantity.count(text, 1, 1_000_000_000)),
                  new Schema.OneOf(
                      List.of(
                          new Schema.Numeric(true, 1.0, 1e9), new Schema.Words(List.of("none"))))),
              "none",
              "Calls under way at once from one replica of the caller; more are refused."),
          CallPolicy::withBulkhead,
          policy -> text(policy.bulkhead()));

  private BulkheadGrammar() {}

  private static String text(int bulkhead) {
    return bulkhead == Bulkhead.UNLIMITED ? "none" : Integer.toString(bulkhead);
  }
}
