package dev.ballast.spec.grammar;

import dev.ballast.model.Keys;
import dev.ballast.model.Load;
import dev.ballast.spec.text.Code;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The users' requests on one route. */
final class LoadGrammar {
  private static final Type<Function<String, Load>> TEXT =
      new ScalarType<>(
          LoadText.EXPECTED,
          LoadText::parse,
          Scalars.text(
              "^("
                  + Quantity.NUMBER
                  + "\\s*/\\s*(s|min|h)(\\s+(constant|poisson))?"
                  + "|[0-9]+\\s+users?(\\s+thinking\\s+.+)?)$",
              "300/s",
              "300/s constant",
              "50 users",
              "50 users thinking exponential(2s)"));

  private static final Key<Function<String, Load>> REQUESTS =
      Key.required("requests", TEXT, "How many requests come, and how.");
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
          new ScalarType<>(
              "a number from 0 to 10",
              LoadGrammar::skew,
              new Schema.Numeric(false, 0.0, Keys.SKEW_MAX)),
          "0",
          "How unequally: the r-th most wanted is asked for with a probability proportional to"
              + " 1/r^skew (Zipf); 0 asks for all alike.");

  /** A load without its route. */
  static final Type<Function<String, Load>> LOAD =
      new Types.ByShape<>(
          LoadText.EXPECTED,
          TEXT,
          null,
          new Types.MapType<>(
              "a map with `requests`",
              "A load of which more is to be said.",
              List.of(REQUESTS, KEYS, SKEW),
              LoadGrammar::load));

  private LoadGrammar() {}

  private static @Nullable Function<String, Load> load(Fields fields) {
    Function<String, Load> requests = fields.find(REQUESTS);
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
    Keys keys = new Keys(count, skew);
    return requests == null ? null : route -> requests.apply(route).about(keys);
  }

  private static double skew(String text) throws Mismatch {
    double value = Quantity.number(text);
    if (value > Keys.SKEW_MAX) {
      throw Mismatch.of(Code.SPEC017, "a skew out of range", "0 to 10", "");
    }
    return value;
  }

  /** The load as the file would say it. */
  static String text(Load load) {
    if (load.keys().equals(Keys.NONE)) {
      return LoadText.of(load);
    }
    return "{requests: "
        + Lines.text(LoadText.of(load))
        + ", keys: "
        + load.keys().count()
        + ", skew: "
        + Quantity.decimal(load.keys().skew())
        + "}";
  }
}
