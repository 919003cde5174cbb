package dev.ballast.spec.grammar;

import dev.ballast.kernel.Units;
import dev.ballast.model.Upstream;
import dev.ballast.model.Upstream.Address;
import dev.ballast.model.Upstream.Discovery;
import dev.ballast.model.Upstream.HealthCheck;
import dev.ballast.model.Upstream.HealthCheck.Probe;
import dev.ballast.model.Upstream.Protocol;
import dev.ballast.model.Upstream.Tls;
import dev.ballast.spec.grammar.Drafts.Chosen;
import dev.ballast.spec.text.Code;
import dev.ballast.spec.text.Quoted;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How callers reach the replicas of a service in the live world. */
final class UpstreamGrammar {
  private static final String ADDRESS_EXPECTED = "an address such as 10.0.0.7:8080";
  private static final Pattern ADDRESS_FORM =
      Pattern.compile("(?:([^:\\[\\]]+)|\\[([0-9A-Fa-f:.]+)]):([0-9]{1,5})");

  private static final Type<Address> ADDRESS =
      new ScalarType<>(
          ADDRESS_EXPECTED,
          UpstreamGrammar::address,
          Scalars.text("^\\S+:[0-9]+$", "10.0.0.7:8080", "[::1]:8080"));
  static final Key<List<Address>> ADDRESSES =
      Key.optional(
          "addresses",
          new Types.ListType<>(
              "a list of addresses such as 10.0.0.7:8080", "this address", null, ADDRESS, false),
          "Where the replicas listen when they run as processes of their own: host and port, one"
              + " for each. They say how many `replicas` there are.");

  private static final Type<String> DNS_NAME =
      new ScalarType<>(
          "a name such as playback.default.svc.cluster.local",
          text -> {
            if (!text.matches("[A-Za-z0-9_]([A-Za-z0-9_.-]{0,252})")) {
              throw Mismatch.of(
                  Code.SPEC019, Quoted.of(text) + " is not a name", "a name of the DNS", "");
            }
            return text;
          },
          Scalars.text("^[A-Za-z0-9_][A-Za-z0-9_.-]*$", "playback.default.svc.cluster.local"));
  private static final Key<String> DNS =
      Key.required("dns", DNS_NAME, "A name whose A and AAAA records are the replicas.");
  private static final Key<Integer> DNS_PORT =
      Key.required("port", ListenGrammar.PORT_NUMBER, "On which all of them listen.");
  private static final Key<String> SRV =
      Key.required("srv", DNS_NAME, "A name whose SRV records are the replicas, with their ports.");
  private static final Key<String> FILE =
      Key.required(
          "file",
          Files.PATH,
          "A file with an address per line, which is read again when it changes.");
  static final Key<Discovery> DISCOVER =
      Key.optional(
          "discover",
          new Types.Variants<>(
              "this discovery",
              List.of(
                  new Types.MapType<Discovery>(
                      "a map with `dns` and `port`",
                      "Replicas by the address records of a name.",
                      List.of(DNS, DNS_PORT),
                      fields -> {
                        String name = fields.find(DNS);
                        Integer port = fields.find(DNS_PORT);
                        return name == null || port == null ? null : new Discovery.Dns(name, port);
                      }),
                  new Types.MapType<Discovery>(
                      "a map with `srv`",
                      "Replicas by the service records of a name.",
                      List.of(SRV),
                      fields -> {
                        String name = fields.find(SRV);
                        return name == null ? null : new Discovery.Srv(name);
                      }),
                  new Types.MapType<Discovery>(
                      "a map with `file`",
                      "Replicas by a file.",
                      List.of(FILE),
                      fields -> {
                        String file = fields.find(FILE);
                        return file == null ? null : new Discovery.AddressFile(file);
                      }))),
          "Finds replicas that come and go, where they run as processes of their own: by `dns`,"
              + " `srv` or `file`. `replicas` is then the most there may be.");

  private static final Key<Protocol> PROTOCOL =
      Key.withDefault(
          "protocol",
          Scalars.word(
              Map.of(
                  Protocol.HTTP_1_1.word(), Protocol.HTTP_1_1,
                  Protocol.H2.word(), Protocol.H2,
                  Protocol.GRPC.word(), Protocol.GRPC)),
          Protocol.HTTP_1_1.word(),
          "What its callers speak with it: http/1.1, h2, or grpc, where the result is told by"
              + " `grpc-status`.");

  private static final String PATH_EXPECTED = "a path such as /healthz, grpc, or connect";
  private static final Key<Probe> PATH =
      Key.required(
          "path",
          new ScalarType<>(
              PATH_EXPECTED,
              UpstreamGrammar::probe,
              Scalars.text("^(/\\S*|grpc|connect)$", "/healthz", "grpc", "connect")),
          "What is asked: a path, answered by 200 to 299; `grpc` for grpc.health.v1; `connect` for"
              + " a connection alone.");
  private static final Key<Long> EVERY =
      Key.withDefault(
          "every",
          Scalars.duration(HealthCheck.EVERY_NANOS_MIN, HealthCheck.EVERY_NANOS_MAX),
          "5s",
          "How often each replica is asked.");
  private static final Key<Long> TIMEOUT =
      Key.withDefault(
          "timeout", Scalars.DURATION, "1s", "How long the answer may take; not above `every`.");
  private static final Key<Integer> UNHEALTHY_AFTER =
      Key.withDefault(
          "unhealthy-after",
          Scalars.count(1, HealthCheck.IN_A_ROW_MAX),
          "3",
          "Failures in a row after which a replica gets no calls.");
  private static final Key<Integer> HEALTHY_AFTER =
      Key.withDefault(
          "healthy-after",
          Scalars.count(1, HealthCheck.IN_A_ROW_MAX),
          "2",
          "Successes in a row after which it gets some again.");
  private static final Key<Chosen<HealthCheck>> HEALTH_CHECK =
      Key.withDefault(
          "health-check",
          PolicyGrammar.noneOr(
              "a map with `path`, or none",
              new Chosen<>(null),
              new Types.MapType<>(
                  "a map with `path`",
                  "How replicas are asked whether they are well.",
                  List.of(PATH, EVERY, TIMEOUT, UNHEALTHY_AFTER, HEALTHY_AFTER),
                  UpstreamGrammar::healthCheck)),
          "none",
          "Asks each replica again and again whether it is well; one that is not gets no calls.");

  private static final Key<String> AUTHORITIES =
      Key.optional(
          "ca",
          Files.PATH,
          "A PEM file: the authorities whose certificates are believed. Default: those of the Java"
              + " runtime.");
  private static final Key<String> SERVER_NAME =
      Key.optional(
          "server-name",
          DNS_NAME,
          "The name that the certificate must have. Default: the host of the address.");
  private static final Key<Tls> TLS =
      Key.optional(
          "tls",
          new Types.MapType<>(
              "a map with `ca` or `server-name`",
              "TLS with replicas that have certificates of their own.",
              List.of(AUTHORITIES, SERVER_NAME),
              fields -> new Tls(fields.find(AUTHORITIES), fields.find(SERVER_NAME))),
          "Speaks TLS with replicas that have certificates of their own; those of this system"
              + " follow its `identities`.");

  static final List<Key<?>> KEYS =
      List.of(ADDRESSES, DISCOVER, PROTOCOL, HEALTH_CHECK, TLS, ListenGrammar.PROXY_PROTOCOL);

  private UpstreamGrammar() {}

  static Upstream read(Fields fields, boolean isGateway) {
    if (isGateway) {
      KEYS.stream()
          .filter(fields::has)
          .forEach(
              key ->
                  fields
                      .in()
                      .report(
                          Code.SPEC021,
                          fields.at(key),
                          "`gateway` and `" + key.name() + "` in " + fields.place().noun(),
                          "expected only one of them: nobody calls a gateway",
                          "say where it listens with `listen` below `gateway`"));
      return Upstream.DEFAULT;
    }
    List<Address> addresses = fields.find(ADDRESSES);
    Discovery discovery = fields.find(DISCOVER);
    Upstream upstream =
        ListenGrammar.sound(
            fields,
            () ->
                new Upstream(
                    addresses == null ? List.of() : addresses,
                    discovery,
                    fields.get(PROTOCOL),
                    fields.get(HEALTH_CHECK).value(),
                    fields.find(TLS),
                    fields.get(ListenGrammar.PROXY_PROTOCOL)));
    return upstream == null ? Upstream.DEFAULT : upstream;
  }

  private static Address address(String text) throws Mismatch {
    Matcher form = ADDRESS_FORM.matcher(text);
    if (!form.matches()) {
      throw Mismatch.of(
          Code.SPEC015,
          "cannot read " + Quoted.of(text),
          ADDRESS_EXPECTED,
          "write a host and a port with a colon between them");
    }
    int port = Quantity.count(form.group(3), 1, 65_535);
    String host = form.group(1) == null ? form.group(2) : form.group(1);
    if (!Address.isHost(host)) {
      throw Mismatch.of(Code.SPEC015, "cannot read " + Quoted.of(text), ADDRESS_EXPECTED, "");
    }
    return new Address(host, port);
  }

  private static Probe probe(String text) throws Mismatch {
    if (text.matches("/\\S*")) {
      return new Probe.Http(text);
    }
    return switch (text) {
      case "grpc" -> new Probe.Grpc();
      case "connect" -> new Probe.Connect();
      default ->
          throw Mismatch.of(Code.SPEC015, "cannot read " + Quoted.of(text), PATH_EXPECTED, "");
    };
  }

  private static @Nullable Chosen<HealthCheck> healthCheck(Fields fields) {
    Probe probe = fields.find(PATH);
    long every = fields.get(EVERY);
    long timeout = fields.get(TIMEOUT);
    if (probe == null) {
      return null;
    }
    if (timeout > every) {
      fields
          .in()
          .report(
              Code.SPEC022,
              fields.has(TIMEOUT) ? fields.valueAt(TIMEOUT) : fields.valueAt(EVERY),
              "a `timeout` of "
                  + Units.duration(timeout)
                  + " for a check every "
                  + Units.duration(every),
              "expected a check to be over before the next one",
              "write `timeout: " + Units.duration(every) + "`, or ask less often");
      return null;
    }
    return new Chosen<>(
        new HealthCheck(
            probe, every, timeout, fields.get(UNHEALTHY_AFTER), fields.get(HEALTHY_AFTER)));
  }

  static void write(Upstream upstream, Lines out) {
    if (!upstream.addresses().isEmpty()) {
      out.put(
          ADDRESSES.name(),
          Lines.list(upstream.addresses().stream().map(Address::toString).toList()));
    }
    if (upstream.discovery() != null) {
      out.put(DISCOVER.name(), text(upstream.discovery()));
    }
    out.put(PROTOCOL.name(), upstream.protocol().word());
    HealthCheck check = upstream.healthCheck();
    out.put(HEALTH_CHECK.name(), check == null ? "none" : text(check));
    Tls tls = upstream.tls();
    if (tls != null) {
      String ca = tls.authorities() == null ? "" : "ca: " + Lines.text(tls.authorities());
      String name = tls.serverName() == null ? "" : "server-name: " + Lines.text(tls.serverName());
      out.put(TLS.name(), "{" + ca + (ca.isEmpty() || name.isEmpty() ? "" : ", ") + name + "}");
    }
    out.put(ListenGrammar.PROXY_PROTOCOL.name(), upstream.speaksProxyProtocol() ? "v2" : "none");
  }

  private static String text(Discovery discovery) {
    return switch (discovery) {
      case Discovery.Dns(String name, int port) ->
          "{dns: " + Lines.text(name) + ", port: " + port + "}";
      case Discovery.Srv(String name) -> "{srv: " + Lines.text(name) + "}";
      case Discovery.AddressFile(String file) -> "{file: " + Lines.text(file) + "}";
    };
  }

  private static String text(HealthCheck check) {
    String path =
        switch (check.probe()) {
          case Probe.Http(String asked) -> Lines.text(asked);
          case Probe.Grpc _ -> "grpc";
          case Probe.Connect _ -> "connect";
        };
    return "{path: "
        + path
        + ", every: "
        + Units.duration(check.everyNanos())
        + ", timeout: "
        + Units.duration(check.timeoutNanos())
        + ", unhealthy-after: "
        + check.unhealthyAfter()
        + ", healthy-after: "
        + check.healthyAfter()
        + "}";
  }
}
