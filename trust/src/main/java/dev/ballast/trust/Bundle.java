package dev.ballast.trust;

import dev.ballast.kernel.Checks;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.PKIXReason;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The roots of a trust domain: whoever shows a certificate that leads to one of them is who it
 * says. A root is on its way out or in while there are several.
 *
 * @param roots 1 to 100 certificates of authorities
 */
public record Bundle(TrustDomain domain, List<X509Certificate> roots) {
  static final int ROOTS_MAX = 100;

  public Bundle {
    roots = List.copyOf(roots);
    Checks.that(!roots.isEmpty(), "a trust bundle has at least one certificate");
    Checks.that(
        roots.size() <= ROOTS_MAX, "a trust bundle has at most " + ROOTS_MAX + " certificates");
    for (X509Certificate root : roots) {
      Checks.that(
          root.getBasicConstraints() >= 0,
          "`"
              + Quoted.of(root.getSubjectX500Principal().getName())
              + "` in the trust bundle is no authority's certificate");
    }
  }

  /**
   * Who shows this chain (RFC 5280, 6; X.509-SVID, 5).
   *
   * @param chain as it was shown: the own certificate first, then each one's issuer
   * @param at the time of the wall's clock
   * @throws TrustException when it is nobody of this trust domain, or nobody now
   */
  public Identity identify(List<X509Certificate> chain, Instant at) throws TrustException {
    if (chain.isEmpty() || chain.size() > Credential.CHAIN_MAX) {
      throw new TrustException(
          "a chain has 1 to " + Credential.CHAIN_MAX + " certificates, not " + chain.size());
    }
    Identity identity = Svid.identityOf(chain.getFirst());
    if (!identity.domain().equals(domain)) {
      throw new TrustException(identity + " is not of the trust domain " + domain);
    }
    requirePath(identity, chain, at);
    return identity;
  }

  private void requirePath(Identity identity, List<X509Certificate> chain, Instant at)
      throws TrustException {
    Set<TrustAnchor> anchors = new LinkedHashSet<>();
    roots.forEach(root -> anchors.add(new TrustAnchor(root, null)));
    List<X509Certificate> below = chain.stream().filter(each -> !roots.contains(each)).toList();
    try {
      PKIXParameters parameters = new PKIXParameters(anchors);
      parameters.setDate(Date.from(at));
      parameters.setRevocationEnabled(false); // short lives take its place
      CertPathValidator.getInstance("PKIX")
          .validate(CertificateFactory.getInstance("X.509").generateCertPath(below), parameters);
    } catch (CertPathValidatorException e) {
      throw new TrustException(
          "the certificate of " + identity + " is not trusted: " + why(e, at), e);
    } catch (GeneralSecurityException e) {
      throw new TrustException("the certificate of " + identity + " cannot be judged", e);
    }
  }

  private String why(CertPathValidatorException e, Instant at) {
    Object reason = e.getReason();
    if (reason == CertPathValidatorException.BasicReason.EXPIRED) {
      return "it, or an authority's, has expired at " + at;
    }
    if (reason == CertPathValidatorException.BasicReason.NOT_YET_VALID) {
      return "it, or an authority's, is not valid yet at " + at;
    }
    if (reason == PKIXReason.NO_TRUST_ANCHOR) {
      return "it leads to no root of " + domain;
    }
    return Quoted.of(String.valueOf(e.getMessage()));
  }
}
