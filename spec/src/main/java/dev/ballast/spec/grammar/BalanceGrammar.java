package dev.ballast.spec.grammar;

import dev.ballast.kernel.Units;
import dev.ballast.policy.CallPolicy;
import dev.ballast.policy.balance.Balance;
import dev.ballast.spec.text.Code;
import dev.ballast.spec.text.Quoted;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How the replica of each attempt is chosen. */
final class BalanceGrammar {
  private static final String LEAST_LOADED = "least-loaded";
  private static final String ROUND_ROBIN = "round-robin";
  private static final String RANDOM = "random";
  private static final String PEAK_EWMA = "peak-ewma";
  private static final String PREQUAL = "prequal";
  private static final String RING_HASH = "ring-hash";
  private static final String MAGLEV = "maglev";

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
              BalanceGrammar::decay,
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
              BalanceGrammar::prime,
              new Schema.Numeric(
                  true, (double) Balance.Maglev.SLOTS_MIN, (double) Balance.Maglev.SLOTS_MAX)),
          "65537",
          "Slots of the table, a prime.");
  private static final Key<Double> BOUND =
      Key.withDefault(
          "bound",
          new ScalarType<>(
              "a factor from 1.05 to 10, or none",
              BalanceGrammar::bound,
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
              LEAST_LOADED,
              "The least loaded of some random replicas.",
              List.of(CHOICES),
              fields -> new Balance.LeastLoaded(fields.get(CHOICES))),
          kind(
              PEAK_EWMA,
              "The cheaper of two, by recent latency times what is in flight.",
              List.of(DECAY),
              fields -> new Balance.PeakEwma(fields.get(DECAY))),
          kind(
              PREQUAL,
              "By probes sent ahead: of replicas that are not too busy the quickest.",
              List.of(PROBES, POOL, AGE, HOT_ABOVE),
              fields ->
                  new Balance.Prequal(
                      fields.get(PROBES),
                      fields.get(POOL),
                      fields.get(AGE),
                      fields.get(HOT_ABOVE))),
          kind(
              RING_HASH,
              "By what the call is about, on a ring of hashes.",
              List.of(POINTS, BOUND),
              fields -> new Balance.RingHash(fields.get(POINTS), fields.get(BOUND))),
          kind(
              MAGLEV,
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
          LEAST_LOADED,
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
              LEAST_LOADED,
              "How the replica of each attempt is chosen."),
          CallPolicy::withBalance,
          policy -> text(policy.balance()));

  private BalanceGrammar() {}

  private static Map<String, Balance> words() {
    Map<String, Balance> words = new LinkedHashMap<>();
    words.put(LEAST_LOADED, Balance.DEFAULT);
    words.put(ROUND_ROBIN, new Balance.RoundRobin());
    words.put(RANDOM, new Balance.Random());
    words.put(PEAK_EWMA, Balance.PeakEwma.DEFAULT);
    words.put(PREQUAL, Balance.Prequal.DEFAULT);
    words.put(RING_HASH, Balance.RingHash.DEFAULT);
    words.put(MAGLEV, Balance.Maglev.DEFAULT);
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

  private static long decay(String text) throws Mismatch {
    long nanos = Quantity.positiveNanos(text);
    if (nanos < Balance.PeakEwma.DECAY_MIN || nanos > Balance.PeakEwma.DECAY_MAX) {
      throw Mismatch.of(Code.SPEC017, Quoted.of(text), "1ms to 1h", "write 10s, or leave it out");
    }
    return nanos;
  }

  private static int prime(String text) throws Mismatch {
    int slots = Quantity.count(text, Balance.Maglev.SLOTS_MIN, Balance.Maglev.SLOTS_MAX);
    int next = slots;
    while (!Balance.Maglev.isPrime(next)) {
      next++;
    }
    if (next != slots) {
      throw Mismatch.wanting(
          Code.SPEC017, Quoted.of(text) + " is not a prime", "a prime", Integer.toString(next));
    }
    return slots;
  }

  private static double bound(String text) throws Mismatch {
    double bound = text.equals("none") ? Balance.UNBOUNDED : Quantity.number(text);
    if (!Balance.isBound(bound)) {
      throw Mismatch.of(
          Code.SPEC017, Quoted.of(text), "1.05 to 10 times the mean, or none", "write 1.25");
    }
    return bound;
  }

  private static String text(Balance balance) {
    return switch (balance) {
      case Balance.RoundRobin _ -> ROUND_ROBIN;
      case Balance.Random _ -> RANDOM;
      case Balance.LeastLoaded(int choices) -> map(LEAST_LOADED, "choices: " + choices);
      case Balance.PeakEwma(long decay) -> map(PEAK_EWMA, "decay: " + Units.duration(decay));
      case Balance.Prequal prequal ->
          map(
              PREQUAL,
              "probes: "
                  + prequal.probes()
                  + ", pool: "
                  + prequal.pool()
                  + ", age: "
                  + Units.duration(prequal.ageNanos())
                  + ", hot-above: "
                  + Quantity.percent(prequal.quantile()));
      case Balance.RingHash(int points, double bound) ->
          map(RING_HASH, "points: " + points + ", bound: " + bound(bound));
      case Balance.Maglev(int slots, double bound) ->
          map(MAGLEV, "slots: " + slots + ", bound: " + bound(bound));
      case Balance.Sticky(int keys, Balance by) -> "{sticky: " + keys + ", by: " + text(by) + "}";
      case Balance.Subset(int size, Balance.Sticky(int keys, Balance by)) ->
          "{subset: " + size + ", sticky: " + keys + ", by: " + text(by) + "}";
      case Balance.Subset(int size, Balance by) -> "{subset: " + size + ", by: " + text(by) + "}";
    };
  }

  private static String map(String kind, String settings) {
    return "{" + kind + ": {" + settings + "}}";
  }

  private static String bound(double bound) {
    return bound == Balance.UNBOUNDED ? "none" : Quantity.decimal(bound);
  }
}
