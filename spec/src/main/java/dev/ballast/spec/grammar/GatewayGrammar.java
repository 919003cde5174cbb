package dev.ballast.spec.grammar;

import dev.ballast.kernel.Units;
import dev.ballast.model.Ingress;
import dev.ballast.model.Ingress.AccessLog;
import dev.ballast.model.Ingress.Limits;
import dev.ballast.model.Ingress.Listener;
import dev.ballast.model.Ingress.Timeouts;
import dev.ballast.model.Payload;
import dev.ballast.spec.grammar.Drafts.Chosen;
import dev.ballast.spec.grammar.Drafts.EndpointDraft;
import dev.ballast.spec.grammar.Drafts.Located;
import dev.ballast.spec.text.Code;
import dev.ballast.spec.text.NameKind;
import dev.ballast.spec.text.Quoted;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A gateway: its routes, where it listens, and what it puts up with. */
final class GatewayGrammar {
  /** What stands below `gateway`. */
  record GatewayDraft(List<EndpointDraft> endpoints, Ingress ingress) {}

  private static final Key<List<Located<RouteGrammar.RouteDraft>>> ROUTES =
      Key.required(
          "routes",
          RouteGrammar.LIST,
          "Which endpoint serves which request: the first route that fits, in this order.");

  private static final Key<Long> HEADER_BYTES =
      Key.withDefault(
          "header-bytes",
          Amounts.BYTES,
          Amounts.size(Limits.DEFAULT.headerBytes()),
          "Of the request line and all headers together; 1024B to 1MB. More is answered with 431.");
  private static final Key<Integer> HEADERS =
      Key.withDefault(
          "headers",
          Scalars.count(1, Limits.HEADERS_MAX),
          Integer.toString(Limits.DEFAULT.headers()),
          "How many headers a request may have. More is answered with 431.");
  private static final Key<Long> BODY =
      Key.withDefault(
          "body",
          new ScalarType<>(
              "a size such as 1MB, or none",
              text -> text.equals("none") ? Long.valueOf(Payload.BYTES_MAX) : Amounts.bytes(text),
              Scalars.text("^(none|[0-9]+(\\.[0-9]+)?(B|KB|MB|GB))$", "1MB", "none")),
          "none",
          "The most that a request's body may have, unless its route says otherwise. More is"
              + " answered with 413.");
  private static final Key<Integer> CONNECTIONS =
      Key.withDefault(
          "connections",
          Scalars.count(1, Limits.CONNECTIONS_MAX),
          Integer.toString(Limits.DEFAULT.connections()),
          "Connections at once, per listener of a replica. More are closed at once.");
  private static final Key<Chosen<Integer>> CONNECTIONS_PER_CLIENT =
      Key.withDefault(
          "connections-per-client",
          new ScalarType<>(
              "a whole number, or none",
              text ->
                  new Chosen<>(
                      text.equals("none")
                          ? null
                          : Integer.valueOf(Quantity.count(text, 1, Limits.CONNECTIONS_MAX))),
              new Schema.OneOf(
                  List.of(
                      new Schema.Numeric(true, 1.0, (double) Limits.CONNECTIONS_MAX),
                      new Schema.Words(List.of("none"))))),
          "none",
          "Connections at once from one address; more are closed at once. `none`: as many as all.");
  private static final Key<Integer> STREAMS =
      Key.withDefault(
          "streams",
          Scalars.count(1, Limits.STREAMS_MAX),
          Integer.toString(Limits.DEFAULT.streams()),
          "Requests at once on one HTTP/2 connection.");
  private static final Key<Integer> RESETS =
      Key.withDefault(
          "resets-per-second",
          Scalars.count(1, Limits.RESETS_MAX),
          Integer.toString(Limits.DEFAULT.resetsPerSecond()),
          "Requests of one HTTP/2 connection that its client breaks off; with more the connection"
              + " is closed.");
  private static final Key<Limits> LIMITS =
      Key.optional(
          "limits",
          new Types.MapType<>(
              "a map of limits",
              "What a gateway accepts from its clients, in the live world.",
              List.of(
                  HEADER_BYTES,
                  HEADERS,
                  BODY,
                  CONNECTIONS,
                  CONNECTIONS_PER_CLIENT,
                  STREAMS,
                  RESETS),
              GatewayGrammar::limits),
          "What it accepts from its clients; more is refused. In the live world.");

  private static final Key<Long> HEADER =
      timeout(
          "header",
          Timeouts.DEFAULT.headerNanos(),
          "For the head of a request, from its first byte; also for what comes before the first,"
              + " such as the TLS handshake.");
  private static final Key<Long> BODY_PAUSE =
      timeout(
          "body", Timeouts.DEFAULT.bodyNanos(), "The longest pause while a request's body comes.");
  private static final Key<Long> WRITE =
      timeout(
          "write",
          Timeouts.DEFAULT.writeNanos(),
          "The longest time in which a client takes nothing of its answer.");
  private static final Key<Long> IDLE =
      timeout("idle", Timeouts.DEFAULT.idleNanos(), "For the next request on a connection.");
  private static final Key<Long> STREAM =
      timeout(
          "stream",
          Timeouts.DEFAULT.streamNanos(),
          "The longest silence of an open-ended answer, or of a connection after an upgrade.");
  private static final Key<Long> DRAIN =
      timeout(
          "drain",
          Timeouts.DEFAULT.drainNanos(),
          "For the requests under way when the gateway stops.");
  private static final Key<Timeouts> TIMEOUTS =
      Key.optional(
          "timeouts",
          new Types.MapType<>(
              "a map of timeouts",
              "How long a gateway waits for its clients, in the live world.",
              List.of(HEADER, BODY_PAUSE, WRITE, IDLE, STREAM, DRAIN),
              fields ->
                  new Timeouts(
                      fields.get(HEADER),
                      fields.get(BODY_PAUSE),
                      fields.get(WRITE),
                      fields.get(IDLE),
                      fields.get(STREAM),
                      fields.get(DRAIN))),
          "How long it waits for its clients, in the live world.");

  private static final Key<AccessLog.Format> FORMAT =
      Key.withDefault(
          "format",
          Scalars.word(Map.of("json", AccessLog.Format.JSON, "common", AccessLog.Format.COMMON)),
          "json",
          "One JSON object per line, or the Common Log Format of the web servers.");
  private static final Key<Double> SAMPLE =
      Key.withDefault(
          "sample",
          Scalars.SHARE,
          Quantity.percent(AccessLog.SAMPLE_DEFAULT),
          "The share of the requests that are written. Those that were refused or failed always"
              + " are.");
  private static final Key<String> FILE =
      Key.optional("file", Files.PATH, "Where to. Without it the standard output.");
  private static final Key<Chosen<AccessLog>> ACCESS_LOG =
      Key.withDefault(
          "access-log",
          PolicyGrammar.noneOr(
              "a map with `format` or `sample`, or none",
              new Chosen<>(null),
              new Types.MapType<>(
                  "a map with `format` or `sample`",
                  "What is written of requests, in the live world.",
                  List.of(FORMAT, SAMPLE, FILE),
                  fields ->
                      new Chosen<>(
                          new AccessLog(
                              fields.get(FORMAT), fields.get(SAMPLE), fields.find(FILE))))),
          "none",
          "Writes a line for requests, in the live world.");

  static final Key<GatewayDraft> GATEWAY =
      Key.optional(
          "gateway",
          new Types.MapType<>(
              "a map with `routes`",
              "Users' requests enter here.",
              List.of(ROUTES, ListenGrammar.LISTEN, LIMITS, TIMEOUTS, ACCESS_LOG),
              GatewayGrammar::gateway),
          "Makes the service a gateway: users' requests enter here and are routed to endpoints.");

  private GatewayGrammar() {}

  private static Key<Long> timeout(String name, long nanos, String about) {
    return Key.withDefault(
        name,
        Scalars.duration(Timeouts.NANOS_MIN, Timeouts.NANOS_MAX),
        Units.duration(nanos),
        about);
  }

  private static @Nullable GatewayDraft gateway(Fields fields) {
    List<Located<RouteGrammar.RouteDraft>> routes = fields.find(ROUTES);
    List<Listener> listeners = fields.find(ListenGrammar.LISTEN);
    Limits limits = fields.find(LIMITS);
    Timeouts timeouts = fields.find(TIMEOUTS);
    AccessLog accessLog = fields.get(ACCESS_LOG).value();
    Ingress ingress =
        ListenGrammar.sound(
            fields,
            () ->
                new Ingress(
                    listeners == null ? List.of() : listeners,
                    limits == null ? Limits.DEFAULT : limits,
                    timeouts == null ? Timeouts.DEFAULT : timeouts,
                    accessLog));
    if (routes == null) {
      fields.in().markIncomplete(NameKind.ROUTE);
      return null;
    }
    return new GatewayDraft(
        RouteGrammar.endpoints(routes, fields.in()), ingress == null ? Ingress.DEFAULT : ingress);
  }

  private static @Nullable Limits limits(Fields fields) {
    long headerBytes = fields.get(HEADER_BYTES);
    if (headerBytes < Limits.HEADER_BYTES_MIN || headerBytes > Limits.HEADER_BYTES_MAX) {
      fields
          .in()
          .report(
              Code.SPEC017,
              fields.valueAt(HEADER_BYTES),
              Quoted.of(Amounts.size(headerBytes)) + " in `header-bytes`",
              "expected 1024B to 1MB",
              "write `header-bytes: 32KB`");
      return null;
    }
    int connections = fields.get(CONNECTIONS);
    Integer perClient = fields.get(CONNECTIONS_PER_CLIENT).value();
    return ListenGrammar.sound(
        fields,
        () ->
            new Limits(
                (int) headerBytes,
                fields.get(HEADERS),
                fields.get(BODY),
                connections,
                perClient == null ? connections : perClient,
                fields.get(STREAMS),
                fields.get(RESETS)));
  }

  static void write(Ingress ingress, Lines out) {
    ListenGrammar.write(ingress.listeners(), out);
    Limits limits = ingress.limits();
    out.below(
        LIMITS.name() + ":",
        () -> {
          out.put(HEADER_BYTES.name(), Amounts.size(limits.headerBytes()));
          out.put(HEADERS.name(), Integer.toString(limits.headers()));
          out.put(
              BODY.name(),
              limits.bodyBytes() == Payload.BYTES_MAX ? "none" : Amounts.size(limits.bodyBytes()));
          out.put(CONNECTIONS.name(), Integer.toString(limits.connections()));
          boolean isNone = limits.connectionsPerClient() == limits.connections();
          out.put(
              CONNECTIONS_PER_CLIENT.name(),
              isNone ? "none" : Integer.toString(limits.connectionsPerClient()));
          out.put(STREAMS.name(), Integer.toString(limits.streams()));
          out.put(RESETS.name(), Integer.toString(limits.resetsPerSecond()));
        });
    Timeouts timeouts = ingress.timeouts();
    out.below(
        TIMEOUTS.name() + ":",
        () -> {
          out.put(HEADER.name(), Units.duration(timeouts.headerNanos()));
          out.put(BODY_PAUSE.name(), Units.duration(timeouts.bodyNanos()));
          out.put(WRITE.name(), Units.duration(timeouts.writeNanos()));
          out.put(IDLE.name(), Units.duration(timeouts.idleNanos()));
          out.put(STREAM.name(), Units.duration(timeouts.streamNanos()));
          out.put(DRAIN.name(), Units.duration(timeouts.drainNanos()));
        });
    AccessLog log = ingress.accessLog();
    out.put(
        ACCESS_LOG.name(),
        log == null
            ? "none"
            : "{format: "
                + log.format().name().toLowerCase(Locale.ROOT)
                + ", sample: "
                + Quantity.percent(log.sample())
                + (log.file() == null ? "" : ", file: " + Lines.text(log.file()))
                + "}");
  }
}
