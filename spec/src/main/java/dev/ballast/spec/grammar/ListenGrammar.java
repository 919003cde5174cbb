package dev.ballast.spec.grammar;

import dev.ballast.model.Ingress.Listener;
import dev.ballast.model.Ingress.Tls;
import dev.ballast.model.Ingress.Tls.ClientCertificates;
import dev.ballast.model.Ingress.Tls.KeyPair;
import dev.ballast.model.Ingress.Tls.Version;
import dev.ballast.model.Upstream.Address;
import dev.ballast.spec.text.Code;
import dev.ballast.spec.text.Quoted;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Where a gateway listens. */
final class ListenGrammar {
  static final Type<Integer> PORT_NUMBER = Scalars.count(1, 65_535);

  private static final Key<String> CERTIFICATE =
      Key.required("certificate", Files.PATH, "A PEM file: the certificate and its chain.");
  private static final Key<String> PRIVATE_KEY =
      Key.required("key", Files.PATH, "A PEM file: its private key (PKCS #8, not encrypted).");
  private static final Key<List<KeyPair>> CERTIFICATES =
      Key.required(
          "certificates",
          new Types.ListType<>(
              "a list of certificates",
              "this certificate",
              null,
              new Types.MapType<>(
                  "a map with `certificate` and `key`",
                  "A certificate with its key.",
                  List.of(CERTIFICATE, PRIVATE_KEY),
                  fields -> {
                    String certificate = fields.find(CERTIFICATE);
                    String key = fields.find(PRIVATE_KEY);
                    return certificate == null || key == null
                        ? null
                        : new KeyPair(certificate, key);
                  }),
              false),
          "At least one. Clients get the first that has the name they ask for (SNI), else the"
              + " first of all.");
  private static final Key<Version> VERSION_MIN =
      Key.withDefault(
          "min-version",
          new ScalarType<>(
              "1.2 or 1.3",
              ListenGrammar::version,
              new Schema.OneOf(
                  List.of(
                      new Schema.Numeric(false, 1.2, 1.3),
                      new Schema.Words(List.of("1.2", "1.3"))))),
          "1.2",
          "The oldest version of TLS that is spoken: 1.2 or 1.3.");
  private static final Key<ClientCertificates> CLIENTS =
      Key.withDefault(
          "clients",
          Scalars.word(
              Map.of(
                  "none", ClientCertificates.NONE,
                  "optional", ClientCertificates.OPTIONAL,
                  "required", ClientCertificates.REQUIRED)),
          "none",
          "Whether clients show a certificate of their own.");
  private static final Key<String> AUTHORITIES =
      Key.optional(
          "ca", Files.PATH, "A PEM file: the authorities whose client certificates are believed.");
  private static final Key<Tls> TLS =
      Key.optional(
          "tls",
          new Types.MapType<>(
              "a map with `certificates`",
              "How TLS is spoken.",
              List.of(CERTIFICATES, VERSION_MIN, CLIENTS, AUTHORITIES),
              ListenGrammar::tls),
          "Speaks TLS, and HTTP/2 with clients that offer it (ALPN). Without it clear text.");

  private static final Key<Integer> PORT = Key.required("port", PORT_NUMBER, "The port.");
  private static final Key<String> ADDRESS =
      Key.withDefault(
          "address",
          new ScalarType<>(
              "an IP address such as 0.0.0.0",
              text -> {
                if (!Address.isHost(text)) {
                  throw Mismatch.of(
                      Code.SPEC015,
                      "cannot read " + Quoted.of(text),
                      "an IP address such as 0.0.0.0",
                      "");
                }
                return text;
              },
              Scalars.text(null, "0.0.0.0", "::")),
          Listener.ADDRESS_DEFAULT,
          "Of the network interface: 0.0.0.0 for all. The default is reached from this machine"
              + " alone.");

  static final Key<Boolean> PROXY_PROTOCOL =
      Key.withDefault(
          "proxy-protocol",
          Scalars.word(Map.of("v2", true, "none", false)),
          "none",
          "Whether connections begin with a header of the PROXY protocol that tells the client's"
              + " address: v2 or none. A listener refuses connections without it.");

  private static final Type<Listener> PLAIN =
      new Types.Mapped<>(
          PORT_NUMBER, port -> new Listener(port, Listener.ADDRESS_DEFAULT, null, false));
  private static final Type<Listener> LISTENER =
      new Types.ByShape<>(
          "a port, or a map with `port`",
          PLAIN,
          null,
          new Types.MapType<>(
              "a map with `port`",
              "A port on which users are served.",
              List.of(PORT, ADDRESS, TLS, PROXY_PROTOCOL),
              ListenGrammar::listener));

  static final Key<List<Listener>> LISTEN =
      Key.optional(
          "listen",
          new Types.ByShape<>(
              "a port such as 8080, or a list of ports and maps with `port`",
              new Types.Mapped<>(PLAIN, List::of),
              new Types.ListType<>(
                  "a list of ports and maps with `port`", "this listener", null, LISTENER, false),
              new Types.Mapped<>(LISTENER, List::of)),
          "Where users are served, in the live world. Without it clear text on a port that is"
              + " chosen when the gateway starts.");

  private ListenGrammar() {}

  private static Version version(String text) throws Mismatch {
    return switch (text) {
      case "1.2" -> Version.TLS_1_2;
      case "1.3" -> Version.TLS_1_3;
      default -> throw Mismatch.wanting(Code.SPEC018, Quoted.of(text), "1.2 or 1.3", "1.3");
    };
  }

  private static @Nullable Tls tls(Fields fields) {
    List<KeyPair> certificates = fields.find(CERTIFICATES);
    Version versionMin = fields.get(VERSION_MIN);
    ClientCertificates clients = fields.get(CLIENTS);
    String authorities = fields.find(AUTHORITIES);
    boolean isContradiction = (clients == ClientCertificates.NONE) == fields.has(AUTHORITIES);
    if (isContradiction) {
      fields
          .in()
          .report(
              Code.SPEC022,
              fields.has(AUTHORITIES) ? fields.at(AUTHORITIES) : fields.at(CLIENTS),
              fields.has(AUTHORITIES)
                  ? "`ca` where clients show no certificates"
                  : "client certificates without a `ca` that is believed",
              "expected `clients: optional` or `clients: required` with `ca`, or none of both",
              fields.has(AUTHORITIES)
                  ? "add `clients: required`, or leave `ca` out"
                  : "add `ca: ` with a PEM file of the authorities");
      return null;
    }
    boolean isUnread = fields.has(AUTHORITIES) && authorities == null;
    if (certificates == null || certificates.isEmpty() || isUnread) {
      return null;
    }
    return sound(fields, () -> new Tls(certificates, versionMin, clients, authorities));
  }

  private static @Nullable Listener listener(Fields fields) {
    Integer port = fields.find(PORT);
    String address = fields.get(ADDRESS);
    Tls tls = fields.find(TLS);
    boolean speaksProxyProtocol = fields.get(PROXY_PROTOCOL);
    return port == null || (fields.has(TLS) && tls == null)
        ? null
        : new Listener(port, address, tls, speaksProxyProtocol);
  }

  /** What its parts make; null, with a report, when they do not go together. */
  static <T> @Nullable T sound(Fields fields, Supplier<T> made) {
    try {
      return made.get();
    } catch (IllegalArgumentException e) {
      fields
          .in()
          .report(
              Code.SPEC022,
              fields.place().at(),
              String.valueOf(e.getMessage()),
              "expected parts that go together",
              "change one of them");
      return null;
    }
  }

  static void write(List<Listener> listeners, Lines out) {
    if (listeners.isEmpty()) {
      return;
    }
    out.below(
        LISTEN.name() + ":",
        () -> {
          for (Listener listener : listeners) {
            out.put("- " + PORT.name(), Integer.toString(listener.port()));
            out.deeper(() -> write(listener, out));
          }
        });
  }

  private static void write(Listener listener, Lines out) {
    out.put(ADDRESS.name(), Lines.text(listener.address()));
    Tls tls = listener.tls();
    if (tls != null) {
      out.below(
          TLS.name() + ":",
          () -> {
            out.below(
                CERTIFICATES.name() + ":",
                () ->
                    tls.certificates()
                        .forEach(
                            pair ->
                                out.line(
                                    "- {certificate: "
                                        + Lines.text(pair.certificate())
                                        + ", key: "
                                        + Lines.text(pair.key())
                                        + "}")));
            out.put(VERSION_MIN.name(), tls.versionMin() == Version.TLS_1_2 ? "1.2" : "1.3");
            out.put(
                CLIENTS.name(),
                switch (tls.clients()) {
                  case NONE -> "none";
                  case OPTIONAL -> "optional";
                  case REQUIRED -> "required";
                });
            if (tls.authorities() != null) {
              out.put(AUTHORITIES.name(), Lines.text(tls.authorities()));
            }
          });
    }
    out.put(PROXY_PROTOCOL.name(), listener.speaksProxyProtocol() ? "v2" : "none");
  }
}
