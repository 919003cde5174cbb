package dev.ballast.trust;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What a server or client shows in TLS: a certificate with those of the authorities between it and
 * a root, and the private key to the first.
 *
 * @param chain the own certificate, then each one's issuer; without the root
 */
public record Credential(List<X509Certificate> chain, PrivateKey key) {
  /** More certificates than any chain has. */
  static final int CHAIN_MAX = 10;

  public Credential {
    chain = List.copyOf(chain);
  }

  /**
   * Puts a chain and a key together.
   *
   * @throws TrustException when the key is not that of the first certificate, or the chain is
   *     empty, out of order or too long
   */
  public static Credential of(List<X509Certificate> chain, PrivateKey key) throws TrustException {
    if (chain.isEmpty()) {
      throw new TrustException("there is no certificate");
    }
    if (chain.size() > CHAIN_MAX) {
      throw new TrustException("the chain has more than " + CHAIN_MAX + " certificates");
    }
    for (int i = 1; i < chain.size(); i++) {
      if (!chain
          .get(i - 1)
          .getIssuerX500Principal()
          .equals(chain.get(i).getSubjectX500Principal())) {
        throw new TrustException(
            "certificate "
                + (i + 1)
                + " of the chain is not the issuer of the one before it: put the own certificate"
                + " first, then each one's issuer");
      }
    }
    requireMatch(chain.getFirst(), key);
    return new Credential(chain, key);
  }

  /** Signs something with the one and verifies it with the other. */
  private static void requireMatch(X509Certificate certificate, PrivateKey key)
      throws TrustException {
    String algorithm =
        switch (key.getAlgorithm()) {
          case "EC" -> "SHA256withECDSA";
          case "RSA" -> "SHA256withRSA";
          default -> key.getAlgorithm();
        };
    byte[] something = "whose key is this?".getBytes(US_ASCII);
    boolean matches;
    try {
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(key);
      signature.update(something);
      byte[] signed = signature.sign();
      signature.initVerify(certificate.getPublicKey());
      signature.update(something);
      matches = signature.verify(signed);
    } catch (GeneralSecurityException e) {
      matches = false; // of another algorithm
    }
    if (!matches) {
      throw new TrustException(
          "the key is not that of the first certificate ("
              + Quoted.of(certificate.getSubjectX500Principal().getName())
              + ")");
    }
  }

  /** The own certificate. */
  public X509Certificate certificate() {
    return chain.getFirst();
  }

  /** Until when every certificate of the chain is valid. */
  public Instant notAfter() {
    return chain.stream()
        .map(each -> each.getNotAfter().toInstant())
        .min(Instant::compareTo)
        .orElseThrow();
  }

  /**
   * When it should be replaced: when half of its own certificate's life is over, so that an
   * authority may be away for the other half.
   */
  public Instant renewAt() {
    Instant from = certificate().getNotBefore().toInstant();
    return from.plus(Duration.between(from, notAfter()).dividedBy(2));
  }
}
