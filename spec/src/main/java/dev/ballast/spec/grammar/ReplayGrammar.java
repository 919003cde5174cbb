package dev.ballast.spec.grammar;

import dev.ballast.kernel.Position;
import dev.ballast.kernel.Units;
import dev.ballast.model.Load;
import dev.ballast.model.Trace;
import dev.ballast.spec.grammar.ArrivalsTable.TableException;
import dev.ballast.spec.grammar.Drafts.Located;
import dev.ballast.spec.text.Code;
import dev.ballast.spec.text.Quoted;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Loads that came once and come again. */
final class ReplayGrammar {
  private static final Key<Located<String>> FILE =
      Key.required(
          "replay",
          new LocatedType<>(
              new ScalarType<>(
                  "a table of requests such as arrivals.csv",
                  ReplayGrammar::path,
                  Scalars.text("^[^/\\\\].*$", "arrivals.csv"))),
          "A table of comma-separated values beside the system file: a line per request, in order"
              + " of time, under a line that names the columns `time` (seconds, or an instant; or"
              + " `time_ms`, `time_us`, `time_ns`) and, if wanted, `route` and `key`. Its first"
              + " request comes when the load begins.");
  private static final Key<Long> FROM =
      Key.withDefault(
          "from",
          Scalars.DURATION_OR_ZERO,
          "0s",
          "Where in the table to begin, from its first request.");
  private static final Key<Double> SPEED = factor("speed", "How much faster time passes.");
  private static final Key<Double> TIMES =
      factor("times", "How many requests come for each of the table, spread until the next.");
  private static final Key<Boolean> REPEAT =
      Key.withDefault(
          "repeat", Scalars.TRUTH, "false", "Whether the table begins again when it has ended.");

  static final Types.MapType<LoadGrammar.Unnamed> REPLAY =
      new Types.MapType<>(
          "a map with `replay`",
          "Requests that came once come again.",
          List.of(FILE, FROM, SPEED, TIMES, REPEAT),
          ReplayGrammar::replay);

  private ReplayGrammar() {}

  private static Key<Double> factor(String name, String about) {
    return Key.withDefault(
        name,
        new ScalarType<>(
            "a factor such as 2",
            text -> {
              double factor = Quantity.factor(text);
              if (factor > Load.Replay.FACTOR_MAX) {
                throw Mismatch.of(Code.SPEC017, Quoted.of(text), "a factor of at most 1000", "");
              }
              return factor;
            },
            new Schema.Numeric(false, 0.0, Load.Replay.FACTOR_MAX)),
        "1",
        about);
  }

  /** A path that stays in the system file's directory: the file may come from anybody. */
  private static String path(String text) throws Mismatch {
    boolean leaves =
        text.startsWith("/")
            || text.contains("\\")
            || text.contains(":")
            || List.of(text.split("/")).contains("..");
    if (leaves || text.isBlank() || text.chars().anyMatch(Character::isISOControl)) {
      throw Mismatch.of(
          Code.SPEC015,
          "cannot read " + Quoted.of(text),
          "a file in the directory of the system file, or below it",
          "put the table beside the system file");
    }
    return text;
  }

  private static LoadGrammar.@Nullable Unnamed replay(Fields fields) {
    Located<String> file = fields.find(FILE);
    long from = fields.get(FROM);
    double speed = fields.get(SPEED);
    double times = fields.get(TIMES);
    boolean repeats = fields.get(REPEAT);
    ArrivalsTable table = file == null ? null : table(file, fields.in());
    if (file == null || table == null) {
      return null;
    }
    return (key, at, in) -> {
      if (!belongs(table, key, file.at(), in)) {
        return null;
      }
      Trace trace = table.trace(file.value(), key);
      return LoadShapes.sound(
          fields,
          fields.has(FROM) ? FROM : FILE,
          () ->
              new Load.Replay(
                  Load.Replay.of(key, trace).mix(), trace, from, speed, times, repeats));
    };
  }

  private static boolean belongs(ArrivalsTable table, String key, Position at, Reading in) {
    boolean isRoute = key.contains("/");
    if (table.hasRoutes() && isRoute) {
      in.report(
          Code.SPEC021,
          at,
          "the table says which routes are asked, and so does " + Quoted.of(key),
          "expected a name such as `replayed` in the route's place",
          "write a name there, or drop the table's column `route`");
      return false;
    }
    if (!table.hasRoutes() && !isRoute) {
      in.report(
          Code.SPEC011,
          at,
          "neither the table nor " + Quoted.of(key) + " says which route is asked",
          "expected a column `route`, or a route such as GET /play/{title} in the name's place",
          "write the route in the place of " + Quoted.of(key));
      return false;
    }
    return true;
  }

  private static @Nullable ArrivalsTable table(Located<String> file, Reading in) {
    try {
      return ArrivalsTable.read(in.files().read(file.value(), ArrivalsTable.BYTES_MAX + 1));
    } catch (IOException e) {
      in.report(
          Code.SPEC023,
          file.at(),
          "cannot read " + Quoted.of(file.value()) + ": " + e.getMessage(),
          "expected a table of requests beside the system file",
          "put it there, or name another");
    } catch (TableException e) {
      in.report(
          Code.SPEC023,
          file.at(),
          Quoted.of(file.value()) + ", " + e.getMessage(),
          "expected comma-separated values with a column `time`",
          e.fix());
    }
    return null;
  }

  /** The load as the file would say it. */
  static String text(Load.Replay load) {
    return "{replay: "
        + Lines.text(load.trace().file())
        + ", from: "
        + Units.duration(load.fromNanos())
        + ", speed: "
        + Quantity.decimal(load.speed())
        + ", times: "
        + Quantity.decimal(load.times())
        + ", repeat: "
        + load.repeats()
        + "}";
  }
}
