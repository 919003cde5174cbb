package dev.ballast.spec.grammar;

import dev.ballast.kernel.Distribution;
import dev.ballast.kernel.Units;
import dev.ballast.model.Machine;
import dev.ballast.model.Machine.Backlog;
import dev.ballast.model.Machine.Pauses;
import dev.ballast.model.Machine.WarmUp;
import dev.ballast.spec.grammar.Drafts.Chosen;
import dev.ballast.spec.text.Code;
import dev.ballast.spec.text.Quoted;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What slows the work of a replica down at times: its backlog, pauses, a fresh start. */
final class PaceGrammar {
  private static final Key<Integer> ABOVE =
      Key.withDefault(
          "above",
          Scalars.count(0, 10_000_000),
          "0",
          "Requests in the replica, waiting ones included, that cost nothing yet.");
  private static final Key<Double> SLOWER =
      Key.required(
          "slower",
          positiveShare("a percentage above 0% and at most 100%"),
          "What each request beyond that adds to the time of work.");
  private static final Key<Double> AT_MOST =
      Key.withDefault(
          "at-most",
          above1(Backlog.AT_MOST_MAX),
          Quantity.decimal(Backlog.AT_MOST_DEFAULT),
          "How many times as long work takes at most.");

  static final Kind<Machine, Chosen<Backlog>> BACKLOG =
      new Kind<>(
          Key.withDefault(
              "backlog",
              PolicyGrammar.noneOr(
                  "a map with `slower`, or none",
                  new Chosen<>(null),
                  new Types.MapType<>(
                      "a map with `slower`",
                      "How a backlog slows work down.",
                      List.of(ABOVE, SLOWER, AT_MOST),
                      PaceGrammar::backlog)),
              "none",
              "Makes work take longer the more requests are in the replica when it begins:"
                  + " allocation, paging, context switches."),
          (machine, chosen) -> machine.withBacklog(chosen.value()),
          machine -> text(machine.backlog()));

  private static final Key<Distribution> EVERY =
      Key.required(
          "every",
          everyMillisecondAtMost(),
          "From the end of one pause to the beginning of the next.");
  private static final Key<Distribution> LENGTH =
      Key.required("for", Scalars.DISTRIBUTION, "How long a pause is.");
  private static final Key<Long> PER_REQUEST =
      Key.withDefault(
          "per-request",
          Scalars.DURATION_OR_ZERO,
          "0s",
          "What each request in the replica adds to that, for what is alive and must be copied.");

  static final Kind<Machine, Chosen<Pauses>> PAUSES =
      new Kind<>(
          Key.withDefault(
              "pauses",
              PolicyGrammar.noneOr(
                  "a map with `every` and `for`, or none",
                  new Chosen<>(null),
                  new Types.MapType<>(
                      "a map with `every` and `for`",
                      "When everything in a replica stands still.",
                      List.of(EVERY, LENGTH, PER_REQUEST),
                      PaceGrammar::pauses)),
              "none",
              "Moments in which nothing in the replica goes on, such as a garbage collector's that"
                  + " stop the world. The first comes after a random part of `every`."),
          (machine, chosen) -> machine.withPauses(chosen.value()),
          machine -> text(machine.pauses()));

  private static final Key<Long> OVER =
      Key.required("for", Scalars.DURATION, "How long it takes until work takes its usual time.");
  private static final Key<Double> FROM =
      Key.required(
          "from",
          above1(WarmUp.FROM_MAX),
          "How many times as long work takes at the start; falls linearly to 1.");
  private static final Key<Boolean> AT_START =
      Key.withDefault(
          "at-start",
          Scalars.word(Map.of("warm", false, "cold", true)),
          "warm",
          "Whether replicas are warm when the experiment, with its `warm-up`, begins.");

  static final Kind<Machine, Chosen<WarmUp>> WARMS_UP =
      new Kind<>(
          Key.withDefault(
              "warms-up",
              PolicyGrammar.noneOr(
                  "a map with `for` and `from`, or none",
                  new Chosen<>(null),
                  new Types.MapType<>(
                      "a map with `for` and `from`",
                      "How a replica is slow after a start.",
                      List.of(OVER, FROM, AT_START),
                      PaceGrammar::warmUp)),
              "none",
              "Makes work take longer after a start of the replica: when a crash ends, and with"
                  + " each `release` and `rollback`."),
          (machine, chosen) -> machine.withWarmUp(chosen.value()),
          machine -> text(machine.warmUp()));

  private PaceGrammar() {}

  private static Type<Double> positiveShare(String expected) {
    return new ScalarType<>(
        expected,
        text -> {
          double share = Quantity.share(text);
          if (share == 0) {
            throw Mismatch.of(Code.SPEC017, Quoted.of(text), expected, "write " + expected);
          }
          return share;
        },
        Scalars.text("^" + Quantity.PERCENT + "$", "1%"));
  }

  private static Type<Double> above1(double max) {
    String expected = "a number above 1, at most " + Quantity.decimal(max);
    return new ScalarType<>(
        expected,
        text -> {
          double times = Quantity.number(text);
          if (times <= 1 || times > max) {
            throw Mismatch.of(Code.SPEC017, Quoted.of(text), expected, "write " + expected);
          }
          return times;
        },
        new Schema.Numeric(false, 1.0, max));
  }

  /** A time from one thing to the next that lets time go on. */
  static Type<Distribution> everyMillisecondAtMost() {
    String expected = DistributionText.EXPECTED + " of at least 1ms in the mean";
    return new ScalarType<>(
        expected,
        text -> {
          Distribution every = DistributionText.parse(text);
          if (every.meanNanos() < Machine.EVERY_NANOS_MIN) {
            throw Mismatch.of(
                Code.SPEC017, Quoted.of(text) + " is too often", expected, "make it rarer");
          }
          return every;
        },
        Scalars.text("^(" + Quantity.DURATION + "|[a-z]+\\(.*\\))$", "20s", "exponential(20s)"));
  }

  private static @Nullable Chosen<Backlog> backlog(Fields fields) {
    Double slower = fields.find(SLOWER);
    return slower == null
        ? null
        : new Chosen<>(new Backlog(fields.get(ABOVE), slower, fields.get(AT_MOST)));
  }

  private static @Nullable Chosen<Pauses> pauses(Fields fields) {
    Distribution every = fields.find(EVERY);
    Distribution length = fields.find(LENGTH);
    return every == null || length == null
        ? null
        : new Chosen<>(new Pauses(every, length, fields.get(PER_REQUEST)));
  }

  private static @Nullable Chosen<WarmUp> warmUp(Fields fields) {
    Long over = fields.find(OVER);
    Double from = fields.find(FROM);
    return over == null || from == null
        ? null
        : new Chosen<>(new WarmUp(over, from, fields.get(AT_START)));
  }

  private static String text(@Nullable Backlog backlog) {
    return backlog == null
        ? "none"
        : "{above: "
            + backlog.above()
            + ", slower: "
            + Quantity.percent(backlog.slower())
            + ", at-most: "
            + Quantity.decimal(backlog.atMost())
            + "}";
  }

  private static String text(@Nullable Pauses pauses) {
    return pauses == null
        ? "none"
        : "{every: "
            + DistributionText.of(pauses.every())
            + ", for: "
            + DistributionText.of(pauses.length())
            + ", per-request: "
            + (pauses.perRequestNanos() == 0 ? "0s" : Units.duration(pauses.perRequestNanos()))
            + "}";
  }

  private static String text(@Nullable WarmUp warmUp) {
    return warmUp == null
        ? "none"
        : "{for: "
            + Units.duration(warmUp.overNanos())
            + ", from: "
            + Quantity.decimal(warmUp.from())
            + ", at-start: "
            + (warmUp.isColdAtFirst() ? "cold" : "warm")
            + "}";
  }
}
