package dev.ballast.spec.grammar;

import dev.ballast.kernel.Distribution;
import dev.ballast.kernel.Units;
import dev.ballast.model.Load;
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

  /** What a user waits before asking again, where the file does not say. */
  private static final Distribution THINK_DEFAULT = new Distribution.Constant(Units.SECOND);

  private static final double RATE_MAX = 1e7;
  private static final Pattern RATE =
      Pattern.compile("([^\\s/]{1,40}+)\\s*/\\s*([^\\s/]{1,40}+)(?:\\s+(\\S{1,40}+))?");
  private static final Pattern USERS =
      Pattern.compile("(\\S{1,40}+)\\s+users?(?:\\s+thinking\\s+(.{1,4000}+))?");
  private static final List<String> KINDS = List.of("constant", "poisson");

  private LoadText() {}

  /** A load without its route. */
  static Function<String, Load> parse(String text) throws Mismatch {
    Matcher users = USERS.matcher(text);
    if (users.matches()) {
      int count = part(text, users, 1, t -> Quantity.count(t, 1, 1_000_000));
      Distribution think =
          users.group(2) == null ? THINK_DEFAULT : part(text, users, 2, DistributionText::parse);
      return route -> new Load.Closed(route, count, think);
    }
    Matcher rate = RATE.matcher(text);
    if (!rate.matches()) {
      boolean isNumber = text.strip().matches(Quantity.NUMBER);
      throw isNumber
          ? Mismatch.wanting(
              Code.SPEC016, "no unit after " + Quoted.of(text), EXPECTED, text.strip() + "/s")
          : Mismatch.of(Code.SPEC015, "cannot read " + Quoted.of(text), EXPECTED, "");
    }
    double perSecond = perSecond(text, rate);
    if (rate.group(3) == null || rate.group(3).equals("poisson")) {
      return route -> new Load.Poisson(route, perSecond);
    }
    if (rate.group(3).equals("constant")) {
      return route -> new Load.Constant(route, perSecond);
    }
    throw Scalars.unknownWord(rate.group(3), KINDS)
        .within(text, rate.start(3), rate.group(3).length());
  }

  private static double perSecond(String text, Matcher rate) throws Mismatch {
    String number = rate.group(1);
    if (!number.matches(Quantity.NUMBER)) {
      throw Mismatch.of(Code.SPEC015, "cannot read " + Quoted.of(number), EXPECTED, "");
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
    if (!(perSecond > 0) || perSecond > RATE_MAX) {
      throw Mismatch.of(
          Code.SPEC017, "a rate out of range", "above 0/s and at most 10000000/s", "");
    }
    return perSecond;
  }

  private static Mismatch unknownUnit(String text, Matcher rate, String unit) {
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

  /** The load as the file writes it. */
  static String of(Load load) {
    return switch (load) {
      case Load.Poisson(String _, double perSecond, var _) -> Quantity.decimal(perSecond) + "/s";
      case Load.Constant(String _, double perSecond, var _) ->
          Quantity.decimal(perSecond) + "/s constant";
      case Load.Closed(String _, int users, Distribution think, var _) ->
          users + " users thinking " + DistributionText.of(think);
    };
  }
}
