package dev.ballast.spec.grammar;

import dev.ballast.kernel.Distribution;
import dev.ballast.kernel.Units;
import dev.ballast.model.ArrivalRate;
import dev.ballast.model.Load;
import dev.ballast.model.Mix;
import dev.ballast.spec.text.Code;
import dev.ballast.spec.text.Nearest;
import dev.ballast.spec.text.Quoted;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Loads as people write them: {@code 300/s}, {@code 300/s constant}, {@code 50 users}. */
final class LoadText {
  static final String EXPECTED = "a load such as 300/s, 300/s constant or 50 users thinking 1s";

  private static final String EXPECTED_RATE = "a rate such as 300/s";

  /** A rate in a pattern of the schema. */
  static final String RATE_PATTERN = Quantity.NUMBER + "\\s*/\\s*(s|min|h)";

  /** A rate above 0, per second. */
  static final Type<Double> RATE =
      new ScalarType<>(
          EXPECTED_RATE,
          text -> positive(bare(text)),
          Scalars.text("^" + RATE_PATTERN + "$", "300/s"));

  /** A rate per second, which may be 0. */
  static final Type<Double> RATE_OR_ZERO =
      new ScalarType<>(
          EXPECTED_RATE, LoadText::bare, Scalars.text("^" + RATE_PATTERN + "$", "300/s", "0/s"));

  /** What a user waits before asking again, where the file does not say. */
  private static final Distribution THINK_DEFAULT = new Distribution.Constant(Units.SECOND);

  private static final Pattern RATE_FORM =
      Pattern.compile("([^\\s/]{1,40}+)\\s*/\\s*([^\\s/]{1,40}+)(?:\\s+(\\S{1,40}+))?");
  private static final Pattern USERS =
      Pattern.compile("(\\S{1,40}+)\\s+users?(?:\\s+thinking\\s+(.{1,4000}+))?");
  private static final List<String> KINDS = List.of("constant", "poisson");

  private LoadText() {}

  /** A load without its routes. */
  static Function<Mix, Load> parse(String text) throws Mismatch {
    Matcher users = USERS.matcher(text);
    if (users.matches()) {
      int count = part(text, users, 1, t -> Quantity.count(t, 1, Load.USERS_MAX));
      Distribution think =
          users.group(2) == null ? THINK_DEFAULT : part(text, users, 2, DistributionText::parse);
      return mix -> new Load.Closed(mix, count, think);
    }
    Matcher rate = matching(text, EXPECTED);
    ArrivalRate steady = new ArrivalRate.Steady(positive(perSecond(text, rate, EXPECTED)));
    if (rate.group(3) == null || rate.group(3).equals("poisson")) {
      return mix -> new Load.Poisson(mix, steady);
    }
    if (rate.group(3).equals("constant")) {
      return mix -> new Load.Constant(mix, steady);
    }
    throw Scalars.unknownWord(rate.group(3), KINDS)
        .within(text, rate.start(3), rate.group(3).length());
  }

  /** A rate alone, per second; may be 0. */
  private static double bare(String text) throws Mismatch {
    Matcher rate = matching(text, EXPECTED_RATE);
    if (rate.group(3) != null) {
      throw Mismatch.of(Code.SPEC015, "cannot read " + Quoted.of(text), EXPECTED_RATE, "");
    }
    return perSecond(text, rate, EXPECTED_RATE);
  }

  private static Matcher matching(String text, String expected) throws Mismatch {
    Matcher rate = RATE_FORM.matcher(text);
    if (!rate.matches()) {
      boolean isNumber = text.strip().matches(Quantity.NUMBER);
      throw isNumber
          ? Mismatch.wanting(
              Code.SPEC016, "no unit after " + Quoted.of(text), expected, text.strip() + "/s")
          : Mismatch.of(Code.SPEC015, "cannot read " + Quoted.of(text), expected, "");
    }
    return rate;
  }

  private static double perSecond(String text, Matcher rate, String expected) throws Mismatch {
    String number = rate.group(1);
    if (!number.matches(Quantity.NUMBER)) {
      throw Mismatch.of(Code.SPEC015, "cannot read " + Quoted.of(number), expected, "");
    }
    String unit = rate.group(2);
    int seconds =
        switch (unit) {
          case "s" -> 1;
          case "min" -> 60;
          case "h" -> 3600;
          default -> throw unknownUnit(text, rate, unit);
        };
    double perSecond =
        new BigDecimal(number)
            .divide(BigDecimal.valueOf(seconds), MathContext.DECIMAL64)
            .doubleValue();
    if (perSecond > Load.PER_SECOND_MAX) {
      throw outOfRange();
    }
    return perSecond;
  }

  private static double positive(double perSecond) throws Mismatch {
    if (!(perSecond > 0)) {
      throw outOfRange();
    }
    return perSecond;
  }

  private static Mismatch outOfRange() {
    return Mismatch.of(Code.SPEC017, "a rate out of range", "above 0/s and at most 10000000/s", "");
  }

  /** About the unit in the second group of a rate. */
  static Mismatch unknownUnit(String text, Matcher rate, String unit) {
    String meant =
        switch (unit) {
          case "sec", "second" -> "s";
          case "m", "minute" -> "min";
          case "hour", "hr" -> "h";
          default -> Nearest.of(unit, List.of("s", "min", "h"));
        };
    String problem = "unknown time unit " + Quoted.of(unit);
    String expected = "a number and one of /s, /min, /h";
    Mismatch mismatch =
        meant == null
            ? Mismatch.of(Code.SPEC014, problem, expected, "give the rate in one of these units")
            : Mismatch.wanting(Code.SPEC014, problem, expected, meant);
    return mismatch.within(text, rate.start(2), unit.length());
  }

  private static <T> T part(String text, Matcher form, int group, ScalarType.Parser<T> parser)
      throws Mismatch {
    try {
      return parser.parse(form.group(group));
    } catch (Mismatch mismatch) {
      throw mismatch.within(text, form.start(group), form.group(group).length());
    }
  }

  /** A rate as the file writes it. */
  static String rate(double perSecond) {
    return Quantity.decimal(perSecond) + "/s";
  }

  /** Users in a loop as the file writes them. */
  static String of(Load.Closed closed) {
    return closed.users() + " users thinking " + DistributionText.of(closed.think());
  }
}
