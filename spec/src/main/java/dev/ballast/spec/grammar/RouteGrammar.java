package dev.ballast.spec.grammar;

import dev.ballast.kernel.Position;
import dev.ballast.kernel.Priority;
import dev.ballast.model.Endpoint;
import dev.ballast.model.EndpointRef;
import dev.ballast.model.Payload;
import dev.ballast.model.RequestMatch;
import dev.ballast.model.Route;
import dev.ballast.model.Route.Redirect;
import dev.ballast.model.Route.Rewrite;
import dev.ballast.model.Step;
import dev.ballast.policy.rate.RateLimit;
import dev.ballast.spec.grammar.Drafts.Chosen;
import dev.ballast.spec.grammar.Drafts.EndpointDraft;
import dev.ballast.spec.grammar.Drafts.Located;
import dev.ballast.spec.grammar.Drafts.PlacedStep;
import dev.ballast.spec.text.Code;
import dev.ballast.spec.text.NameKind;
import dev.ballast.spec.text.Problems;
import dev.ballast.spec.text.Quoted;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The routes of a gateway: the short form, and the long one. */
final class RouteGrammar {
  /** A route, before its place is known. */
  record RouteDraft(
      String name, Route route, boolean idempotent, Priority priority, List<Step> steps) {}

  private static final Key<RequestMatch> ROUTE =
      Key.required(
          "route",
          RouteNames.REQUESTS,
          "Method and path. ANY stands for every method; {title} for a segment of the path, and"
              + " {rest...} at its end for all the rest.");
  private static final Key<String> NAME =
      Key.optional(
          "name",
          Scalars.NAME,
          "What loads and objectives call it; without it they say method and path. Needed where two"
              + " routes have the same method and path.");
  private static final Key<Long> TIMEOUT =
      Key.withDefault(
          "timeout",
          Scalars.DURATION_OR_NONE,
          "none",
          "The longest a request may take in all, from when the gateway let it in.");
  private static final Key<Long> BODY =
      Key.optional(
          "body",
          Amounts.BYTES,
          "The most that a request's body may have, in the live world. Default: that of the"
              + " gateway's `limits`; for a `stream` no bound.");
  private static final Key<Chosen<RateLimit>> RATE_LIMIT =
      Key.withDefault(
          "rate-limit",
          RateLimitGrammar.RATE_LIMIT.key().type(),
          "none",
          "Requests let in per time on this route, by each replica of the gateway or by key; more"
              + " are refused with 429.");
  private static final Key<Boolean> STREAM =
      Key.withDefault(
          "stream",
          Scalars.TRUTH,
          "false",
          "Whether answers are open-ended: timeouts then hold until an answer begins.");
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
              "^" + RouteNames.PATTERN + "\\s+->\\s+\\S+\\.\\S+$",
              "GET /play/{title} -> playback.start"));

  private static final Type<RouteDraft> ROUTE_MAP =
      new Types.MapType<>(
          "a map with `route` and `to`",
          "A route with more to say about it.",
          List.of(
              ROUTE,
              NAME,
              RequestGrammar.HOST,
              RequestGrammar.HEADERS,
              RequestGrammar.QUERY,
              PassingGrammar.TO,
              PassingGrammar.SPLIT,
              PassingGrammar.REDIRECT,
              PassingGrammar.MIRROR,
              PassingGrammar.REWRITE,
              TIMEOUT,
              BODY,
              RATE_LIMIT,
              STREAM,
              FallbackGrammar.ELSE,
              ROUTE_IDEMPOTENT,
              PRIORITY),
          RouteGrammar::route);

  /** A route, in either form. */
  static final Type<List<Located<RouteDraft>>> LIST =
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
          false);

  private RouteGrammar() {}

  /** The endpoints of a gateway with these routes. */
  static List<EndpointDraft> endpoints(List<Located<RouteDraft>> routes, Reading in) {
    List<EndpointDraft> endpoints = new ArrayList<>();
    Map<String, Integer> lines = new HashMap<>();
    List<Located<RouteDraft>> before = new ArrayList<>();
    for (Located<RouteDraft> located : routes) {
      RouteDraft route = located.value();
      Integer line = lines.putIfAbsent(route.name(), located.at().line());
      if (line != null) {
        in.report(
            Code.SPEC012,
            located.at(),
            "the route " + Quoted.of(route.name()) + " is given twice",
            "given before in line " + line,
            "leave one of them out, or give one a `name` and conditions of its own");
        continue;
      }
      reportShadowed(located, before, in);
      before.add(located);
      endpoints.add(endpoint(located));
    }
    return endpoints;
  }

  private static EndpointDraft endpoint(Located<RouteDraft> located) {
    RouteDraft route = located.value();
    return new EndpointDraft(
        route.name(),
        located.at(),
        route.idempotent(),
        route.priority(),
        Payload.SMALL,
        route.route(),
        route.steps().stream().map(step -> placed(step, located.at())).toList());
  }

  private static PlacedStep placed(Step step, Position at) {
    List<List<PlacedStep>> within =
        step.within().stream()
            .map(steps -> steps.stream().map(inner -> placed(inner, at)).toList())
            .toList();
    return new PlacedStep(step, at, within);
  }

  private static void reportShadowed(
      Located<RouteDraft> located, List<Located<RouteDraft>> before, Reading in) {
    for (Located<RouteDraft> earlier : before) {
      if (earlier.value().route().match().covers(located.value().route().match())) {
        in.report(
            Code.SPEC024,
            located.at(),
            "no request ever reaches the route " + Quoted.of(located.value().name()),
            "the route "
                + Quoted.of(earlier.value().name())
                + " in line "
                + earlier.at().line()
                + " takes them all: the first that fits does",
            "move it before that one, or leave it out");
        return;
      }
    }
  }

  private static @Nullable RouteDraft route(Fields fields) {
    RequestMatch requests = fields.find(ROUTE);
    String name = fields.find(NAME);
    RequestMatch match = requests == null ? null : RequestGrammar.read(requests, fields);
    Rewrite rewrite = fields.find(PassingGrammar.REWRITE);
    Redirect redirect = fields.find(PassingGrammar.REDIRECT);
    long timeout = fields.get(TIMEOUT);
    Long body = fields.find(BODY);
    RateLimit rateLimit = rateLimit(fields);
    boolean isStream = fields.get(STREAM);
    boolean idempotent = fields.get(ROUTE_IDEMPOTENT);
    Priority priority = fields.get(PRIORITY);
    List<Step> steps = steps(fields, redirect);
    if (match == null || steps == null) {
      fields.in().markIncomplete(NameKind.ROUTE);
      return null;
    }
    Route route =
        ListenGrammar.sound(
            fields,
            () ->
                new Route(
                    match,
                    rewrite,
                    redirect,
                    timeout,
                    body == null ? Route.BODY_OF_GATEWAY : body,
                    rateLimit,
                    isStream));
    if (route == null) {
      fields.in().markIncomplete(NameKind.ROUTE);
      return null;
    }
    String called = name == null ? match.method() + " " + match.path().text() : name;
    return new RouteDraft(called, route, idempotent, priority, steps);
  }

  private static @Nullable RateLimit rateLimit(Fields fields) {
    RateLimit limit = fields.get(RATE_LIMIT).value();
    if (limit != null && limit.per() == RateLimit.Scope.SERVICE) {
      fields
          .in()
          .report(
              Code.SPEC022,
              fields.valueAt(RATE_LIMIT),
              "`per: service` in the rate limit of a route",
              "expected `per: replica` or `per: key`",
              "divide the limit by the gateway's replicas, or give it to the gateway");
      return null;
    }
    return limit;
  }

  /** What is done with a request; null when the file does not say, or contradicts itself. */
  private static @Nullable List<Step> steps(Fields fields, @Nullable Redirect redirect) {
    List<Key<?>> ways = List.of(PassingGrammar.TO, PassingGrammar.SPLIT, PassingGrammar.REDIRECT);
    List<Key<?>> given = ways.stream().filter(fields::has).toList();
    if (given.size() != 1) {
      List<String> names = (given.isEmpty() ? ways : given).stream().map(Key::name).toList();
      fields
          .in()
          .report(
              given.isEmpty() ? Code.SPEC011 : Code.SPEC021,
              given.isEmpty() ? fields.place().at() : fields.at(given.get(1)),
              given.isEmpty()
                  ? fields.place().noun() + " has no `to`"
                  : "`" + String.join("` and `", names) + "` in " + fields.place().noun(),
              "expected one of " + Problems.oneOf(ways.stream().map(Key::name).toList()),
              given.isEmpty()
                  ? "add `to: ` with an endpoint such as playback.start"
                  : "leave one of them out");
      return null;
    }
    boolean isRedirect = fields.has(PassingGrammar.REDIRECT);
    List<Key<?>> ofCalls = List.of(PassingGrammar.MIRROR, FallbackGrammar.ELSE);
    for (Key<?> key : ofCalls) {
      if (isRedirect && fields.has(key)) {
        fields
            .in()
            .report(
                Code.SPEC021,
                fields.at(key),
                "`redirect` and `" + key.name() + "` in " + fields.place().noun(),
                "expected only one of them: nothing is called",
                "leave one of them out");
        return null;
      }
    }
    if (isRedirect) {
      return redirect == null ? null : List.of();
    }
    Step step = PassingGrammar.step(fields);
    Step.Mirror mirror = fields.find(PassingGrammar.MIRROR);
    if (step == null) {
      return null;
    }
    return mirror == null ? List.of(step) : List.of(mirror, step);
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
    RequestMatch match;
    try {
      match = RouteNames.requests(name);
    } catch (Mismatch mismatch) {
      throw mismatch.within(text, 0, name.length());
    }
    Type<EndpointRef> type = StepGrammar.TARGET;
    if (type instanceof ScalarType<EndpointRef> scalar) {
      try {
        Step call = new Step.Call(scalar.parser().parse(target), null, 1, 1);
        return new RouteDraft(name, Route.of(match), true, Priority.NORMAL, List.of(call));
      } catch (Mismatch mismatch) {
        throw mismatch.within(text, text.length() - target.length(), target.length());
      }
    }
    throw new IllegalStateException("expected a plain value, found " + type);
  }

  /** The route as the file would say it. */
  static void write(Endpoint endpoint, Lines out) {
    Route route = endpoint.routing();
    RequestMatch match = route.match();
    String requests = match.method() + " " + match.path().text();
    out.put("- " + ROUTE.name(), Lines.text(requests));
    out.deeper(
        () -> {
          if (!endpoint.name().equals(requests)) {
            out.put(NAME.name(), Lines.text(endpoint.name()));
          }
          RequestGrammar.write(match, out);
          if (route.redirect() != null) {
            PassingGrammar.write(route.redirect(), out);
          }
          endpoint.steps().forEach(step -> PassingGrammar.write(step, out));
          if (route.rewrite() != null) {
            PassingGrammar.write(route.rewrite(), out);
          }
          out.put(TIMEOUT.name(), PolicyText.durationOrNone(route.timeoutNanos()));
          if (route.bodyBytesMax() != Route.BODY_OF_GATEWAY) {
            out.put(BODY.name(), Amounts.size(route.bodyBytesMax()));
          }
          out.put(RATE_LIMIT.name(), RateLimitGrammar.text(route.rateLimit()));
          out.put(STREAM.name(), Boolean.toString(route.isStream()));
          out.put(ROUTE_IDEMPOTENT.name(), Boolean.toString(endpoint.idempotent()));
          out.put(PRIORITY.name(), endpoint.priority().name().toLowerCase(Locale.ROOT));
        });
  }
}
