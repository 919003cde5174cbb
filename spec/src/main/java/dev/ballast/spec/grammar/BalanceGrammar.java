package dev.ballast.spec.grammar;

import dev.ballast.policy.CallPolicy;
import dev.ballast.policy.balance.Balance;
import dev.ballast.spec.text.Code;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How the replica of each attempt is chosen. */
final class BalanceGrammar {
  private static final Key<Integer> CHOICES =
      Key.withDefault(
          "choices",
          Scalars.count(2, Balance.LeastLoaded.CHOICES_MAX),
          "2",
          "How many random replicas are compared.");
  private static final Key<Long> DECAY =
      Key.withDefault(
          "decay",
          new ScalarType<>(
              "a duration from 1ms to 1h",
              BalanceText::decay,
              Scalars.text("^" + Quantity.DURATION + "$", "10s")),
          "10s",
          "The time in which the weight of past latencies falls to 37 %.");
  private static final Key<Integer> PROBES =
      Key.withDefault(
          "probes",
          Scalars.count(1, Balance.Prequal.PROBES_MAX),
          "3",
          "Replicas that are probed along with each attempt.");
  private static final Key<Integer> POOL =
      Key.withDefault(
          "pool", Scalars.count(2, Balance.Prequal.POOL_MAX), "16", "Answers that are kept.");
  private static final Key<Long> AGE =
      Key.withDefault("age", Scalars.DURATION, "1s", "How long an answer is of use.");
  private static final Key<Double> HOT_ABOVE =
      Key.withDefault(
          "hot-above",
          Scalars.SHARE,
          "84.09%",
          "Replicas with more in flight than this quantile of the pool are taken only if all are.");
  private static final Key<Integer> POINTS =
      Key.withDefault(
          "points",
          Scalars.count(Balance.RingHash.POINTS_MIN, Balance.RingHash.POINTS_MAX),
          "1024",
          "Points of all replicas on the ring: more points spread keys more evenly.");
  private static final Key<Integer> SLOTS =
      Key.withDefault(
          "slots",
          new ScalarType<>(
              "a prime such as 65537",
              BalanceText::prime,
              new Schema.Numeric(
                  true, (double) Balance.Maglev.SLOTS_MIN, (double) Balance.Maglev.SLOTS_MAX)),
          "65537",
          "Slots of the table, a prime.");
  private static final Key<Double> BOUND =
      Key.withDefault(
          "bound",
          new ScalarType<>(
              "a factor from 1.05 to 10, or none",
              BalanceText::bound,
              new Schema.OneOf(
                  List.of(
                      new Schema.Numeric(false, Balance.BOUND_MIN, Balance.BOUND_MAX),
                      new Schema.Words(List.of("none"))))),
          "none",
          "A replica with more than so many times its fair share in flight is passed over.");

  private static final Type<Balance> WORD = Scalars.word(words());

  private static final List<Types.MapType<? extends Balance>> PLAIN =
      List.of(
          kind(
              BalanceText.LEAST_LOADED,
              "The least loaded of some random replicas.",
              List.of(CHOICES),
              fields -> new Balance.LeastLoaded(fields.get(CHOICES))),
          kind(
              BalanceText.PEAK_EWMA,
              "The cheaper of two, by recent latency times what is in flight.",
              List.of(DECAY),
              fields -> new Balance.PeakEwma(fields.get(DECAY))),
          kind(
              BalanceText.PREQUAL,
              "By probes sent ahead: of replicas that are not too busy the quickest.",
              List.of(PROBES, POOL, AGE, HOT_ABOVE),
              fields ->
                  new Balance.Prequal(
                      fields.get(PROBES),
                      fields.get(POOL),
                      fields.get(AGE),
                      fields.get(HOT_ABOVE))),
          kind(
              BalanceText.RING_HASH,
              "By what the call is about, on a ring of hashes.",
              List.of(POINTS, BOUND),
              fields -> new Balance.RingHash(fields.get(POINTS), fields.get(BOUND))),
          kind(
              BalanceText.MAGLEV,
              "By what the call is about, in a Maglev table.",
              List.of(SLOTS, BOUND),
              fields -> new Balance.Maglev(fields.get(SLOTS), fields.get(BOUND))));

  private static final Key<Balance> BY =
      Key.withDefault(
          "by",
          new Types.ByShape<>(
              "a balancer such as least-loaded",
              WORD,
              null,
              new Types.Variants<>("this balancer", PLAIN)),
          BalanceText.LEAST_LOADED,
          "Who chooses then.");
  private static final Key<Integer> STICKY =
      Key.optional(
          "sticky",
          Scalars.count(1, Balance.Sticky.KEYS_MAX),
          "A key stays on the replica it was given; so many keys are remembered per caller.");
  private static final Key<Integer> SUBSET =
      Key.required(
          "subset",
          Scalars.count(1, Balance.Subset.SIZE_MAX),
          "Each replica of the caller knows only so many of the callee's.");
  private static final Key<Integer> STICKY_ALONE =
      Key.required(STICKY.name(), STICKY.type(), STICKY.about());

  static final Kind<CallPolicy, Balance> BALANCE =
      new Kind<>(
          Key.withDefault(
              "balance",
              new Types.ByShape<>(
                  "a balancer such as least-loaded, or a map",
                  WORD,
                  null,
                  new Types.Variants<>("this balancer", variants())),
              BalanceText.LEAST_LOADED,
              "How the replica of each attempt is chosen."),
          CallPolicy::withBalance,
          policy -> BalanceText.of(policy.balance()));

  private BalanceGrammar() {}

  private static Map<String, Balance> words() {
    Map<String, Balance> words = new LinkedHashMap<>();
    words.put(BalanceText.LEAST_LOADED, Balance.LeastLoaded.DEFAULT);
    words.put(BalanceText.ROUND_ROBIN, new Balance.RoundRobin());
    words.put(BalanceText.RANDOM, new Balance.Random());
    words.put(BalanceText.PEAK_EWMA, Balance.PeakEwma.DEFAULT);
    words.put(BalanceText.PREQUAL, Balance.Prequal.DEFAULT);
    words.put(BalanceText.RING_HASH, Balance.RingHash.DEFAULT);
    words.put(BalanceText.MAGLEV, Balance.Maglev.DEFAULT);
    return words;
  }

  /** A map with the kind's name as its one key. */
  private static Types.MapType<Balance> kind(
      String name, String about, List<Key<?>> keys, Function make) {
    Key<Balance> key =
        Key.required(
            name, new Types.MapType<>("a map of its settings", about, keys, make::of), about);
    return new Types.MapType<>(
        "a map with `" + name + "`", about, List.of(key), fields -> fields.find(key));
  }

  /** Makes a balance of its settings. */
  private interface Function {
    Balance of(Fields fields);
  }

  private static List<Types.MapType<? extends Balance>> variants() {
    List<Types.MapType<? extends Balance>> all = new ArrayList<>(PLAIN);
    all.add(
        new Types.MapType<>(
            "a map with `subset`",
            "Each replica of the caller knows only some of the callee's.",
            List.of(SUBSET, STICKY, BY),
            BalanceGrammar::subset));
    all.add(
        new Types.MapType<>(
            "a map with `sticky`",
            "A key stays on the replica it was given.",
            List.of(STICKY_ALONE, BY),
            fields -> sticky(fields.find(STICKY_ALONE), fields.get(BY))));
    return all;
  }

  private static @Nullable Balance subset(Fields fields) {
    Integer size = fields.find(SUBSET);
    Balance within = sticky(fields.find(STICKY), fields.get(BY));
    if (size == null || within == null) {
      return null;
    }
    if (!within.canBeInSubset()) {
      fields
          .in()
          .report(
              Code.SPEC022,
              fields.valueAt(BY),
              "`subset` makes every caller send a key elsewhere",
              "expected a balancer that does not hash keys",
              "leave out `subset`, or write `by: least-loaded`");
      return null;
    }
    return new Balance.Subset(size, within);
  }

  private static @Nullable Balance sticky(@Nullable Integer keys, Balance otherwise) {
    return keys == null ? otherwise : new Balance.Sticky(keys, otherwise);
  }
}
