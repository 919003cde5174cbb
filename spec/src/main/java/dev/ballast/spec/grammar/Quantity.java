package dev.ballast.spec.grammar;

import dev.ballast.kernel.Units;
import dev.ballast.spec.text.Code;
import dev.ballast.spec.text.Nearest;
import dev.ballast.spec.text.Quoted;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers with units. All arithmetic is decimal, so that what is written is what is meant. */
final class Quantity {
  static final String NUMBER = "[0-9]+(\\.[0-9]+)?";
  static final String DURATION = NUMBER + "(ns|us|ms|s|min|h)";
  static final String PERCENT = NUMBER + "%";

  /** The longest time that may be written. */
  static final long DURATION_MAX = 10_000 * Units.HOUR;

  private static final String EXPECTED_UNIT = "a number and one of ns, us, ms, s, min, h";
  private static final Pattern FORM =
      Pattern.compile("([+-]?)([0-9]{0,30}+(?:\\.[0-9]{1,30}+)?)(\\s{0,8}+)([A-Za-zµμ%]{0,30}+)");
  private static final Map<String, Long> UNITS =
      Map.of(
          "ns", 1L,
          "us", Units.MICROSECOND,
          "ms", Units.MILLISECOND,
          "s", Units.SECOND,
          "min", Units.MINUTE,
          "h", Units.HOUR);
  private static final List<String> UNIT_NAMES = List.of("ns", "us", "ms", "s", "min", "h");
  private static final Map<String, String> MEANT = meant();

  private Quantity() {}

  private record Parts(boolean negative, BigDecimal number, String space, String unit) {}

  private static Parts parts(String text, String expected) throws Mismatch {
    Matcher form = FORM.matcher(text);
    if (!form.matches() || form.group(2).isEmpty()) {
      throw Mismatch.of(Code.SPEC015, "cannot read " + Quoted.of(text), expected, "");
    }
    boolean negative = form.group(1).equals("-");
    return new Parts(negative, new BigDecimal(form.group(2)), form.group(3), form.group(4));
  }

  /** A duration in nanoseconds, exactly as written, 0 or more. */
  static BigDecimal nanos(String text) throws Mismatch {
    Parts parts = parts(text, "a duration such as 250ms");
    String number = parts.number().toPlainString();
    if (parts.unit().isEmpty()) {
      boolean isZero = parts.number().signum() == 0;
      throw Mismatch.wanting(
          Code.SPEC016,
          "no time unit after " + Quoted.of(text),
          EXPECTED_UNIT,
          isZero ? "0s" : number + "ms");
    }
    Long unit = UNITS.get(parts.unit());
    if (unit == null) {
      throw unknownUnit(parts, number);
    }
    if (parts.negative()) {
      throw Mismatch.wanting(
          Code.SPEC017, "a time below zero", "0s or more", number + parts.unit());
    }
    if (!parts.space().isEmpty()) {
      throw Mismatch.wanting(
          Code.SPEC015,
          "a space before the unit",
          "a duration such as 250ms",
          number + parts.unit());
    }
    BigDecimal nanos = parts.number().multiply(BigDecimal.valueOf(unit));
    if (nanos.compareTo(BigDecimal.valueOf(DURATION_MAX)) > 0) {
      throw Mismatch.of(
          Code.SPEC017, "a time too long to mean", "at most " + Units.duration(DURATION_MAX), "");
    }
    return nanos;
  }

  private static Mismatch unknownUnit(Parts parts, String number) {
    String unit = parts.unit();
    String problem = "unknown time unit " + Quoted.of(unit);
    if (unit.equals("d") || unit.equals("day") || unit.equals("days")) {
      BigDecimal hours = parts.number().multiply(BigDecimal.valueOf(24)).stripTrailingZeros();
      return Mismatch.wanting(Code.SPEC014, problem, EXPECTED_UNIT, hours.toPlainString() + "h");
    }
    String meant = MEANT.get(unit.toLowerCase(Locale.ROOT));
    if (meant == null) {
      meant = Nearest.of(unit, UNIT_NAMES);
    }
    return meant == null
        ? Mismatch.of(Code.SPEC014, problem, EXPECTED_UNIT, "give the time in one of these units")
        : Mismatch.wanting(Code.SPEC014, problem, EXPECTED_UNIT, number + meant);
  }

  /** A duration in whole nanoseconds, 0 or more. */
  static long wholeNanos(String text) throws Mismatch {
    BigDecimal nanos = nanos(text);
    try {
      return nanos.longValueExact();
    } catch (ArithmeticException e) {
      throw Mismatch.of(
          Code.SPEC017, "a fraction of a nanosecond", "whole nanoseconds", "round it");
    }
  }

  /** A duration in whole nanoseconds, above 0. */
  static long positiveNanos(String text) throws Mismatch {
    long nanos = wholeNanos(text);
    if (nanos == 0) {
      throw Mismatch.of(
          Code.SPEC017, "no time at all", "a duration above 0, such as 250ms", "give it some time");
    }
    return nanos;
  }

  /** A percentage as a share in [0, 1]. */
  static double share(String text) throws Mismatch {
    Parts parts = parts(text, "a percentage such as 30%");
    String number = parts.number().toPlainString();
    if (parts.unit().isEmpty()) {
      boolean isShare = parts.number().compareTo(BigDecimal.ONE) <= 0 && number.contains(".");
      String percent =
          isShare ? parts.number().movePointRight(2).stripTrailingZeros().toPlainString() : number;
      throw Mismatch.wanting(
          Code.SPEC016, "no % after " + Quoted.of(text), "a percentage such as 30%", percent + "%");
    }
    if (!parts.unit().equals("%")) {
      throw Mismatch.of(
          Code.SPEC014,
          "unknown unit " + Quoted.of(parts.unit()),
          "a percentage such as 30%",
          "write a percentage");
    }
    if (parts.negative() || parts.number().compareTo(BigDecimal.valueOf(100)) > 0) {
      throw Mismatch.of(
          Code.SPEC017, Quoted.of(text), "0% to 100%", "write a percentage from 0% to 100%");
    }
    return parts.number().movePointLeft(2).doubleValue();
  }

  /** A plain number, 0 or more. */
  static double number(String text) throws Mismatch {
    Parts parts = parts(text, "a number such as 1.5");
    if (!parts.unit().isEmpty()) {
      throw Mismatch.wanting(
          Code.SPEC014,
          "a unit after a plain number: " + Quoted.of(parts.unit()),
          "a number without a unit",
          parts.number().toPlainString());
    }
    if (parts.negative() || parts.number().compareTo(BigDecimal.valueOf(1_000_000_000L)) > 0) {
      throw Mismatch.of(Code.SPEC017, Quoted.of(text), "0 to 1000000000", "");
    }
    return parts.number().doubleValue();
  }

  /** A plain number above 0. */
  static double factor(String text) throws Mismatch {
    double factor = number(text);
    if (factor == 0) {
      throw Mismatch.of(
          Code.SPEC017, Quoted.of(text), "a factor above 0", "write a factor such as 3");
    }
    return factor;
  }

  /** A whole number in a range. */
  static int count(String text, int min, int max) throws Mismatch {
    String range = "a whole number from " + min + " to " + max;
    String digits = text.replace("_", "");
    if (!digits.matches("[+-]?[0-9]{1,30}")) {
      throw Mismatch.of(Code.SPEC015, "cannot read " + Quoted.of(text), range, "");
    }
    BigDecimal number = new BigDecimal(digits);
    if (number.compareTo(BigDecimal.valueOf(min)) < 0) {
      throw Mismatch.wanting(Code.SPEC017, Quoted.of(text), range, Integer.toString(min));
    }
    if (number.compareTo(BigDecimal.valueOf(max)) > 0) {
      throw Mismatch.wanting(Code.SPEC017, Quoted.of(text), range, Integer.toString(max));
    }
    return number.intValueExact();
  }

  /** The shortest decimal text of a number that reads back as the same double. */
  static String decimal(double value) {
    BigDecimal decimal = new BigDecimal(Double.toString(value)).stripTrailingZeros();
    return decimal.toPlainString();
  }

  /** The percentage that reads back as the same share. */
  static String percent(double share) {
    return new BigDecimal(Double.toString(share))
            .movePointRight(2)
            .stripTrailingZeros()
            .toPlainString()
        + "%";
  }

  /** The duration, with fractions of a nanosecond where there are some, in a readable unit. */
  static String duration(BigDecimal nanos) {
    if (nanos.signum() == 0) {
      return "0s";
    }
    try {
      return Units.duration(nanos.longValueExact());
    } catch (ArithmeticException e) {
      long nearest = nanos.longValue();
      String unit =
          nearest >= Units.SECOND
              ? "s"
              : nearest >= Units.MILLISECOND ? "ms" : nearest >= Units.MICROSECOND ? "us" : "ns";
      long size = UNITS.getOrDefault(unit, 1L);
      return nanos.divide(BigDecimal.valueOf(size)).stripTrailingZeros().toPlainString() + unit;
    }
  }

  private static Map<String, String> meant() {
    Map<String, String> meant = new LinkedHashMap<>();
    meant.put("sec", "s");
    meant.put("secs", "s");
    meant.put("second", "s");
    meant.put("seconds", "s");
    meant.put("m", "min");
    meant.put("mins", "min");
    meant.put("minute", "min");
    meant.put("minutes", "min");
    meant.put("hr", "h");
    meant.put("hrs", "h");
    meant.put("hour", "h");
    meant.put("hours", "h");
    meant.put("msec", "ms");
    meant.put("millis", "ms");
    meant.put("millisecond", "ms");
    meant.put("milliseconds", "ms");
    meant.put("usec", "us");
    meant.put("micros", "us");
    meant.put("microseconds", "us");
    meant.put("µs", "us");
    meant.put("μs", "us");
    meant.put("nanos", "ns");
    meant.put("nsec", "ns");
    meant.put("nanoseconds", "ns");
    return meant;
  }
}
