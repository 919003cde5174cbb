package dev.ballast.spec.grammar;

import dev.ballast.kernel.Units;
import dev.ballast.policy.Bulkhead;
import dev.ballast.policy.CallPolicy;
import dev.ballast.spec.text.Code;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How many calls may be under way at once, and how many may wait for a place. */
final class BulkheadGrammar {
  private static final int CALLS_MAX = 1_000_000_000;
  private static final String EXPECTED =
      "a whole number of calls, a map with `calls`, `queue` and `wait`, or none";

  private static final Key<Integer> CALLS =
      Key.required("calls", Scalars.count(1, CALLS_MAX), "Calls under way at once.");
  private static final Key<Integer> QUEUE =
      Key.withDefault(
          "queue",
          Scalars.count(0, 1_000_000),
          "0",
          "Calls that wait for a place, first come, first served; more are refused.");
  private static final Key<Long> WAIT =
      Key.optional("wait", Scalars.DURATION, "The longest one waits; it goes with `queue`.");

  static final Kind<CallPolicy, Bulkhead.Config> BULKHEAD =
      new Kind<>(
          Key.withDefault(
              "bulkhead",
              new Types.ByShape<>(
                  EXPECTED,
                  new ScalarType<>(
                      "a whole number of calls, or none",
                      text ->
                          text.equals("none")
                              ? Bulkhead.Config.UNLIMITED
                              : Bulkhead.Config.of(Quantity.count(text, 1, CALLS_MAX)),
                      new Schema.OneOf(
                          List.of(
                              new Schema.Numeric(true, 1.0, (double) CALLS_MAX),
                              new Schema.Words(List.of("none"))))),
                  null,
                  new Types.MapType<>(
                      "a map with `calls`",
                      "Calls under way at once from one replica of the caller, and calls that"
                          + " wait.",
                      List.of(CALLS, QUEUE, WAIT),
                      BulkheadGrammar::bulkhead)),
              "none",
              "Calls under way at once from one replica of the caller; more wait if there is a"
                  + " queue, or are refused."),
          CallPolicy::withBulkhead,
          policy -> text(policy.bulkhead()));

  private BulkheadGrammar() {}

  private static Bulkhead.@Nullable Config bulkhead(Fields fields) {
    Integer calls = fields.find(CALLS);
    int queue = fields.get(QUEUE);
    Long wait = fields.find(WAIT);
    if (queue > 0 && !fields.has(WAIT)) {
      report(
          fields,
          QUEUE,
          "a `queue` without `wait`",
          "expected the longest time that a call waits",
          "add `wait: ` with " + WAIT.type().expected());
      return null;
    }
    if (queue == 0 && wait != null) {
      report(
          fields,
          WAIT,
          "a `wait` without a `queue`",
          "expected `queue` with the number of calls that may wait",
          "add `queue: ` with a whole number, or leave `wait` out");
      return null;
    }
    if (calls == null || (queue > 0 && wait == null)) {
      return null;
    }
    Bulkhead.Config config = Bulkhead.Config.of(calls);
    return wait == null ? config : config.withQueue(queue, wait);
  }

  private static void report(
      Fields fields, Key<?> key, String problem, String expected, String fix) {
    fields.in().report(Code.SPEC022, fields.valueAt(key), problem, expected, fix);
  }

  private static String text(Bulkhead.Config bulkhead) {
    if (bulkhead.equals(Bulkhead.Config.UNLIMITED)) {
      return "none";
    }
    return bulkhead.queue() == 0
        ? Integer.toString(bulkhead.calls())
        : "{calls: "
            + bulkhead.calls()
            + ", queue: "
            + bulkhead.queue()
            + ", wait: "
            + Units.duration(bulkhead.waitNanos())
            + "}";
  }
}
