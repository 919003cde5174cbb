package dev.ballast.spec.grammar;

import dev.ballast.model.EndpointRef;
import dev.ballast.model.Service;
import dev.ballast.model.Step;
import dev.ballast.spec.grammar.Drafts.EndpointDraft;
import dev.ballast.spec.grammar.Drafts.Located;
import dev.ballast.spec.grammar.Drafts.PlacedStep;
import dev.ballast.spec.grammar.Drafts.ServiceDraft;
import dev.ballast.spec.text.Code;
import dev.ballast.spec.text.NameKind;
import dev.ballast.spec.text.Quoted;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Services, their endpoints and routes. */
final class ServiceGrammar {
  static final String ROUTE_PATTERN = "[A-Z]+ /\\S*";
  private static final String ROUTE_EXPECTED = "a route such as GET /play/{title}";
  private static final int GATEWAY_WORKERS = 65536;

  static final Type<String> ROUTE_NAME =
      new ScalarType<>(
          ROUTE_EXPECTED,
          ServiceGrammar::routeName,
          Scalars.text("^" + ROUTE_PATTERN + "$", "GET /play/{title}"));

  private record RouteDraft(
      String name, EndpointRef to, @Nullable String fallback, boolean idempotent) {}

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

  private static final Type<RouteDraft> ROUTE_LINE =
      new ScalarType<>(
          "a route such as GET /play/{title} -> playback.start",
          ServiceGrammar::routeLine,
          Scalars.text(
              "^" + ROUTE_PATTERN + "\\s+->\\s+\\S+\\.\\S+$",
              "GET /play/{title} -> playback.start"));

  private static final Type<RouteDraft> ROUTE_MAP =
      new Types.MapType<>(
          "a map with `route` and `to`",
          "A route with more to say about it.",
          List.of(ROUTE, TO, StepGrammar.ELSE, ROUTE_IDEMPOTENT),
          ServiceGrammar::route);

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

  private static final Key<List<EndpointDraft>> GATEWAY =
      Key.optional(
          "gateway",
          new Types.MapType<>(
              "a map with `routes`",
              "Users' requests enter here.",
              List.of(ROUTES),
              ServiceGrammar::gateway),
          "Makes the service a gateway: users' requests enter here and are routed to endpoints.");

  private static final Key<Boolean> IDEMPOTENT =
      Key.withDefault(
          "idempotent",
          Scalars.TRUTH,
          "true",
          "Whether a call with an unknown outcome may be repeated.");
  private static final Key<List<PlacedStep>> STEPS =
      Key.required("steps", StepGrammar.STEPS, "What the endpoint does, one after the other.");

  private record EndpointBody(boolean idempotent, List<PlacedStep> steps) {}

  private static final Type<EndpointBody> ENDPOINT =
      new Types.ByShape<>(
          "a list of steps, or a map with `steps`",
          null,
          new Types.Mapped<>(StepGrammar.STEPS, steps -> new EndpointBody(true, steps)),
          new Types.MapType<>(
              "a map with `steps`",
              "An endpoint with more to say about it.",
              List.of(IDEMPOTENT, STEPS),
              fields -> {
                List<PlacedStep> steps = fields.find(STEPS);
                return new EndpointBody(fields.get(IDEMPOTENT), steps == null ? List.of() : steps);
              }));

  private static final Key<List<Types.Item<String, EndpointBody>>> ENDPOINTS =
      Key.optional(
          "endpoints",
          new Types.Dictionary<>(
              "a map of endpoints",
              "the endpoint",
              NameKind.ENDPOINT,
              Scalars.ENDPOINT_NAME,
              ENDPOINT,
              "^[A-Za-z0-9_/][A-Za-z0-9_./:{}-]*$"),
          "What the service can be asked for; each is a list of steps.");

  private static final Key<Integer> REPLICAS =
      Key.withDefault(
          "replicas",
          Scalars.count(1, 10_000),
          "1",
          "Equal copies of the service; replica i stands in zone i mod n.");
  private static final Key<Integer> WORKERS =
      Key.withDefault(
          "workers",
          Scalars.count(1, 1_000_000),
          "64",
          "Requests served at once, per replica. A gateway's default is 65536.");
  private static final Key<Integer> QUEUE =
      Key.withDefault(
          "queue",
          Scalars.count(0, 10_000_000),
          "1024",
          "Requests waiting for a worker, per replica; more are shed. A gateway's default is 0.");
  private static final Key<Boolean> CANCELLATION =
      Key.withDefault(
          "cancellation",
          Scalars.word(Map.of("propagates", true, "ignored", false)),
          "ignored",
          "Whether work is dropped when its caller has given up (propagates), or goes on and keeps"
              + " its worker busy (ignored).");
  private static final Key<List<String>> COMMAND =
      Key.optional(
          "command",
          new Types.ByShape<>(
              "a command such as python3 app.py",
              new ScalarType<>(
                  "a command such as python3 app.py",
                  CommandLine::split,
                  Scalars.text(null, "python3 app.py")),
              new Types.ListType<>(
                  "a list of arguments", "this argument", null, Scalars.FREE_TEXT, false),
              null),
          "A real program that takes the stand-in's place when the system is run live. A string is"
              + " split at spaces outside quotes.");
  private static final Key<Integer> PORT =
      Key.optional(
          "port",
          Scalars.count(1, 65535),
          "Where the real program listens on 127.0.0.1; without it a free port is passed to it in"
              + " the environment variable PORT.");

  static final Type<ServiceDraft> SERVICE =
      new Types.MapType<>(
          "a map with `endpoints` or `gateway`",
          "Equal replicas that answer the same endpoints.",
          List.of(REPLICAS, WORKERS, QUEUE, CANCELLATION, GATEWAY, ENDPOINTS, COMMAND, PORT),
          ServiceGrammar::service);

  private ServiceGrammar() {}

  private static ServiceDraft service(Fields fields) {
    boolean isGateway = fields.has(GATEWAY);
    if (isGateway && fields.has(ENDPOINTS)) {
      fields
          .in()
          .report(
              Code.SPEC021,
              fields.at(ENDPOINTS),
              "`gateway` and `endpoints` in " + fields.place().noun(),
              "expected only one of them",
              "move the endpoints to a service behind the gateway");
    }
    if (!isGateway && !fields.has(ENDPOINTS)) {
      fields
          .in()
          .report(
              Code.SPEC011,
              fields.place().at(),
              fields.place().noun() + " has neither `endpoints` nor `gateway`",
              "expected `endpoints` or `gateway` below it",
              "add `endpoints:` with what the service can be asked for");
      fields.in().markIncomplete(NameKind.ENDPOINT);
    }
    List<EndpointDraft> endpoints = isGateway ? fields.find(GATEWAY) : endpoints(fields);
    if (endpoints == null) {
      fields.in().markIncomplete(isGateway ? NameKind.ROUTE : NameKind.ENDPOINT);
    }
    int workers = fields.get(WORKERS);
    int queue = fields.get(QUEUE);
    List<String> command = fields.find(COMMAND);
    Integer port = fields.find(PORT);
    return new ServiceDraft(
        fields.get(REPLICAS),
        isGateway && !fields.has(WORKERS) ? GATEWAY_WORKERS : workers,
        isGateway && !fields.has(QUEUE) ? 0 : queue,
        fields.get(CANCELLATION),
        isGateway,
        endpoints == null ? List.of() : endpoints,
        command == null && port == null
            ? null
            : new Service.Program(command == null ? List.of() : command, port == null ? 0 : port));
  }

  private static @Nullable List<EndpointDraft> endpoints(Fields fields) {
    List<Types.Item<String, EndpointBody>> items = fields.find(ENDPOINTS);
    if (items == null) {
      return null;
    }
    return items.stream()
        .map(i -> new EndpointDraft(i.key(), i.at(), i.value().idempotent(), i.value().steps()))
        .toList();
  }

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
          new EndpointDraft(route.name(), located.at(), route.idempotent(), List.of(step)));
    }
    return endpoints;
  }

  private static @Nullable RouteDraft route(Fields fields) {
    Located<String> name = fields.find(ROUTE);
    EndpointRef to = fields.find(TO);
    String fallback = fields.find(StepGrammar.ELSE);
    boolean idempotent = fields.get(ROUTE_IDEMPOTENT);
    if (name == null || to == null) {
      fields.in().markIncomplete(NameKind.ROUTE);
      return null;
    }
    return new RouteDraft(name.value(), to, fallback, idempotent);
  }

  private static String routeName(String text) throws Mismatch {
    if (!text.matches(ROUTE_PATTERN)) {
      String path = text.substring(text.indexOf('/') < 0 ? text.length() : text.indexOf('/'));
      boolean isPath = path.matches("/\\S*");
      String method = text.substring(0, text.length() - path.length()).strip();
      String fixedMethod = method.isEmpty() ? "GET" : method.toUpperCase(java.util.Locale.ROOT);
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
        return new RouteDraft(name, scalar.parser().parse(target), null, true);
      } catch (Mismatch mismatch) {
        throw mismatch.within(text, text.length() - target.length(), target.length());
      }
    }
    throw new IllegalStateException("expected a plain value, found " + type);
  }
}
