package dev.ballast.spec.grammar;

import dev.ballast.kernel.Position;
import dev.ballast.kernel.Units;
import dev.ballast.model.Experiment;
import dev.ballast.model.Fault;
import dev.ballast.model.Fault.Scope;
import dev.ballast.policy.Deadline;
import dev.ballast.spec.grammar.Drafts.Course;
import dev.ballast.spec.text.Code;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** How replicas leave in good order. */
final class DepartureGrammar {
  private static final String DRAIN_ABOUT =
      "How long it goes on to serve after it said that it leaves; what is not answered by then is"
          + " lost.";
  private static final Key<Long> DRAIN =
      Key.withDefault("drain", Scalars.DURATION_OR_ZERO, "10s", DRAIN_ABOUT);
  private static final Key<Long> DRAIN_OR_NONE =
      Key.withDefault(
          "drain",
          Scalars.DURATION_OR_NONE,
          "none",
          DRAIN_ABOUT + " With `none` it ends at once, without a word to its callers.");
  private static final Key<Long> KNOWN_AFTER =
      Key.withDefault(
          "known-after",
          Scalars.DURATION_OR_ZERO,
          "1s",
          "How long until callers know that it leaves, or that it is back, such as the time to live"
              + " of a DNS record.");

  /** Of what always leaves in good order. */
  static final List<Key<?>> LEAVE = List.of(DRAIN, KNOWN_AFTER);

  /** Of what may also end without a word. */
  static final List<Key<?>> RESTART = List.of(DRAIN_OR_NONE, KNOWN_AFTER);

  private DepartureGrammar() {}

  static Function<Scope, Fault> leave(Fields f) {
    var departure = new Fault.Departure(f.get(DRAIN), f.get(KNOWN_AFTER));
    return scope -> new Fault.Leave(scope, departure);
  }

  static Function<Scope, Fault> restart(Fields f) {
    long drain = f.get(DRAIN_OR_NONE);
    long knownAfter = f.get(KNOWN_AFTER);
    if (drain != Deadline.NONE) {
      var departure = new Fault.Departure(drain, knownAfter);
      return scope -> new Fault.Restart(scope, departure);
    }
    if (f.has(KNOWN_AFTER)) {
      f.in()
          .report(
              Code.SPEC022,
              f.valueAt(KNOWN_AFTER),
              "callers get to know of nothing without a `drain`",
              "expected `drain` beside `known-after`",
              "add `drain: ` with a duration, or leave out `known-after`");
    }
    return Fault.Restart::new;
  }

  /** The fault, without its departure where that takes longer than each replica has. */
  static Fault inTime(Fault fault, Course course, Reading in, Position at) {
    Fault.@Nullable Departure departure =
        fault instanceof Fault.Restart restart ? restart.departure() : null;
    if (departure == null || course.forNanos() == Experiment.UNTIL_THE_END) {
      return fault;
    }
    Scope scope = ((Fault.Restart) fault).scope();
    long each = course.forNanos() / scope.replicas();
    if (departure.drainNanos() < each) {
      return fault;
    }
    in.report(
        Code.SPEC022,
        at,
        "each of these replicas drains for "
            + Units.duration(departure.drainNanos())
            + " and is to be back after "
            + Units.duration(each),
        "expected a `for` above " + Units.duration(departure.drainNanos() * scope.replicas()),
        "choose a longer `for`, or a shorter `drain`");
    return new Fault.Restart(scope);
  }
}
