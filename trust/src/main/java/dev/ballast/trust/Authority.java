package dev.ballast.trust;

import dev.ballast.kernel.Checks;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * The built-in authority of a trust domain. A root signs a short-lived issuing key, which signs the
 * still shorter-lived certificates of services, so that a key that was stolen is soon of no use and
 * nothing needs to be revoked. Keys are on P-256, made here, and never leave the process. Safe for
 * threads.
 */
public final class Authority {
  /** Of a service's certificate. */
  public static final Duration LIFETIME = Duration.ofHours(1);

  /** Clocks that are behind by less still take a fresh certificate; a tenth of a short life. */
  static final Duration SKEW_MAX = Duration.ofMinutes(1);

  private static final Duration ROOT_LIFETIME = Duration.ofDays(3_650);

  /** The issuing key lives this many times as long as what it issues. */
  private static final int ISSUING_LIFETIMES = 24;

  private static final Duration LIFETIME_MIN = Duration.ofMinutes(1);
  private static final Duration LIFETIME_MAX = Duration.ofDays(7);

  private final TrustDomain domain;
  private final Duration lifetime;
  private final Duration skew;
  private final SigningKey root;
  private final Bundle bundle;
  private SigningKey issuing;
  private X509Certificate issuingCertificate;
  private Instant issuingUntil;

  /**
   * An authority with a fresh root.
   *
   * @param lifetime of the certificates that it issues, 1 min to 7 days
   * @param now the time of the wall's clock
   */
  public Authority(TrustDomain domain, Duration lifetime, Instant now) {
    Checks.that(
        lifetime.compareTo(LIFETIME_MIN) >= 0 && lifetime.compareTo(LIFETIME_MAX) <= 0,
        "a certificate's lifetime is 1 min to 7 days");
    this.domain = domain;
    this.lifetime = lifetime;
    Duration tenth = lifetime.dividedBy(10);
    skew = tenth.compareTo(SKEW_MAX) < 0 ? tenth : SKEW_MAX;
    KeyPair keys = SigningKey.generate();
    CertificateForm form =
        new CertificateForm(
            new Identity(domain, ""),
            keys.getPublic(),
            now.minus(skew),
            now.plus(ROOT_LIFETIME),
            1);
    root = new SigningKey(keys.getPrivate(), keys.getPublic(), form.name());
    bundle = new Bundle(domain, List.of(form.signedBy(root)));
    issuing = root; // until the first certificate is asked for
    issuingCertificate = bundle.roots().getFirst();
    issuingUntil = now;
  }

  public TrustDomain domain() {
    return domain;
  }

  /** What makes others believe the certificates issued here. */
  public Bundle bundle() {
    return bundle;
  }

  /** A fresh key and certificate for a service of the trust domain, valid from now on. */
  public synchronized Svid issue(String service, Instant now) {
    if (!now.plus(lifetime).isBefore(issuingUntil)) {
      renewIssuingKey(now);
    }
    Identity identity = Identity.ofService(domain, service);
    KeyPair keys = SigningKey.generate();
    CertificateForm form =
        new CertificateForm(identity, keys.getPublic(), now.minus(skew), now.plus(lifetime), -1);
    List<X509Certificate> chain = List.of(form.signedBy(issuing), issuingCertificate);
    return new Svid(identity, new Credential(chain, keys.getPrivate()));
  }

  private void renewIssuingKey(Instant now) {
    KeyPair keys = SigningKey.generate();
    Instant until = now.plus(lifetime.multipliedBy(ISSUING_LIFETIMES));
    CertificateForm form =
        new CertificateForm(new Identity(domain, ""), keys.getPublic(), now.minus(skew), until, 0);
    issuingCertificate = form.signedBy(root);
    issuing = new SigningKey(keys.getPrivate(), keys.getPublic(), form.name());
    issuingUntil = until;
  }
}
