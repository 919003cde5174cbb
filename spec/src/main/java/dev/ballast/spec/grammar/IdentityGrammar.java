package dev.ballast.spec.grammar;

import dev.ballast.model.Identities;
import dev.ballast.spec.text.Code;
import dev.ballast.spec.text.Quoted;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Who the replicas of a system are to each other. */
final class IdentityGrammar {
  private static final String DOMAIN_EXPECTED = "a trust domain such as example.org";
  private static final Key<String> TRUST_DOMAIN =
      Key.optional(
          "trust-domain",
          new ScalarType<>(
              DOMAIN_EXPECTED,
              text -> {
                if (!text.matches(Identities.TRUST_DOMAIN)) {
                  String lower = text.toLowerCase(Locale.ROOT);
                  throw lower.matches(Identities.TRUST_DOMAIN)
                      ? Mismatch.wanting(
                          Code.SPEC019, Quoted.of(text) + " is not one", DOMAIN_EXPECTED, lower)
                      : Mismatch.of(
                          Code.SPEC019, Quoted.of(text) + " is not one", DOMAIN_EXPECTED, "");
                }
                return text;
              },
              Scalars.text("^" + Identities.TRUST_DOMAIN + "$", "example.org")),
          "The first part of every SPIFFE ID. Default: the system's name and `.ballast`.");
  private static final Key<String> CERTIFICATE =
      Key.optional(
          "certificate", Files.PATH, "A PEM file: the X.509-SVID of this process, and its chain.");
  private static final Key<String> PRIVATE_KEY =
      Key.optional("key", Files.PATH, "A PEM file: its private key (PKCS #8, not encrypted).");
  private static final Key<String> BUNDLE =
      Key.optional("bundle", Files.PATH, "A PEM file: the authorities of the trust domain.");

  static final Key<Identities> IDENTITIES =
      Key.withDefault(
          "identities",
          new Types.ByShape<>(
              "built-in, none, or a map with `trust-domain` or `certificate`",
              Scalars.word(Map.of("built-in", Identities.BUILT_IN, "none", Identities.NONE)),
              null,
              new Types.MapType<>(
                  "a map with `trust-domain` or `certificate`",
                  "Who the replicas are to each other. `certificate`, `key` and `bundle` come from"
                      + " outside and are read again when they change; without them the built-in"
                      + " authority issues certificates.",
                  List.of(TRUST_DOMAIN, CERTIFICATE, PRIVATE_KEY, BUNDLE),
                  IdentityGrammar::identities)),
          "built-in",
          "Whether replicas have certificates and speak mutual TLS with each other, in the live"
              + " world: those of the built-in authority, none, or from files.");

  private IdentityGrammar() {}

  private static @Nullable Identities identities(Fields fields) {
    String domain = fields.find(TRUST_DOMAIN);
    List<Key<String>> files = List.of(CERTIFICATE, PRIVATE_KEY, BUNDLE);
    long given = files.stream().filter(fields::has).count();
    if (given > 0 && given < files.size()) {
      Key<String> missing = files.stream().filter(f -> !fields.has(f)).findFirst().orElseThrow();
      fields
          .in()
          .report(
              Code.SPEC011,
              fields.place().at(),
              "`identities` has no `" + missing.name() + "`",
              "expected `certificate`, `key` and `bundle` together",
              "add `" + missing.name() + ": ` with a PEM file");
      return null;
    }
    String certificate = fields.find(CERTIFICATE);
    String key = fields.find(PRIVATE_KEY);
    String bundle = fields.find(BUNDLE);
    Identities.Files ofOutside =
        certificate == null || key == null || bundle == null
            ? null
            : new Identities.Files(certificate, key, bundle);
    return new Identities(true, domain == null ? "" : domain, ofOutside);
  }

  static void write(Identities identities, Lines out) {
    Identities.Files files = identities.files();
    if (!identities.isOn()) {
      out.put(IDENTITIES.name(), "none");
      return;
    }
    if (identities.equals(Identities.BUILT_IN)) {
      out.put(IDENTITIES.name(), "built-in");
      return;
    }
    out.below(
        IDENTITIES.name() + ":",
        () -> {
          if (!identities.trustDomain().isEmpty()) {
            out.put(TRUST_DOMAIN.name(), Lines.text(identities.trustDomain()));
          }
          if (files != null) {
            out.put(CERTIFICATE.name(), Lines.text(files.certificate()));
            out.put(PRIVATE_KEY.name(), Lines.text(files.key()));
            out.put(BUNDLE.name(), Lines.text(files.bundle()));
          }
        });
  }
}
