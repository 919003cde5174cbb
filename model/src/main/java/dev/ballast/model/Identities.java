package dev.ballast.model;

import dev.ballast.kernel.Checks;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Who the replicas of a system are to each other: each has a certificate with a SPIFFE ID, {@code
 * spiffe://<trust domain>/<service>}, and they speak mutual TLS in the live world.
 *
 * @param isOn whether they do; otherwise clear text
 * @param trustDomain empty for that of the system: its name and {@code .ballast}
 * @param files the certificate of this process, from outside; null where the built-in authority
 *     issues them
 */
public record Identities(boolean isOn, String trustDomain, @Nullable Files files) {
  /** Issued by the built-in authority, in the system's own trust domain. */
  public static final Identities BUILT_IN = new Identities(true, "", null);

  /** Clear text. */
  public static final Identities NONE = new Identities(false, "", null);

  /** The characters of a trust domain (SPIFFE ID, 2.1). */
  public static final String TRUST_DOMAIN = "[a-z0-9._-]{1,255}";

  public Identities {
    Checks.that(
        trustDomain.isEmpty() || trustDomain.matches(TRUST_DOMAIN),
        "a trust domain has lower-case letters, digits, dots, - and _: " + trustDomain);
    Checks.that(isOn || (trustDomain.isEmpty() && files == null), "no identities have no names");
  }

  /**
   * PEM files that someone else renews; they are read again when they change.
   *
   * @param certificate the X.509-SVID, with the chain up to the bundle behind it
   * @param key in PKCS #8, not encrypted
   * @param bundle the authorities of the trust domain
   */
  public record Files(String certificate, String key, String bundle) {}

  /** The trust domain of a system of this name. */
  public String trustDomainOf(String system) {
    return trustDomain.isEmpty() ? system.toLowerCase(Locale.ROOT) + ".ballast" : trustDomain;
  }
}
