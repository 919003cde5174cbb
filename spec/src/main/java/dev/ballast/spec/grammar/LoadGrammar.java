package dev.ballast.spec.grammar;

import dev.ballast.kernel.Position;
import dev.ballast.model.ArrivalRate;
import dev.ballast.model.Keys;
import dev.ballast.model.Load;
import dev.ballast.model.Mix;
import dev.ballast.spec.text.Code;
import dev.ballast.spec.text.Quoted;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Users' requests on one route, or on several under a name. */
final class LoadGrammar {
  /** A load without its route or name, which is the key it stands under. */
  @FunctionalInterface
  interface Unnamed {
    /** The load; null, with a report, when it does not go with its key. */
    @Nullable Load under(String key, Position at, Reading in);
  }

  private static final Type<Function<Mix, Load>> TEXT =
      new ScalarType<>(
          LoadText.EXPECTED,
          LoadText::parse,
          Scalars.text(
              "^("
                  + LoadText.RATE_PATTERN
                  + "(\\s+(constant|poisson))?"
                  + "|[0-9]+\\s+users?(\\s+thinking\\s+.+)?)$",
              "300/s",
              "300/s constant",
              "50 users",
              "50 users thinking exponential(2s)"));

  private static final Key<Function<Mix, Load>> REQUESTS =
      Key.required("requests", TEXT, "How many requests come, and how.");
  private static final Key<ArrivalRate> RAMP =
      Key.required(
          "ramp",
          LoadShapes.RAMP,
          "Rates at times of the measured time, with straight lines between them; before the first"
              + " and after the last the rate stays.");
  private static final Key<ArrivalRate> STEPS =
      Key.required(
          "steps",
          LoadShapes.STEPS,
          "Rates from times of the measured time on, each until the next; the first one's before"
              + " it too.");
  private static final Key<ArrivalRate> DIURNAL =
      Key.required("diurnal", LoadShapes.DIURNAL, "A daily rhythm, as a sinusoid.");
  private static final Key<Function<Mix, Load>> BURSTS =
      Key.required("bursts", LoadShapes.BURSTS, "Many requests at one moment, again and again.");
  private static final Key<Function<Mix, Load>> ON_OFF =
      Key.required(
          "on-off", LoadShapes.ON_OFF, "Independent requests at one of two rates in turn.");

  private static final Key<Boolean> SPACING =
      Key.withDefault(
          "spacing",
          Scalars.word(Map.of("poisson", true, "constant", false)),
          "poisson",
          "Whether requests come independently of each other (poisson) or evenly (constant).");
  private static final Key<List<Types.Item<String, Double>>> ROUTES =
      Key.optional(
          "routes",
          new Types.Dictionary<>(
              "a map from routes to percentages",
              "the share of",
              null,
              RouteNames.ROUTE,
              Scalars.SHARE,
              "^(" + RouteNames.REFERENCE + ")$"),
          "Under a name in a route's place: which routes these users ask. Every request chooses by"
              + " these shares, which add up to 100%.");
  private static final Key<Integer> KEYS =
      Key.withDefault(
          "keys",
          Scalars.count(1, Keys.COUNT_MAX),
          "1",
          "How many different things, such as titles, the requests are about. The first parameter"
              + " of the route is filled with it.");
  private static final Key<Double> SKEW =
      Key.withDefault(
          "skew",
          Scalars.number(0, Keys.SKEW_MAX),
          "0",
          "How unequally: the r-th most wanted is asked for with a probability proportional to"
              + " 1/r^skew (Zipf); 0 asks for all alike.");

  static final Type<Unnamed> LOAD =
      new Types.ByShape<>(
          LoadText.EXPECTED,
          new Types.Mapped<>(TEXT, requests -> mixed(null, Keys.NONE, requests)),
          null,
          new Types.Variants<>(
              "this load",
              List.of(
                  plain("A load of which more is to be said.", REQUESTS),
                  rated("A rate that rises and falls in straight lines.", RAMP),
                  rated("A rate that changes at once.", STEPS),
                  rated("A daily rhythm.", DIURNAL),
                  plain("Bursts.", BURSTS),
                  plain("Requests on and off.", ON_OFF),
                  ReplayGrammar.REPLAY)));

  private LoadGrammar() {}

  private static Types.MapType<Unnamed> plain(String about, Key<Function<Mix, Load>> key) {
    return new Types.MapType<>(
        "a map with `" + key.name() + "`",
        about,
        List.of(key, ROUTES, KEYS, SKEW),
        fields -> mixed(fields, fields.find(key)));
  }

  private static Types.MapType<Unnamed> rated(String about, Key<ArrivalRate> key) {
    return new Types.MapType<>(
        "a map with `" + key.name() + "`",
        about,
        List.of(key, SPACING, ROUTES, KEYS, SKEW),
        fields -> {
          boolean isIndependent = fields.get(SPACING);
          ArrivalRate rate = fields.find(key);
          if (rate == null) {
            return mixed(fields, null);
          }
          Function<Mix, Load> even = mix -> new Load.Constant(mix, rate);
          Function<Mix, Load> independent = mix -> new Load.Poisson(mix, rate);
          return mixed(fields, isIndependent ? independent : even);
        });
  }

  private static @Nullable Unnamed mixed(Fields fields, @Nullable Function<Mix, Load> requests) {
    Keys keys = keys(fields);
    List<Types.Item<String, Double>> items = fields.find(ROUTES);
    if (items == null) {
      return requests == null || keys == null || fields.has(ROUTES)
          ? null
          : mixed(null, keys, requests);
    }
    Mix mix =
        LoadShapes.sound(
            fields,
            ROUTES,
            () ->
                new Mix(
                    "any",
                    items.stream().map(i -> new Mix.Share(i.key(), i.value())).toList(),
                    Keys.NONE));
    return requests == null || keys == null || mix == null
        ? null
        : mixed(mix.shares(), keys, requests);
  }

  /** A load of these routes; null where the key that it stands under is the route. */
  private static Unnamed mixed(
      @Nullable List<Mix.Share> shares, Keys keys, Function<Mix, Load> requests) {
    return (key, at, in) -> {
      if (shares == null) {
        return requests.apply(Mix.of(key).about(keys));
      }
      if (!key.contains("/")) {
        return requests.apply(new Mix(key, shares, keys));
      }
      in.report(
          Code.SPEC021,
          at,
          "`routes` in the load of the route " + Quoted.of(key),
          "expected a name such as `shoppers` for a load of several routes",
          "write a name in the route's place, or leave `routes` out");
      return null;
    };
  }

  private static @Nullable Keys keys(Fields fields) {
    int count = fields.get(KEYS);
    double skew = fields.get(SKEW);
    if (skew > 0 && count == 1) {
      fields
          .in()
          .report(
              Code.SPEC022,
              fields.valueAt(SKEW),
              "`skew` with a single key",
              "expected at least 2 `keys` to choose from",
              "say how many `keys` there are, or leave `skew` out");
      return null;
    }
    return new Keys(count, skew);
  }

  /** The load as the file would say it. */
  static String text(Load load) {
    boolean isMixed = !load.routes().equals(List.of(load.name()));
    boolean isPlain = !isMixed && load.keys().equals(Keys.NONE);
    return switch (load) {
      case Load.Poisson(Mix mix, ArrivalRate.Steady(double perSecond)) ->
          requests(LoadText.rate(perSecond), mix, isPlain);
      case Load.Constant(Mix mix, ArrivalRate.Steady(double perSecond)) ->
          requests(LoadText.rate(perSecond) + " constant", mix, isPlain);
      case Load.Closed closed -> requests(LoadText.of(closed), closed.mix(), isPlain);
      case Load.Poisson(Mix mix, ArrivalRate rate) ->
          "{" + LoadShapes.text(rate) + ", spacing: poisson" + more(mix) + "}";
      case Load.Constant(Mix mix, ArrivalRate rate) ->
          "{" + LoadShapes.text(rate) + ", spacing: constant" + more(mix) + "}";
      case Load.Bursts bursts -> "{" + LoadShapes.text(bursts) + more(bursts.mix()) + "}";
      case Load.OnOff onOff -> "{" + LoadShapes.text(onOff) + more(onOff.mix()) + "}";
      case Load.Replay replay -> ReplayGrammar.text(replay);
    };
  }

  private static String requests(String text, Mix mix, boolean isPlain) {
    return isPlain ? text : "{requests: " + Lines.text(text) + more(mix) + "}";
  }

  private static String more(Mix mix) {
    StringBuilder more = new StringBuilder();
    if (!mix.routes().equals(List.of(mix.name()))) {
      List<String> shares =
          mix.shares().stream()
              .map(s -> Lines.text(s.route()) + ": " + Quantity.percent(s.share()))
              .toList();
      more.append(", routes: {").append(String.join(", ", shares)).append('}');
    }
    more.append(", keys: ").append(mix.keys().count());
    more.append(", skew: ").append(Quantity.decimal(mix.keys().skew()));
    return more.toString();
  }
}
