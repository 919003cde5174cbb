package dev.ballast.spec.grammar;

import dev.ballast.kernel.Distribution;
import dev.ballast.kernel.Units;
import dev.ballast.model.ArrivalRate;
import dev.ballast.model.Load;
import dev.ballast.model.Mix;
import dev.ballast.spec.text.Code;
import dev.ballast.spec.yaml.Node;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** How loads change over time, and come in bursts. */
final class LoadShapes {
  /** Straight lines between rates at times. */
  static final Type<ArrivalRate> RAMP = new OverTime(ArrivalRate.Ramp::new);

  /** Rates from times on. */
  static final Type<ArrivalRate> STEPS = new OverTime(ArrivalRate.Steps::new);

  private static final Key<Double> MEAN =
      Key.required("mean", LoadText.RATE, "The rate in the mean of a period.");
  private static final Key<Double> PEAK =
      Key.required(
          "peak",
          LoadText.RATE,
          "The highest rate, at most twice the mean; the lowest is as far below the mean.");
  private static final Key<Long> PERIOD =
      Key.withDefault("period", Scalars.DURATION, "24h", "From peak to peak.");
  private static final Key<Long> PEAK_AT =
      Key.withDefault(
          "peak-at",
          Scalars.DURATION_OR_ZERO,
          "0s",
          "A moment of the highest rate, from the start of the measured time.");

  /** A daily rhythm. */
  static final Type<ArrivalRate> DIURNAL =
      new Types.MapType<>(
          "a map with `mean` and `peak`",
          "A daily rhythm, as a sinusoid: mean + (peak - mean) * cos(2 pi (t - peak-at) / period).",
          List.of(MEAN, PEAK, PERIOD, PEAK_AT),
          LoadShapes::diurnal);

  private static final Key<Integer> OF =
      Key.required("of", Scalars.count(1, Load.USERS_MAX), "How many requests come at one moment.");
  private static final Key<Distribution> EVERY =
      Key.required(
          "every", Scalars.DISTRIBUTION, "Time from a burst to the next: a duration or a law.");

  /** Many requests at once. */
  static final Type<Function<Mix, Load>> BURSTS =
      new Types.MapType<>(
          "a map with `of` and `every`",
          "Many requests at one moment, again and again.",
          List.of(OF, EVERY),
          LoadShapes::bursts);

  private static final Key<Distribution> FOR =
      Key.required(
          "for",
          Scalars.DISTRIBUTION,
          "How long it lasts: a duration or a law with a mean of at least 1ms.");
  private static final Key<Double> AT_SOME =
      Key.required("at", LoadText.RATE, "The rate meanwhile.");
  private static final Key<Double> AT_MAYBE_NONE =
      Key.withDefault("at", LoadText.RATE_OR_ZERO, "0/s", "The rate meanwhile.");
  private static final Key<Load.OnOff.Phase> ON =
      Key.required("on", phase("The phase with requests.", AT_SOME), "The busy phase.");
  private static final Key<Load.OnOff.Phase> OFF =
      Key.required("off", phase("The phase between.", AT_MAYBE_NONE), "The quiet phase.");

  /** A rate that jumps between two values. */
  static final Type<Function<Mix, Load>> ON_OFF =
      new Types.MapType<>(
          "a map with `on` and `off`",
          "Independent requests at one of two rates in turn.",
          List.of(ON, OFF),
          LoadShapes::onOff);

  private LoadShapes() {}

  private static Type<Load.OnOff.Phase> phase(String about, Key<Double> rate) {
    return new Types.MapType<>(
        "a map with `for` and `at`",
        about,
        List.of(FOR, rate),
        fields -> {
          Distribution lasts = fields.find(FOR);
          Double perSecond = rate.required() ? fields.find(rate) : fields.get(rate);
          return lasts == null || perSecond == null
              ? null
              : sound(fields, FOR, () -> new Load.OnOff.Phase(lasts, perSecond));
        });
  }

  private static @Nullable ArrivalRate diurnal(Fields fields) {
    Double mean = fields.find(MEAN);
    Double peak = fields.find(PEAK);
    long period = fields.get(PERIOD);
    long peakAt = fields.get(PEAK_AT);
    return mean == null || peak == null
        ? null
        : sound(fields, PEAK, () -> new ArrivalRate.Diurnal(mean, peak, period, peakAt));
  }

  private static @Nullable Function<Mix, Load> bursts(Fields fields) {
    Integer size = fields.find(OF);
    Distribution every = fields.find(EVERY);
    if (size == null || every == null) {
      return null;
    }
    Load.@Nullable Bursts sound =
        sound(fields, EVERY, () -> new Load.Bursts(Mix.of("any"), size, every));
    return sound == null ? null : sound::asking;
  }

  private static @Nullable Function<Mix, Load> onOff(Fields fields) {
    Load.OnOff.Phase on = fields.find(ON);
    Load.OnOff.Phase off = fields.find(OFF);
    return on == null || off == null ? null : mix -> new Load.OnOff(mix, on, off);
  }

  /** What the model makes of values that are each in range; null, with a report, when nothing. */
  static <T> @Nullable T sound(Fields fields, Key<?> key, Supplier<T> made) {
    try {
      return made.get();
    } catch (IllegalArgumentException e) {
      fields
          .in()
          .report(
              Code.SPEC022,
              fields.valueAt(key),
              String.valueOf(e.getMessage()),
              "expected numbers that go together",
              "change one of the numbers");
      return null;
    }
  }

  /** Rates at times. */
  private record OverTime(Function<List<ArrivalRate.Point>, ArrivalRate> made)
      implements Type<ArrivalRate> {
    private static final Type<List<Types.Item<Long, Double>>> POINTS =
        new Types.Dictionary<>(
            "a map from times to rates",
            "the rate at",
            null,
            Scalars.DURATION_OR_ZERO,
            LoadText.RATE_OR_ZERO,
            "^" + Quantity.DURATION + "$");

    @Override
    public @Nullable ArrivalRate read(Node node, Place place, Reading in) {
      List<Types.Item<Long, Double>> items = POINTS.read(node, place, in);
      if (items == null
          || (node instanceof Node.Mapping map && items.size() < map.entries().size())) {
        return null; // said already
      }
      try {
        return made.apply(
            items.stream()
                .map(item -> new ArrivalRate.Point(item.key(), item.value()))
                .sorted(Comparator.comparingLong(ArrivalRate.Point::atNanos))
                .toList());
      } catch (IllegalArgumentException e) {
        in.report(
            Code.SPEC022,
            node.at(),
            String.valueOf(e.getMessage()),
            "expected rates at different times such as {0s: 100/s, 60s: 500/s}",
            "");
        return null;
      }
    }

    @Override
    public String expected() {
      return "a map from times to rates such as {0s: 100/s, 60s: 500/s}";
    }

    @Override
    public Schema schema() {
      return POINTS.schema();
    }
  }

  /** The rate as the file writes it, with its key. */
  static String text(ArrivalRate rate) {
    return switch (rate) {
      case ArrivalRate.Steady steady -> "requests: " + LoadText.rate(steady.perSecond());
      case ArrivalRate.Ramp ramp -> "ramp: " + text(ramp.points());
      case ArrivalRate.Steps steps -> "steps: " + text(steps.points());
      case ArrivalRate.Diurnal(double mean, double peak, long period, long peakAt) ->
          "diurnal: {mean: "
              + LoadText.rate(mean)
              + ", peak: "
              + LoadText.rate(peak)
              + ", period: "
              + Units.duration(period)
              + ", peak-at: "
              + Units.duration(peakAt)
              + "}";
    };
  }

  private static String text(List<ArrivalRate.Point> points) {
    List<String> texts =
        points.stream()
            .map(p -> Units.duration(p.atNanos()) + ": " + LoadText.rate(p.perSecond()))
            .toList();
    return "{" + String.join(", ", texts) + "}";
  }

  static String text(Load.Bursts bursts) {
    return "bursts: {of: "
        + bursts.size()
        + ", every: "
        + DistributionText.of(bursts.every())
        + "}";
  }

  static String text(Load.OnOff load) {
    return "on-off: {on: " + text(load.on()) + ", off: " + text(load.off()) + "}";
  }

  private static String text(Load.OnOff.Phase phase) {
    return "{for: "
        + DistributionText.of(phase.lasts())
        + ", at: "
        + LoadText.rate(phase.perSecond())
        + "}";
  }
}
