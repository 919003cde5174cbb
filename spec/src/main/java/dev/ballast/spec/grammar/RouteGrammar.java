package dev.ballast.spec.grammar;

import dev.ballast.kernel.Priority;
import dev.ballast.model.EndpointRef;
import dev.ballast.model.Fallback;
import dev.ballast.model.Payload;
import dev.ballast.model.Step;
import dev.ballast.spec.grammar.Drafts.EndpointDraft;
import dev.ballast.spec.grammar.Drafts.Located;
import dev.ballast.spec.grammar.Drafts.PlacedStep;
import dev.ballast.spec.text.Code;
import dev.ballast.spec.text.NameKind;
import dev.ballast.spec.text.Quoted;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A gateway and its routes. */
final class RouteGrammar {
  static final String ROUTE_PATTERN = "[A-Z]+ /\\S*";
  private static final String ROUTE_EXPECTED = "a route such as GET /play/{title}";

  static final Type<String> ROUTE_NAME =
      new ScalarType<>(
          ROUTE_EXPECTED,
          RouteGrammar::routeName,
          Scalars.text("^" + ROUTE_PATTERN + "$", "GET /play/{title}"));

  private record RouteDraft(
      String name,
      EndpointRef to,
      @Nullable Fallback fallback,
      boolean idempotent,
      Priority priority) {}

  private static final Key<Located<String>> ROUTE =
      Key.required(
          "route", new LocatedType<>(ROUTE_NAME), "Method and path; parameters stand in braces.");
  private static final Key<EndpointRef> TO =
      Key.required("to", StepGrammar.TARGET, "The endpoint that serves the route.");
  private static final Key<Boolean> ROUTE_IDEMPOTENT =
      Key.withDefault(
          "idempotent",
          Scalars.TRUTH,
          "true",
          "Whether a request with an unknown outcome may be repeated.");

  private static final Key<Priority> PRIORITY =
      Key.withDefault(
          "priority",
          Scalars.word(
              Map.of(
                  "critical", Priority.CRITICAL,
                  "normal", Priority.NORMAL,
                  "sheddable", Priority.SHEDDABLE)),
          "normal",
          "How much a request matters; all calls it causes take that over.");

  private static final Type<RouteDraft> ROUTE_LINE =
      new ScalarType<>(
          "a route such as GET /play/{title} -> playback.start",
          RouteGrammar::routeLine,
          Scalars.text(
              "^" + ROUTE_PATTERN + "\\s+->\\s+\\S+\\.\\S+$",
              "GET /play/{title} -> playback.start"));

  private static final Type<RouteDraft> ROUTE_MAP =
      new Types.MapType<>(
          "a map with `route` and `to`",
          "A route with more to say about it.",
          List.of(ROUTE, TO, FallbackGrammar.ELSE, ROUTE_IDEMPOTENT, PRIORITY),
          RouteGrammar::route);

  private static final Key<List<Located<RouteDraft>>> ROUTES =
      Key.required(
          "routes",
          new Types.ListType<>(
              "a list of routes",
              "this route",
              NameKind.ROUTE,
              new LocatedType<>(
                  new Types.ByShape<>(
                      "a route such as GET /play/{title} -> playback.start",
                      ROUTE_LINE,
                      null,
                      ROUTE_MAP)),
              false),
          "Which endpoint serves which request.");

  static final Key<List<EndpointDraft>> GATEWAY =
      Key.optional(
          "gateway",
          new Types.MapType<>(
              "a map with `routes`",
              "Users' requests enter here.",
              List.of(ROUTES),
              RouteGrammar::gateway),
          "Makes the service a gateway: users' requests enter here and are routed to endpoints.");

  private RouteGrammar() {}

  private static @Nullable List<EndpointDraft> gateway(Fields fields) {
    List<Located<RouteDraft>> routes = fields.find(ROUTES);
    if (routes == null) {
      return null;
    }
    List<EndpointDraft> endpoints = new ArrayList<>();
    Map<String, Integer> lines = new HashMap<>();
    for (Located<RouteDraft> located : routes) {
      RouteDraft route = located.value();
      Integer before = lines.putIfAbsent(route.name(), located.at().line());
      if (before != null) {
        fields
            .in()
            .report(
                Code.SPEC012,
                located.at(),
                "the route " + Quoted.of(route.name()) + " is given twice",
                "given before in line " + before,
                "leave one of them out");
        continue;
      }
      Step.Call call = new Step.Call(route.to(), route.fallback(), 1, 1);
      PlacedStep step = new PlacedStep(call, located.at(), List.of());
      endpoints.add(
          new EndpointDraft(
              route.name(),
              located.at(),
              route.idempotent(),
              route.priority(),
              Payload.SMALL,
              List.of(step)));
    }
    return endpoints;
  }

  private static @Nullable RouteDraft route(Fields fields) {
    Located<String> name = fields.find(ROUTE);
    EndpointRef to = fields.find(TO);
    Fallback fallback = fields.find(FallbackGrammar.ELSE);
    boolean idempotent = fields.get(ROUTE_IDEMPOTENT);
    Priority priority = fields.get(PRIORITY);
    if (name == null || to == null) {
      fields.in().markIncomplete(NameKind.ROUTE);
      return null;
    }
    return new RouteDraft(name.value(), to, fallback, idempotent, priority);
  }

  static String routeName(String text) throws Mismatch {
    if (!text.matches(ROUTE_PATTERN)) {
      String path = text.substring(text.indexOf('/') < 0 ? text.length() : text.indexOf('/'));
      boolean isPath = path.matches("/\\S*");
      String method = text.substring(0, text.length() - path.length()).strip();
      String fixedMethod = method.isEmpty() ? "GET" : method.toUpperCase(Locale.ROOT);
      throw isPath && fixedMethod.matches("[A-Z]+")
          ? Mismatch.wanting(
              Code.SPEC015,
              "cannot read " + Quoted.of(text),
              ROUTE_EXPECTED,
              fixedMethod + " " + path)
          : Mismatch.of(
              Code.SPEC015,
              "cannot read " + Quoted.of(text),
              ROUTE_EXPECTED,
              "write a method and a path that begins with /");
    }
    return text;
  }

  private static RouteDraft routeLine(String text) throws Mismatch {
    int arrow = text.indexOf("->");
    if (arrow < 0) {
      throw Mismatch.of(
          Code.SPEC015,
          "no `->` after the route " + Quoted.of(text),
          "a route such as GET /play/{title} -> playback.start",
          "add ` -> ` and the endpoint that serves it");
    }
    String name = text.substring(0, arrow).strip();
    String target = text.substring(arrow + 2).strip();
    try {
      routeName(name);
    } catch (Mismatch mismatch) {
      throw mismatch.within(text, 0, name.length());
    }
    Type<EndpointRef> type = StepGrammar.TARGET;
    if (type instanceof ScalarType<EndpointRef> scalar) {
      try {
        return new RouteDraft(name, scalar.parser().parse(target), null, true, Priority.NORMAL);
      } catch (Mismatch mismatch) {
        throw mismatch.within(text, text.length() - target.length(), target.length());
      }
    }
    throw new IllegalStateException("expected a plain value, found " + type);
  }
}
