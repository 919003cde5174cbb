package dev.ballast.spec.grammar;

import dev.ballast.kernel.Units;
import dev.ballast.policy.limit.Aimd;
import dev.ballast.policy.limit.Gradient;
import dev.ballast.policy.limit.Gradient2;
import dev.ballast.policy.limit.LimitConfig;
import dev.ballast.policy.limit.Vegas;
import dev.ballast.spec.text.Code;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What each algorithm of an adaptive limit can be told. */
final class LimitKinds {
  private static final Type<Integer> SIZE = Scalars.count(1, LimitConfig.LIMIT_MAX);
  private static final Type<Double> SMOOTHING_SHARE = Scalars.share(0.001, 1);

  private static final Key<Integer> INITIAL =
      Key.withDefault("initial", SIZE, "20", "The first limit.");
  private static final Key<Integer> MIN_20 =
      Key.withDefault("min", SIZE, "20", "The smallest limit.");
  private static final Key<Integer> MIN_1 =
      Key.withDefault("min", SIZE, "1", "The smallest limit.");
  private static final Key<Integer> MIN_3 =
      Key.withDefault("min", SIZE, "3", "The smallest limit, and the limit while it measures.");
  private static final Key<Integer> MAX_200 =
      Key.withDefault("max", SIZE, "200", "The largest limit.");
  private static final Key<Integer> MAX_1000 =
      Key.withDefault("max", SIZE, "1000", "The largest limit.");
  private static final Key<Long> WINDOW_100MS = window("100ms");
  private static final Key<Long> WINDOW_1S = window("1s");

  private static final Key<Double> BACKOFF =
      Key.withDefault(
          "backoff",
          Scalars.share(0.5, 0.9999),
          "90%",
          "What is left of the limit after a window with a drop.");
  private static final Key<Long> SLOW =
      Key.withDefault(
          "slow",
          Scalars.DURATION_OR_NONE,
          "5s",
          "A window whose mean time is above this counts as dropped.");

  private static final Key<Integer> ALPHA =
      Key.withDefault(
          "alpha", Scalars.count(1, 1_000), "3", "The queue below which it grows, times log10.");
  private static final Key<Integer> BETA =
      Key.withDefault(
          "beta", Scalars.count(1, 1_000), "6", "The queue above which it shrinks, times log10.");
  private static final Key<Double> SMOOTHING_ALL =
      Key.withDefault("smoothing", SMOOTHING_SHARE, "100%", "How much of each new limit is taken.");
  private static final Key<Integer> PROBE =
      Key.withDefault(
          "probe",
          Scalars.count(1, 1_000_000),
          "30",
          "Windows, per unit of the limit, until the time of the moment counts as that without"
              + " load.");

  private static final Key<Integer> QUEUE =
      Key.withDefault(
          "queue",
          Scalars.count(0, LimitConfig.LIMIT_MAX),
          "4",
          "What is added in each window: the queue that is tolerated.");
  private static final Key<Double> SMOOTHING =
      Key.withDefault("smoothing", SMOOTHING_SHARE, "20%", "How much of each new limit is taken.");
  private static final Key<Integer> LONG_WINDOW =
      Key.withDefault(
          "long-window",
          Scalars.count(1, 1_000_000),
          "600",
          "How many windows the usual time spans.");
  private static final Key<Double> TOLERANCE =
      Key.withDefault(
          "tolerance", Scalars.number(1, 100), "1.5", "How many times the usual time is well.");

  private static final Key<Integer> REQUESTS =
      Key.withDefault(
          "requests", Scalars.count(1, 1_000_000), "50", "Answers of a measurement at `min`.");
  private static final Key<Long> INTERVAL =
      Key.withDefault(
          "interval",
          Scalars.durationFrom(LimitConfig.WINDOW_NANOS_MIN),
          "1min",
          "From one measurement to the next.");
  private static final Key<Double> JITTER =
      Key.withDefault(
          "jitter", Scalars.SHARE, "15%", "The share of the interval that chance may add.");
  private static final Key<Double> BUFFER =
      Key.withDefault(
          "buffer", Scalars.SHARE, "25%", "How much above the time without load is well.");

  static final Type<LimitConfig> AIMD =
      new Types.MapType<>(
          "a map",
          "Additive increase, multiplicative decrease.",
          List.of(INITIAL, MIN_20, MAX_200, BACKOFF, SLOW, WINDOW_100MS),
          fields -> {
            Bounds b = Bounds.of(fields, INITIAL, MIN_20, MAX_200);
            double backoff = fields.get(BACKOFF);
            long slow = fields.get(SLOW);
            long window = fields.get(WINDOW_100MS);
            return b == null ? null : new Aimd(b.initial, b.min, b.max, backoff, slow, window);
          });

  static final Type<LimitConfig> VEGAS =
      new Types.MapType<>(
          "a map",
          "Keeps the queue that it causes between two bounds.",
          List.of(INITIAL, MIN_1, MAX_1000, ALPHA, BETA, SMOOTHING_ALL, PROBE, WINDOW_100MS),
          LimitKinds::vegas);

  static final Type<LimitConfig> GRADIENT2 =
      new Types.MapType<>(
          "a map",
          "Compares the mean time with the usual one.",
          List.of(INITIAL, MIN_20, MAX_200, QUEUE, SMOOTHING, LONG_WINDOW, TOLERANCE, WINDOW_1S),
          fields -> {
            Bounds b = Bounds.of(fields, INITIAL, MIN_20, MAX_200);
            int queue = fields.get(QUEUE);
            double smoothing = fields.get(SMOOTHING);
            int longWindow = fields.get(LONG_WINDOW);
            double tolerance = fields.get(TOLERANCE);
            long window = fields.get(WINDOW_1S);
            return b == null
                ? null
                : new Gradient2(
                    b.initial, b.min, b.max, queue, smoothing, longWindow, tolerance, window);
          });

  static final Type<LimitConfig> GRADIENT =
      new Types.MapType<>(
          "a map",
          "Compares the median time with the one under almost no load.",
          List.of(MIN_3, MAX_1000, REQUESTS, INTERVAL, JITTER, BUFFER, WINDOW_100MS),
          LimitKinds::gradient);

  private LimitKinds() {}

  /** Where a limit begins and between which numbers it stays. */
  private record Bounds(int initial, int min, int max) {
    /**
     * Refuses what the file contradicts; a default that what is given rules out gives way.
     *
     * @param initial null where it begins at its minimum
     */
    static @Nullable Bounds of(
        Fields fields, @Nullable Key<Integer> initial, Key<Integer> min, Key<Integer> max) {
      int low = fields.get(min);
      int high = fields.get(max);
      if (low > high) {
        if (fields.has(min) && fields.has(max)) {
          contradiction(fields, max, "`max` is below `min`", "at least " + low);
          return null;
        }
        low = fields.has(max) ? high : low;
        high = low;
      }
      int first = initial == null ? low : fields.get(initial);
      if (initial != null && fields.has(initial) && (first < low || first > high)) {
        contradiction(
            fields,
            initial,
            "`initial` is not between `min` and `max`",
            "a number from " + low + " to " + high);
        return null;
      }
      return new Bounds(Math.clamp(first, low, high), low, high);
    }
  }

  private static void contradiction(Fields fields, Key<?> key, String problem, String expected) {
    fields
        .in()
        .report(
            Code.SPEC022,
            fields.valueAt(key),
            problem,
            "expected " + expected,
            "change one of them");
  }

  private static Key<Long> window(String standard) {
    return Key.withDefault(
        "window",
        Scalars.durationFrom(LimitConfig.WINDOW_NANOS_MIN),
        standard,
        "How often it decides, if so many as 10 have ended.");
  }

  private static @Nullable LimitConfig vegas(Fields fields) {
    Bounds b = Bounds.of(fields, INITIAL, MIN_1, MAX_1000);
    int alpha = fields.get(ALPHA);
    int beta = fields.get(BETA);
    double smoothing = fields.get(SMOOTHING_ALL);
    int probe = fields.get(PROBE);
    long window = fields.get(WINDOW_100MS);
    if (beta < alpha) {
      Key<?> wrong = fields.has(BETA) ? BETA : ALPHA;
      contradiction(fields, wrong, "`beta` is below `alpha`", "a `beta` of at least " + alpha);
      return null;
    }
    return b == null
        ? null
        : new Vegas(b.initial, b.min, b.max, alpha, beta, smoothing, probe, window);
  }

  private static @Nullable LimitConfig gradient(Fields fields) {
    Bounds b = Bounds.of(fields, null, MIN_3, MAX_1000);
    int requests = fields.get(REQUESTS);
    long interval = fields.get(INTERVAL);
    double jitter = fields.get(JITTER);
    double buffer = fields.get(BUFFER);
    long window = fields.get(WINDOW_100MS);
    if (interval < window) {
      Key<?> wrong = fields.has(INTERVAL) ? INTERVAL : WINDOW_100MS;
      contradiction(
          fields,
          wrong,
          "`interval` is below `window`",
          "an `interval` of at least " + Units.duration(window));
      return null;
    }
    return b == null
        ? null
        : new Gradient(b.min, b.max, requests, interval, jitter, buffer, window);
  }

  static String text(@Nullable LimitConfig config) {
    return switch (config) {
      case null -> "none";
      case Aimd c ->
          bounded("aimd", c.initial(), c)
              + ", backoff: "
              + Quantity.percent(c.backoff())
              + ", slow: "
              + PolicyText.durationOrNone(c.slowNanos())
              + window(c.windowNanos());
      case Vegas c ->
          bounded("vegas", c.initial(), c)
              + ", alpha: "
              + c.alpha()
              + ", beta: "
              + c.beta()
              + ", smoothing: "
              + Quantity.percent(c.smoothing())
              + ", probe: "
              + c.probe()
              + window(c.windowNanos());
      case Gradient2 c ->
          bounded("gradient2", c.initial(), c)
              + ", queue: "
              + c.queue()
              + ", smoothing: "
              + Quantity.percent(c.smoothing())
              + ", long-window: "
              + c.longWindow()
              + ", tolerance: "
              + Quantity.decimal(c.tolerance())
              + window(c.windowNanos());
      case Gradient c ->
          "{gradient: {min: "
              + c.min()
              + ", max: "
              + c.max()
              + ", requests: "
              + c.requests()
              + ", interval: "
              + Units.duration(c.intervalNanos())
              + ", jitter: "
              + Quantity.percent(c.jitter())
              + ", buffer: "
              + Quantity.percent(c.buffer())
              + window(c.windowNanos());
    };
  }

  private static String bounded(String name, int initial, LimitConfig config) {
    return "{"
        + name
        + ": {initial: "
        + initial
        + ", min: "
        + config.min()
        + ", max: "
        + config.max();
  }

  private static String window(long nanos) {
    return ", window: " + Units.duration(nanos) + "}}";
  }
}
