package dev.ballast.trust;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;

/**
 * An identity with the credential that shows it: an X.509-SVID.
 *
 * @param identity what the certificate says
 */
public record Svid(Identity identity, Credential credential) {
  private static final int URI_NAME = 6;
  private static final int NOT_AN_AUTHORITY = -1;

  /** In the bits of the key usage extension (RFC 5280, 4.2.1.3). */
  private static final int DIGITAL_SIGNATURE = 0;

  private static final int SIGN_CERTIFICATES = 5;
  private static final int SIGN_LISTS = 6;

  /**
   * Reads the identity of a credential.
   *
   * @throws TrustException when its first certificate is no leaf after X.509-SVID
   */
  public static Svid of(Credential credential) throws TrustException {
    return new Svid(identityOf(credential.certificate()), credential);
  }

  /**
   * The identity that a leaf certificate states (X.509-SVID, 2 and 4); that it may, is for a {@link
   * Bundle} to say.
   */
  static Identity identityOf(X509Certificate leaf) throws TrustException {
    Identity identity = stated(leaf);
    if (identity.path().isEmpty()) {
      throw new TrustException("the identity " + identity + " is an authority's: it has no path");
    }
    if (leaf.getBasicConstraints() != NOT_AN_AUTHORITY) {
      throw new TrustException("the certificate of " + identity + " is an authority's");
    }
    boolean[] usage = leaf.getKeyUsage();
    if (usage == null || !usage[DIGITAL_SIGNATURE]) {
      throw new TrustException("the key of " + identity + " may not sign (key usage)");
    }
    if (usage[SIGN_CERTIFICATES] || usage[SIGN_LISTS]) {
      throw new TrustException(
          "the key of " + identity + " may sign certificates (key usage), as only authorities do");
    }
    return identity;
  }

  private static Identity stated(X509Certificate leaf) throws TrustException {
    List<String> names;
    try {
      Collection<List<?>> alternatives = leaf.getSubjectAlternativeNames();
      names =
          alternatives == null
              ? List.of()
              : alternatives.stream()
                  .filter(name -> name.get(0) instanceof Integer type && type == URI_NAME)
                  .map(name -> (String) name.get(1))
                  .toList();
    } catch (CertificateParsingException e) {
      throw new TrustException("the certificate's alternative names cannot be read", e);
    }
    if (names.size() != 1) {
      throw new TrustException(
          "the certificate has "
              + (names.isEmpty() ? "no URI" : names.size() + " URIs")
              + " among its alternative names, and a SPIFFE certificate has one");
    }
    try {
      return Identity.parse(names.getFirst());
    } catch (IllegalArgumentException e) {
      throw new TrustException("the certificate states no identity: " + e.getMessage(), e);
    }
  }
}
