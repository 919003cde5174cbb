package dev.ballast.spec.grammar;

import dev.ballast.model.EndpointRef;
import dev.ballast.model.Fallback;
import dev.ballast.model.PathTemplate;
import dev.ballast.model.Route.Redirect;
import dev.ballast.model.Route.Rewrite;
import dev.ballast.model.Step;
import dev.ballast.spec.text.Code;
import dev.ballast.spec.text.Quoted;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a gateway does with the requests of a route. */
final class PassingGrammar {
  static final Key<EndpointRef> TO =
      Key.optional("to", StepGrammar.TARGET, "The endpoint that serves the route.");
  static final Key<List<Types.Item<EndpointRef, Double>>> SPLIT =
      Key.optional(
          "split",
          new Types.Dictionary<>(
              "a map from endpoints to percentages",
              "the share of",
              null,
              StepGrammar.TARGET,
              Scalars.SHARE,
              null),
          "Several endpoints in the place of `to`: each request goes to one of them, drawn by these"
              + " shares, which add up to 100%.");

  private static final Key<EndpointRef> MIRROR_TO =
      Key.required("to", StepGrammar.TARGET, "The endpoint that gets a copy.");
  private static final Key<Double> MIRROR_SHARE =
      Key.withDefault("share", Scalars.SHARE, "100%", "The share of the requests that are copied.");
  static final Key<Step.Mirror> MIRROR =
      Key.optional(
          "mirror",
          new Types.ByShape<>(
              "an endpoint such as catalog-v2.title, or a map with `to`",
              new Types.Mapped<>(StepGrammar.TARGET, to -> mirror(to, 1)),
              null,
              new Types.MapType<>(
                  "a map with `to`",
                  "An endpoint that gets copies of requests.",
                  List.of(MIRROR_TO, MIRROR_SHARE),
                  fields -> {
                    EndpointRef to = fields.find(MIRROR_TO);
                    return to == null ? null : mirror(to, fields.get(MIRROR_SHARE));
                  })),
          "An endpoint that gets a copy of the requests besides. Nobody waits for its answers, and"
              + " nothing follows from them; a mirrored call is not repeated.");

  private static final Key<PathTemplate> REWRITE_PATH =
      Key.optional(
          "path",
          RouteNames.PATH,
          "The path in the place of the route's own, with parameters of it. The query stays.");
  private static final Key<String> REWRITE_HOST =
      Key.optional(
          "host",
          new ScalarType<>(
              "a host such as catalog.internal",
              PassingGrammar::plainHost,
              Scalars.text("^[a-z0-9_.-]+$", "catalog.internal")),
          "The host in the place of the one that was asked for: a fixed name.");
  static final Key<Rewrite> REWRITE =
      Key.optional(
          "rewrite",
          new Types.MapType<>(
              "a map with `path` or `host`",
              "What is passed on in the place of what came.",
              List.of(REWRITE_PATH, REWRITE_HOST),
              PassingGrammar::rewrite),
          "Changes the path or the host before the request is passed on, in the live world.");

  private static final Pattern URL =
      Pattern.compile("(https?)://([A-Za-z0-9._-]+(?::[0-9]{1,5})?)(/.*)?");
  private static final String REDIRECT_EXPECTED =
      "a path such as /new/{title}, a URL such as https://example.org, or https";

  private record Destination(
      @Nullable String scheme, @Nullable String authority, @Nullable PathTemplate path) {}

  private static final Type<Destination> PLACE =
      new ScalarType<>(
          REDIRECT_EXPECTED,
          PassingGrammar::place,
          Scalars.text(
              "^(https?(://\\S+)?|/\\S*)$", "/new/{title}", "https://example.org", "https"));
  private static final Key<Destination> REDIRECT_TO =
      Key.required(
          "to",
          PLACE,
          "A path with parameters of the route's own; a URL, whose host is a fixed name; or `https`"
              + " for the same address over TLS. What it does not say stays, as does the query.");
  private static final Key<Integer> STATUS =
      Key.withDefault(
          "status",
          new ScalarType<>(
              "301, 302, 303, 307 or 308",
              PassingGrammar::status,
              new Schema.Numeric(true, 301.0, 308.0)),
          "308",
          "The status of the answer: 301, 302, 303, 307 or 308.");
  static final Key<Redirect> REDIRECT =
      Key.optional(
          "redirect",
          new Types.ByShape<>(
              REDIRECT_EXPECTED + ", or a map with `to`",
              new Types.Mapped<>(PLACE, place -> redirect(place, 308)),
              null,
              new Types.MapType<>(
                  "a map with `to`",
                  "Where clients are sent.",
                  List.of(REDIRECT_TO, STATUS),
                  fields -> {
                    Destination place = fields.find(REDIRECT_TO);
                    return place == null ? null : redirect(place, fields.get(STATUS));
                  })),
          "Sends clients elsewhere in the place of `to`.");

  private PassingGrammar() {}

  private static int status(String text) throws Mismatch {
    int status = Quantity.count(text, 301, 308);
    if (!Redirect.STATUSES.contains(status)) {
      throw Mismatch.wanting(Code.SPEC017, Quoted.of(text), "301, 302, 303, 307 or 308", "308");
    }
    return status;
  }

  private static Step.Mirror mirror(EndpointRef to, double share) {
    return new Step.Mirror(new Step.Call(to, null, share, 1));
  }

  private static Redirect redirect(Destination place, int status) {
    return new Redirect(place.scheme(), place.authority(), place.path(), status);
  }

  private static Destination place(String text) throws Mismatch {
    if (text.equals("https") || text.equals("http")) {
      return new Destination(text, null, null);
    }
    Matcher url = URL.matcher(text);
    if (!url.matches()) {
      if (!text.startsWith("/")) {
        throw Mismatch.of(
            Code.SPEC015,
            "cannot read " + Quoted.of(text),
            REDIRECT_EXPECTED,
            "a host is written as it is, without parameters");
      }
      return new Destination(null, null, path(text));
    }
    return new Destination(
        url.group(1), url.group(2), url.group(3) == null ? null : path(url.group(3)));
  }

  private static PathTemplate path(String text) throws Mismatch {
    try {
      return PathTemplate.of(text);
    } catch (IllegalArgumentException e) {
      throw Mismatch.of(
          Code.SPEC015, "cannot read " + Quoted.of(text), String.valueOf(e.getMessage()), "");
    }
  }

  private static String plainHost(String text) throws Mismatch {
    String host = RequestGrammar.host(text);
    if (host.startsWith("*")) {
      throw Mismatch.of(
          Code.SPEC015, "cannot read " + Quoted.of(text), "a host such as catalog.internal", "");
    }
    return host;
  }

  private static @Nullable Rewrite rewrite(Fields fields) {
    PathTemplate path = fields.find(REWRITE_PATH);
    String host = fields.find(REWRITE_HOST);
    boolean isUnread = fields.has(REWRITE_PATH) || fields.has(REWRITE_HOST);
    if (path == null && host == null) {
      if (!isUnread) {
        fields
            .in()
            .report(
                Code.SPEC011,
                fields.place().at(),
                "`rewrite` has neither `path` nor `host`",
                "expected one of them, or both",
                "add `path: ` with a path such as /v2/{title}");
      }
      return null;
    }
    return new Rewrite(path, host);
  }

  /** The calls that a route makes; null when there are not to be any, or none that can be read. */
  static @Nullable Step step(Fields fields) {
    EndpointRef to = fields.find(TO);
    Fallback fallback = fields.find(FallbackGrammar.ELSE);
    if (to != null) {
      return new Step.Call(to, fallback, 1, 1);
    }
    List<Types.Item<EndpointRef, Double>> split = fields.find(SPLIT);
    if (split == null) {
      return null;
    }
    return LoadShapes.sound(
        fields,
        SPLIT,
        () ->
            new Step.Split(
                split.stream()
                    .map(
                        item ->
                            new Step.Split.Part(
                                item.value(), new Step.Call(item.key(), fallback, 1, 1)))
                    .toList()));
  }

  static void write(Step step, Lines out) {
    switch (step) {
      case Step.Call call -> {
        out.put(TO.name(), Lines.text(call.target().toString()));
        write(call.fallback(), out);
      }
      case Step.Split(List<Step.Split.Part> parts) -> {
        out.put(
            SPLIT.name(),
            parts.stream()
                .map(
                    part ->
                        Lines.text(part.call().target().toString())
                            + ": "
                            + Quantity.percent(part.share()))
                .collect(Collectors.joining(", ", "{", "}")));
        write(parts.getFirst().call().fallback(), out);
      }
      case Step.Mirror(Step.Call call) ->
          out.put(
              MIRROR.name(),
              "{to: "
                  + Lines.text(call.target().toString())
                  + ", share: "
                  + Quantity.percent(call.chance())
                  + "}");
      case Step.Work _,
          Step.Wait _,
          Step.Fails _,
          Step.Together _,
          Step.Memory _,
          Step.OneAtATime _ ->
          throw new IllegalArgumentException("a system file has no words for a route with " + step);
    }
  }

  private static void write(@Nullable Fallback fallback, Lines out) {
    if (fallback != null) {
      out.put(FallbackGrammar.ELSE.name(), FallbackGrammar.text(fallback));
    }
  }

  static void write(Rewrite rewrite, Lines out) {
    out.below(
        REWRITE.name() + ":",
        () -> {
          if (rewrite.path() != null) {
            out.put(REWRITE_PATH.name(), Lines.text(rewrite.path().text()));
          }
          if (rewrite.host() != null) {
            out.put(REWRITE_HOST.name(), Lines.text(rewrite.host()));
          }
        });
  }

  static void write(Redirect redirect, Lines out) {
    StringBuilder to = new StringBuilder();
    if (redirect.authority() != null) {
      to.append(redirect.scheme()).append("://").append(redirect.authority());
    }
    if (redirect.path() != null) {
      to.append(redirect.path().text());
    }
    String place = to.isEmpty() ? String.valueOf(redirect.scheme()) : to.toString();
    out.below(
        REDIRECT.name() + ":",
        () -> {
          out.put(REDIRECT_TO.name(), Lines.text(place));
          out.put(STATUS.name(), Integer.toString(redirect.status()));
        });
  }
}
