package dev.ballast.spec.grammar;

import dev.ballast.model.PathTemplate;
import dev.ballast.model.RequestMatch;
import dev.ballast.spec.text.Code;
import dev.ballast.spec.text.Quoted;
import java.util.Locale;

/** How a file speaks of routes: by method and path, or by the name that a route was given. */
final class RouteNames {
  /** Method and path. */
  static final String PATTERN = "[A-Z]+ /\\S*";

  /** What a route is called elsewhere in the file. */
  static final String REFERENCE = PATTERN + "|" + Scalars.NAME_PATTERN;

  private static final String EXPECTED = "a route such as GET /play/{title}";

  /** Method and path of a route. */
  static final Type<RequestMatch> REQUESTS =
      new ScalarType<>(
          EXPECTED, RouteNames::requests, Scalars.text("^" + PATTERN + "$", "GET /play/{title}"));

  /** A route that is spoken of. */
  static final Type<String> ROUTE =
      new ScalarType<>(
          EXPECTED + ", or its name",
          RouteNames::reference,
          Scalars.text("^(" + REFERENCE + ")$", "GET /play/{title}", "play-canary"));

  /** A path with parameters. */
  static final Type<PathTemplate> PATH =
      new ScalarType<>(
          "a path such as /v2/{title}",
          text -> path(text, text),
          Scalars.text("^/\\S*$", "/v2/{title}"));

  private RouteNames() {}

  /** Which requests a method and a path mean. */
  static RequestMatch requests(String text) throws Mismatch {
    int space = requireForm(text).indexOf(' ');
    path(text.substring(space + 1), text);
    return RequestMatch.of(text);
  }

  private static PathTemplate path(String path, String text) throws Mismatch {
    try {
      return PathTemplate.of(path);
    } catch (IllegalArgumentException e) {
      throw Mismatch.of(
          Code.SPEC015, "cannot read " + Quoted.of(text), String.valueOf(e.getMessage()), "");
    }
  }

  /** The text that names a route, whether there is one or not. */
  static String reference(String text) throws Mismatch {
    return text.matches(Scalars.NAME_PATTERN) ? text : requireForm(text);
  }

  private static String requireForm(String text) throws Mismatch {
    if (text.matches(PATTERN)) {
      return text;
    }
    String path = text.substring(text.indexOf('/') < 0 ? text.length() : text.indexOf('/'));
    boolean isPath = path.matches("/\\S*");
    String method = text.substring(0, text.length() - path.length()).strip();
    String fixedMethod = method.isEmpty() ? "GET" : method.toUpperCase(Locale.ROOT);
    throw isPath && fixedMethod.matches("[A-Z]+")
        ? Mismatch.wanting(
            Code.SPEC015, "cannot read " + Quoted.of(text), EXPECTED, fixedMethod + " " + path)
        : Mismatch.of(
            Code.SPEC015,
            "cannot read " + Quoted.of(text),
            EXPECTED,
            "write a method and a path that begins with /");
  }
}
