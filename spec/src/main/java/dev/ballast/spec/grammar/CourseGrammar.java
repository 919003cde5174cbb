package dev.ballast.spec.grammar;

import dev.ballast.kernel.Units;
import dev.ballast.model.Experiment;
import dev.ballast.spec.grammar.Drafts.Course;
import dev.ballast.spec.text.Code;
import java.util.List;

/** How a fault comes and goes: {@code for}, {@code over} and {@code every}. */
final class CourseGrammar {
  static final String UNTIL_THE_END = "until-the-end";
  static final String NEVER = "never";

  private static final Key<Long> FOR =
      Key.withDefault(
          "for",
          durationOr(UNTIL_THE_END, Experiment.UNTIL_THE_END),
          UNTIL_THE_END,
          "How long it lasts.");
  private static final Key<Long> OVER =
      Key.withDefault(
          "over",
          Scalars.DURATION_OR_ZERO,
          "0s",
          "Gradual onset: it grows evenly from nothing to what is said here over this time. What"
              + " strikes a replica or does not strikes one replica after the other.");
  private static final Key<Long> EVERY =
      Key.withDefault(
          "every",
          durationOr(NEVER, Experiment.ONCE),
          NEVER,
          "Begins again so long after it began, until the experiment ends; longer than `for`.");

  /** Keys of what is there or is not. */
  static final List<Key<?>> SUDDEN = List.of(FOR, EVERY);

  /** Keys of what can come gradually. */
  static final List<Key<?>> GRADUAL = List.of(FOR, OVER, EVERY);

  /** Key of what can come gradually and does not end by itself. */
  static final List<Key<?>> ENDLESS = List.of(OVER);

  /** Keys of what takes a time. */
  static final List<Key<?>> TIMED =
      List.of(Key.required("for", Scalars.DURATION, "How long all of it takes."), EVERY);

  private CourseGrammar() {}

  private static Type<Long> durationOr(String word, long meaning) {
    return new ScalarType<>(
        "a duration such as 10s, or " + word,
        text ->
            text.equals(word) ? Long.valueOf(meaning) : Long.valueOf(Quantity.positiveNanos(text)),
        Scalars.text("^(" + word + "|" + Quantity.DURATION + ")$", "10s"));
  }

  /** The course of a fault; what contradicts itself is reported and left out. */
  static Course read(Fields f) {
    long lasts = f.get(FOR);
    long over = f.get(OVER);
    long every = f.get(EVERY);
    if (over > lasts) {
      f.in()
          .report(
              Code.SPEC017,
              f.valueAt(OVER),
              "this fault ends before it is there in full",
              "expected `over` of at most " + Units.duration(lasts) + ", the `for` of the fault",
              "write `over: " + Units.duration(lasts) + "`, or a longer `for`");
      over = 0;
    }
    if (every != Experiment.ONCE && every <= lasts) {
      boolean ends = lasts != Experiment.UNTIL_THE_END;
      f.in()
          .report(
              Code.SPEC017,
              f.valueAt(EVERY),
              "this fault begins again before it has ended",
              ends
                  ? "expected `every` above " + Units.duration(lasts) + ", the `for` of the fault"
                  : "expected `for` beside `every`",
              ends ? "choose a longer `every`, or a shorter `for`" : "add `for: ` with a duration");
      every = Experiment.ONCE;
    }
    return new Course(lasts, over, every);
  }
}
