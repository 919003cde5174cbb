package dev.ballast.spec.grammar;

import dev.ballast.kernel.Distribution;
import dev.ballast.kernel.Distribution.Empirical;
import dev.ballast.spec.text.Code;
import dev.ballast.spec.text.Nearest;
import dev.ballast.spec.text.Problems;
import dev.ballast.spec.text.Quoted;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Distributions as people write them: {@code 5ms}, {@code uniform(1ms, 5ms)}, {@code
 * lognormal(p50=6ms, p99=30ms)}.
 */
final class DistributionText {
  static final String EXPECTED =
      "a duration such as 5ms, or a law such as lognormal(p50=5ms, p99=20ms)";

  private static final Map<String, List<List<String>>> FORMS = forms();

  private DistributionText() {}

  private static Map<String, List<List<String>>> forms() {
    Map<String, List<List<String>>> forms = new LinkedHashMap<>();
    forms.put("constant", List.of(List.of("value")));
    forms.put("uniform", List.of(List.of("min", "max")));
    forms.put("exponential", List.of(List.of("mean")));
    forms.put(
        "lognormal", List.of(List.of("p50", "p99"), List.of("mean", "cv"), List.of("mu", "sigma")));
    forms.put("gamma", List.of(List.of("mean", "cv"), List.of("shape", "scale")));
    forms.put(
        "weibull",
        List.of(List.of("mean", "cv"), List.of("p50", "p99"), List.of("shape", "scale")));
    forms.put("pareto", List.of(List.of("shape", "min")));
    forms.put("empirical", List.of());
    return forms;
  }

  /** One argument and where it stands. */
  private record Argument(String name, String value, int offset, int length) {}

  static Distribution parse(String text) throws Mismatch {
    int open = text.indexOf('(');
    if (open < 0) {
      return bare(text);
    }
    String law = text.substring(0, open).strip();
    if (!FORMS.containsKey(law)) {
      throw unknownLaw(law, text.substring(open));
    }
    if (!text.endsWith(")")) {
      throw Mismatch.wanting(
          Code.SPEC015,
          "the bracket of " + Quoted.of(law) + " is not closed",
          EXPECTED,
          text + ")");
    }
    List<String> pieces = List.of(text.substring(open + 1, text.length() - 1).split(",", -1));
    try {
      return law.equals("empirical")
          ? empirical(text, open + 1, pieces)
          : of(law, arguments(text, law, open + 1, pieces), text);
    } catch (IllegalArgumentException e) {
      throw Mismatch.of(
          Code.SPEC022, String.valueOf(e.getMessage()), forms(law), "change one of the values");
    }
  }

  private static Distribution bare(String text) throws Mismatch {
    if (!text.isEmpty() && Character.isLetter(text.charAt(0))) {
      String law = text.strip();
      if (FORMS.containsKey(law)) {
        throw Mismatch.of(
            Code.SPEC015,
            Quoted.of(law) + " has no values",
            forms(law),
            "give its values in brackets");
      }
      throw unknownLaw(law, "");
    }
    return new Distribution.Constant(Quantity.nanos(text).doubleValue());
  }

  private static Mismatch unknownLaw(String law, String rest) {
    String nearest = Nearest.of(law, FORMS.keySet());
    String problem = "unknown distribution " + Quoted.of(law);
    String expected = "a duration, or one of " + Problems.oneOf(FORMS.keySet());
    return nearest == null
        ? Mismatch.of(Code.SPEC018, problem, expected, "write a duration such as `5ms`")
        : Mismatch.wanting(Code.SPEC018, problem, expected, nearest + rest);
  }

  private static List<Argument> arguments(String text, String law, int from, List<String> pieces)
      throws Mismatch {
    List<Argument> arguments = new ArrayList<>();
    List<String> positional = FORMS.getOrDefault(law, List.of()).getFirst();
    int at = from;
    for (int i = 0; i < pieces.size(); i++) {
      String piece = pieces.get(i);
      int equals = piece.indexOf('=');
      String name =
          equals >= 0
              ? piece.substring(0, equals).strip()
              : i < positional.size() ? positional.get(i) : "";
      String value = piece.substring(equals + 1).strip();
      int offset = at + equals + 1 + leadingSpaces(piece.substring(equals + 1));
      if (name.isEmpty() || value.isEmpty()) {
        throw Mismatch.of(
            Code.SPEC015, "cannot read " + Quoted.of(text), forms(law), "give every value");
      }
      arguments.add(new Argument(name, value, offset, value.length()));
      at += piece.length() + 1;
    }
    return arguments;
  }

  private static int leadingSpaces(String text) {
    return text.length() - text.stripLeading().length();
  }

  private static String forms(String law) {
    List<String> forms = new ArrayList<>();
    for (List<String> names : FORMS.getOrDefault(law, List.of())) {
      forms.add(law + "(" + String.join("=…, ", names) + "=…)");
    }
    return law.equals("empirical")
        ? "empirical(0%: 1ms, 50%: 5ms, 100%: 80ms)"
        : Problems.oneOf(forms);
  }

  private static Distribution of(String law, List<Argument> arguments, String text)
      throws Mismatch {
    Map<String, Argument> byName = new LinkedHashMap<>();
    for (Argument argument : arguments) {
      byName.put(argument.name(), argument);
    }
    for (List<String> form : FORMS.getOrDefault(law, List.of())) {
      if (byName.size() == arguments.size() && byName.keySet().equals(new HashSet<>(form))) {
        double first = value(form.get(0), byName, text);
        double second = form.size() > 1 ? value(form.get(1), byName, text) : 0;
        return Laws.of(law, form.getFirst(), first, second);
      }
    }
    throw Mismatch.of(
        Code.SPEC015,
        Quoted.of(law) + " cannot be given by " + String.join(" and ", names(arguments)),
        forms(law),
        "use one of these forms");
  }

  private static List<String> names(List<Argument> arguments) {
    return arguments.stream().map(a -> Quoted.of(a.name())).toList();
  }

  private static double value(String name, Map<String, Argument> byName, String text)
      throws Mismatch {
    Argument argument = byName.get(name);
    if (argument == null) {
      throw new IllegalStateException("expected an argument " + name + ", found none");
    }
    try {
      return switch (name) {
        case "cv", "shape", "sigma" -> Quantity.number(argument.value());
        case "mu" -> Laws.logNanos(argument.value());
        default -> Quantity.nanos(argument.value()).doubleValue();
      };
    } catch (Mismatch mismatch) {
      throw mismatch.within(text, argument.offset(), argument.length());
    }
  }

  private static Distribution empirical(String text, int from, List<String> pieces)
      throws Mismatch {
    List<Empirical.Point> points = new ArrayList<>();
    int at = from;
    for (String piece : pieces) {
      int colon = piece.indexOf(':');
      if (colon < 0) {
        throw Mismatch.of(
            Code.SPEC015, "cannot read " + Quoted.of(piece.strip()), forms("empirical"), "");
      }
      String share = piece.substring(0, colon).strip();
      String time = piece.substring(colon + 1).strip();
      int shareAt = at + leadingSpaces(piece);
      int timeAt = at + colon + 1 + leadingSpaces(piece.substring(colon + 1));
      points.add(
          new Empirical.Point(
              within(text, shareAt, share, Quantity::share),
              within(text, timeAt, time, t -> Quantity.nanos(t).doubleValue())));
      at += piece.length() + 1;
    }
    return new Empirical(points);
  }

  private static double within(
      String text, int offset, String part, ScalarType.Parser<Double> parser) throws Mismatch {
    try {
      return parser.parse(part);
    } catch (Mismatch mismatch) {
      throw mismatch.within(text, offset, part.length());
    }
  }

  /** The text that reads back as an equal distribution, as short as it can be. */
  static String of(Distribution distribution) {
    return switch (distribution) {
      case Distribution.Constant(double nanos) -> nanos(nanos);
      case Distribution.Uniform(double low, double high) ->
          "uniform(" + nanos(low) + ", " + nanos(high) + ")";
      case Distribution.Exponential(double mean) -> "exponential(mean=" + nanos(mean) + ")";
      case Distribution.Pareto(double shape, double min) ->
          "pareto(shape=" + Quantity.decimal(shape) + ", min=" + nanos(min) + ")";
      case Distribution.Lognormal _, Distribution.Gamma _, Distribution.Weibull _ ->
          Laws.text(distribution);
      case Empirical(List<Empirical.Point> points) -> {
        List<String> parts = new ArrayList<>();
        for (Empirical.Point point : points) {
          parts.add(Quantity.percent(point.share()) + ": " + nanos(point.nanos()));
        }
        yield "empirical(" + String.join(", ", parts) + ")";
      }
    };
  }

  static String nanos(double nanos) {
    return Quantity.duration(new BigDecimal(Double.toString(nanos)));
  }
}
