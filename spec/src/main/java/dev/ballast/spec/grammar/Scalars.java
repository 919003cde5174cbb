package dev.ballast.spec.grammar;

import dev.ballast.kernel.Distribution;
import dev.ballast.kernel.Units;
import dev.ballast.policy.Deadline;
import dev.ballast.spec.text.Code;
import dev.ballast.spec.text.Nearest;
import dev.ballast.spec.text.Problems;
import dev.ballast.spec.text.Quoted;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Types of single values that several keys share. */
final class Scalars {
  static final String NAME_PATTERN = "[A-Za-z0-9][A-Za-z0-9_-]*";

  static final Type<Long> DURATION =
      new ScalarType<>(
          "a duration such as 250ms",
          Quantity::positiveNanos,
          text("^" + Quantity.DURATION + "$", "250ms"));

  static final Type<Long> DURATION_OR_ZERO =
      new ScalarType<>(
          "a duration such as 250ms",
          Quantity::wholeNanos,
          text("^" + Quantity.DURATION + "$", "250ms"));

  static final Type<Long> DURATION_OR_NONE =
      new ScalarType<>(
          "a duration such as 250ms, or none",
          text -> text.equals("none") ? Long.valueOf(Deadline.NONE) : Quantity.positiveNanos(text),
          text("^(none|" + Quantity.DURATION + ")$", "250ms", "none"));

  static final Type<Double> SHARE =
      new ScalarType<>(
          "a percentage such as 30%",
          Quantity::share, text("^" + Quantity.PERCENT + "$", "30%", "99.9%"));

  static final Type<Distribution> DISTRIBUTION =
      new ScalarType<>(
          DistributionText.EXPECTED,
          DistributionText::parse,
          text(
              "^(" + Quantity.DURATION + "|[a-z]+\\(.*\\))$",
              "5ms",
              "uniform(1ms, 5ms)",
              "exponential(5ms)",
              "lognormal(p50=6ms, p99=30ms)",
              "lognormal(mean=8ms, cv=1.2)",
              "gamma(mean=5ms, cv=0.5)",
              "weibull(p50=5ms, p99=40ms)",
              "weibull(shape=0.8, scale=5ms)",
              "pareto(shape=2.5, min=3ms)",
              "empirical(0%: 1ms, 50%: 5ms, 100%: 80ms)"));

  static final Type<String> NAME = name("a name of letters, digits, - and _", NAME_PATTERN);

  static final Type<String> ENDPOINT_NAME =
      name("a name of letters, digits and . _ - / : { }", "[A-Za-z0-9_/][A-Za-z0-9_./:{}-]*");

  static final Type<String> FREE_TEXT =
      new ScalarType<>("some text", text -> text, text(null, "cached"));

  static final Type<Boolean> TRUTH =
      new ScalarType<>("true or false", Scalars::truth, new Schema.Truth());

  private Scalars() {}

  static Schema.Text text(@Nullable String pattern, String... examples) {
    return new Schema.Text(pattern, List.of(examples));
  }

  private static Type<String> name(String expected, String pattern) {
    return new ScalarType<>(
        expected,
        text -> {
          if (text.length() > 200 || !text.matches(pattern)) {
            String cleaned = text.strip().replaceAll("[^A-Za-z0-9_-]+", "-");
            cleaned = cleaned.replaceAll("^-+|-+$", "");
            throw Mismatch.of(
                Code.SPEC019,
                Quoted.of(text) + " is not a name",
                expected,
                cleaned.isEmpty() || cleaned.length() > 60 ? "" : "write `" + cleaned + "`");
          }
          return text;
        },
        text("^" + pattern + "$"));
  }

  private static boolean truth(String text) throws Mismatch {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      case "yes", "on", "True", "TRUE" ->
          throw Mismatch.wanting(Code.SPEC018, Quoted.of(text), "true or false", "true");
      case "no", "off", "False", "FALSE" ->
          throw Mismatch.wanting(Code.SPEC018, Quoted.of(text), "true or false", "false");
      default -> throw Mismatch.of(Code.SPEC018, Quoted.of(text), "true or false", "");
    };
  }

  /** A whole number in a range. */
  static Type<Integer> count(int min, int max) {
    return new ScalarType<>(
        "a whole number from " + min + " to " + max,
        text -> Quantity.count(text, min, max),
        new Schema.Numeric(true, (double) min, (double) max));
  }

  /** A percentage in a range, as a share. */
  static Type<Double> share(double min, double max) {
    String expected = "a percentage from " + Quantity.percent(min) + " to " + Quantity.percent(max);
    return new ScalarType<>(
        expected,
        text -> inRange(Quantity.share(text), min, max, text, expected),
        text("^" + Quantity.PERCENT + "$", Quantity.percent(max)));
  }

  /** A plain number in a range. */
  static Type<Double> number(double min, double max) {
    return new ScalarType<>(
        "a number from " + Quantity.decimal(min) + " to " + Quantity.decimal(max),
        text -> inRange(text, min, max),
        new Schema.Numeric(false, min, max));
  }

  /** A plain number in a range. */
  static double inRange(String text, double min, double max) throws Mismatch {
    String expected = "a number from " + Quantity.decimal(min) + " to " + Quantity.decimal(max);
    return inRange(Quantity.number(text), min, max, text, expected);
  }

  private static double inRange(double value, double min, double max, String text, String expected)
      throws Mismatch {
    if (value < min || value > max) {
      throw Mismatch.of(Code.SPEC017, Quoted.of(text), expected, "write " + expected);
    }
    return value;
  }

  /** A duration of at least so much. */
  static Type<Long> durationFrom(long minNanos) {
    String expected = "a duration of at least " + Units.duration(minNanos);
    return new ScalarType<>(
        expected,
        text -> {
          long nanos = Quantity.wholeNanos(text);
          if (nanos < minNanos) {
            throw Mismatch.wanting(
                Code.SPEC017, Quoted.of(text), expected, Units.duration(minNanos));
          }
          return nanos;
        },
        text("^" + Quantity.DURATION + "$", Units.duration(Math.max(minNanos, Units.SECOND))));
  }

  /** A duration in a range. */
  static Type<Long> duration(long minNanos, long maxNanos) {
    String expected =
        "a duration from " + Units.duration(minNanos) + " to " + Units.duration(maxNanos);
    return new ScalarType<>(
        expected,
        text -> {
          long nanos = Quantity.wholeNanos(text);
          if (nanos < minNanos || nanos > maxNanos) {
            throw Mismatch.of(Code.SPEC017, Quoted.of(text), expected, "write " + expected);
          }
          return nanos;
        },
        text("^" + Quantity.DURATION + "$", Units.duration(maxNanos)));
  }

  /** One of these words. */
  static <T> Type<T> word(Map<String, T> meanings) {
    List<String> words = meanings.keySet().stream().sorted().toList();
    return new ScalarType<>(
        Problems.oneOf(words),
        text -> {
          T meaning = meanings.get(text);
          if (meaning != null) {
            return meaning;
          }
          throw unknownWord(text, words);
        },
        new Schema.Words(words));
  }

  static Mismatch unknownWord(String text, List<String> words) {
    String nearest = Nearest.of(text, words);
    String expected = Problems.oneOf(words);
    return nearest == null
        ? Mismatch.of(
            Code.SPEC018, "unknown word " + Quoted.of(text), expected, "write one of these words")
        : Mismatch.wanting(Code.SPEC018, "unknown word " + Quoted.of(text), expected, nearest);
  }
}
