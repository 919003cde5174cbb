package dev.ballast.spec.grammar;

import dev.ballast.kernel.Position;
import dev.ballast.model.Experiment;
import dev.ballast.model.Load;
import dev.ballast.model.Objective;
import dev.ballast.model.Objective.Measure;
import dev.ballast.spec.grammar.Drafts.ExperimentDraft;
import dev.ballast.spec.grammar.Drafts.FaultDraft;
import dev.ballast.spec.grammar.Drafts.Located;
import dev.ballast.spec.grammar.Drafts.ObjectiveDraft;
import dev.ballast.spec.grammar.Drafts.TimedDraft;
import dev.ballast.spec.text.Code;
import dev.ballast.spec.text.NameKind;
import dev.ballast.spec.text.Quoted;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Objectives, and the experiments that measure them. */
final class ExperimentGrammar {
  private static final Key<Located<String>> ROUTE =
      Key.required(
          "route", new LocatedType<>(RouteNames.ROUTE), "The route whose users are meant.");
  private static final Map<Measure, Key<Double>> MEASURES = measures();
  private static final Key<Long> RECOVERS_WITHIN =
      Key.optional(
          "recovers-within",
          Scalars.DURATION,
          "Makes it about recovery: where an experiment has faults, only requests count that begin"
              + " while no fault is on and at least this long after the last one ended. Without it"
              + " every request counts. A release is on until its service is rolled back.");

  static final Type<ObjectiveDraft> OBJECTIVE =
      new Types.MapType<>(
          "a map with `route` and measures",
          "What must hold for the users of one route.",
          objectiveKeys(),
          ExperimentGrammar::objective);

  private static final String LOADED_PATTERN = "^(" + RouteNames.REFERENCE + ")$";

  /** A route, or the name of users who ask several. */
  private static final Type<String> LOADED =
      new ScalarType<>(
          "a route such as GET /play/{title}, or a name for users of several",
          RouteNames::reference,
          Scalars.text(LOADED_PATTERN, "GET /play/{title}", "shoppers"));

  private static final Key<List<Types.Item<String, LoadGrammar.Unnamed>>> LOAD =
      Key.required(
          "load",
          new Types.Dictionary<>(
              "a map from routes to loads",
              "the load of",
              NameKind.LOAD,
              LOADED,
              LoadGrammar.LOAD,
              LOADED_PATTERN),
          "Users' requests per route, or per name of users who ask several: `300/s` come"
              + " independently (Poisson), `300/s constant` at equal gaps, `50 users` ask, wait for"
              + " the answer, think (1s by default) and ask again.");
  private static final Type<Long> WARM_UP_TIME =
      new ScalarType<>(
          "a duration such as 5s, or auto",
          text ->
              text.equals(ExperimentText.AUTO)
                  ? Long.valueOf(Experiment.WARM_UP_AUTO)
                  : Quantity.wholeNanos(text),
          Scalars.text(
              "^(" + ExperimentText.AUTO + "|" + Quantity.DURATION + ")$",
              "5s",
              ExperimentText.AUTO));
  private static final Key<Long> WARM_UP =
      Key.withDefault(
          "warm-up",
          WARM_UP_TIME,
          "5s",
          "How long the load runs before time 0; nothing of it is measured. `auto` simulates the"
              + " load without faults until the start no longer shows, and takes that long.");
  private static final Key<Long> FOR =
      Key.required("for", Scalars.DURATION, "How long is measured.");

  private static final Type<List<FaultDraft>> FAULTS =
      new Types.ByShape<>(
          "a fault, or a list of faults",
          null,
          new Types.ListType<>("a list of faults", "this fault", null, FaultGrammar.FAULT, false),
          new Types.Mapped<>(FaultGrammar.FAULT, List::of));
  private static final Key<List<Types.Item<Long, List<FaultDraft>>>> AT =
      Key.optional(
          "at",
          new Types.Dictionary<>(
              "a map from times to faults",
              "the time",
              null,
              Scalars.DURATION_OR_ZERO,
              FAULTS,
              "^" + Quantity.DURATION + "$"),
          "What happens when, from the start of the measured time: a fault or a list of faults.");
  private static final Key<List<Located<String>>> EXPECT =
      Key.optional(
          "expect",
          new Types.ListType<>(
              "a list of objectives",
              "this objective",
              null,
              new LocatedType<>(Scalars.NAME),
              true),
          "Objectives that must hold over the measured time; by default all whose route is"
              + " loaded.");

  static final Type<ExperimentDraft> EXPERIMENT =
      new Types.MapType<>(
          "a map with `load` and `for`",
          "Load and faults over time, and what must hold meanwhile.",
          List.of(LOAD, WARM_UP, FOR, AT, EXPECT),
          ExperimentGrammar::experiment);

  private ExperimentGrammar() {}

  private static Map<Measure, Key<Double>> measures() {
    Map<Measure, Key<Double>> keys = new LinkedHashMap<>();
    for (Measure measure : Measure.values()) {
      String about =
          switch (measure) {
            case SUCCESS -> "At least this share of requests is answered, degraded or in full.";
            case UNDEGRADED -> "At least this share of requests is answered in full.";
            case MEAN -> "The mean latency of answered requests is at most this.";
            case P50, P90, P99, P999 ->
                "This percentile of the latency of answered requests is at most this.";
          };
      Type<Double> type =
          measure.isShare()
              ? Scalars.SHARE
              : new Types.Mapped<Long, Double>(Scalars.DURATION, Long::doubleValue);
      keys.put(measure, Key.optional(measure.word(), type, about));
    }
    return keys;
  }

  private static List<Key<?>> objectiveKeys() {
    List<Key<?>> keys = new ArrayList<>();
    keys.add(ROUTE);
    keys.addAll(MEASURES.values());
    keys.add(RECOVERS_WITHIN);
    return keys;
  }

  private static @Nullable ObjectiveDraft objective(Fields fields) {
    Located<String> route = fields.find(ROUTE);
    List<Located<Objective.Target>> targets = new ArrayList<>();
    boolean anyGiven = false;
    for (Map.Entry<Measure, Key<Double>> measure : MEASURES.entrySet()) {
      anyGiven |= fields.has(measure.getValue());
      Double bound = fields.find(measure.getValue());
      if (bound != null) {
        targets.add(
            new Located<>(
                new Objective.Target(measure.getKey(), bound), fields.at(measure.getValue())));
      }
    }
    if (!anyGiven) {
      fields
          .in()
          .report(
              Code.SPEC011,
              fields.place().at(),
              fields.place().noun() + " measures nothing",
              "expected at least one of success, undegraded, mean, p50, p90, p99, p999",
              "add a measure such as `success: 99.9%`");
    }
    if (route == null || targets.isEmpty()) {
      fields.in().markIncomplete(NameKind.OBJECTIVE);
      return null;
    }
    Long within = fields.find(RECOVERS_WITHIN);
    return new ObjectiveDraft(route, targets, within == null ? 0 : within);
  }

  private static boolean isAskedTwice(
      Load load, List<Located<Load>> others, Position at, Reading in) {
    for (Located<Load> other : others) {
      for (String route : load.routes()) {
        if (other.value().routes().contains(route)) {
          in.report(
              Code.SPEC012,
              at,
              Quoted.of(route) + " is asked by two loads",
              "asked before in line " + other.at().line(),
              "leave it out of one of them, or add their rates");
          return true;
        }
      }
    }
    return false;
  }

  private static @Nullable ExperimentDraft experiment(Fields fields) {
    List<Types.Item<String, LoadGrammar.Unnamed>> loads = fields.find(LOAD);
    long warmUp = fields.get(WARM_UP);
    Long length = fields.find(FOR);
    List<Types.Item<Long, List<FaultDraft>>> at = fields.find(AT);
    List<Located<String>> expect = fields.find(EXPECT);
    if (loads == null || length == null) {
      return null;
    }
    List<Located<TimedDraft>> faults = new ArrayList<>();
    if (at != null) {
      for (Types.Item<Long, List<FaultDraft>> moment : at) {
        for (FaultDraft fault : moment.value()) {
          FaultDraft bounded = bounded(fault, length, fields.in());
          faults.add(new Located<>(new TimedDraft(moment.key(), bounded), moment.at()));
        }
      }
    }
    List<Located<Load>> placed = new ArrayList<>();
    for (Types.Item<String, LoadGrammar.Unnamed> item : loads) {
      Load load = item.value().under(item.key(), item.at(), fields.in());
      if (load == null || isAskedTwice(load, placed, item.at(), fields.in())) {
        fields.in().markIncomplete(NameKind.LOAD);
      } else {
        placed.add(new Located<>(load, item.at()));
      }
    }
    return new ExperimentDraft(placed, warmUp, length, faults, expect);
  }

  /** The fault, which comes once where it would come too often. */
  private static FaultDraft bounded(FaultDraft fault, long lengthNanos, Reading in) {
    long every = fault.course().everyNanos();
    if (every == Experiment.ONCE || lengthNanos / every < Experiment.TIMES_MAX) {
      return fault;
    }
    in.report(
        Code.SPEC017,
        fault.at(),
        "this fault comes " + lengthNanos / every + " times",
        "expected at most " + Experiment.TIMES_MAX + " times in the `for` of the experiment",
        "choose a longer `every`");
    return fault.once();
  }
}
