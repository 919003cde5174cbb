package dev.ballast.trust;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * Certificates and private keys as text (RFC 7468). What stands between the blocks is left alone.
 */
public final class Pem {
  private static final String BEGIN = "-----BEGIN ";
  private static final String END = "-----END ";
  private static final String DASHES = "-----";
  private static final String CERTIFICATE = "CERTIFICATE";
  private static final String PRIVATE_KEY = "PRIVATE KEY";
  private static final int LINE = 64;
  private static final int LENGTH_MAX = 1 << 20;

  @SuppressWarnings("ArrayRecordComponent") // is compared with nothing
  private record Block(String label, byte[] content) {}

  private Pem() {}

  /**
   * Every certificate of a text, in its order.
   *
   * @throws TrustException when there is none, or one cannot be read
   */
  public static List<X509Certificate> certificates(String text) throws TrustException {
    List<X509Certificate> all = new ArrayList<>();
    for (Block block : blocks(text)) {
      if (block.label().equals(CERTIFICATE)) {
        all.add(certificate(block.content(), all.size() + 1));
      }
    }
    if (all.isEmpty()) {
      throw new TrustException("it holds no certificate (-----BEGIN CERTIFICATE-----)");
    }
    return all;
  }

  /**
   * The one private key of a text: PKCS #8 without a password, on an elliptic curve or RSA.
   *
   * @throws TrustException when there is no such key, or several
   */
  public static PrivateKey privateKey(String text) throws TrustException {
    List<Block> keys =
        blocks(text).stream().filter(block -> block.label().endsWith(PRIVATE_KEY)).toList();
    if (keys.size() != 1) {
      throw new TrustException(
          "it holds "
              + (keys.isEmpty() ? "no private key (-----BEGIN PRIVATE KEY-----)" : "several keys"));
    }
    Block key = keys.getFirst();
    if (!key.label().equals(PRIVATE_KEY)) {
      throw new TrustException(
          "the key is `"
              + Quoted.of(key.label())
              + "`, which is not read; write it as PKCS #8: openssl pkcs8 -topk8 -nocrypt -in KEY"
              + " -out NEW_KEY");
    }
    for (String algorithm : List.of("EC", "RSA")) {
      try {
        return KeyFactory.getInstance(algorithm)
            .generatePrivate(new PKCS8EncodedKeySpec(key.content()));
      } catch (GeneralSecurityException e) {
        // of the other algorithm, or of none that is known
      }
    }
    throw new TrustException("the key is neither on an elliptic curve nor RSA, or is damaged");
  }

  /** Writes certificates. */
  public static String of(List<X509Certificate> certificates) {
    StringBuilder out = new StringBuilder();
    try {
      for (X509Certificate certificate : certificates) {
        write(out, CERTIFICATE, certificate.getEncoded());
      }
    } catch (CertificateException e) {
      throw new IllegalStateException("a certificate that was read cannot be written", e);
    }
    return out.toString();
  }

  /** Writes a private key as PKCS #8; whoever reads it can be its owner. */
  public static String of(PrivateKey key) {
    StringBuilder out = new StringBuilder();
    write(out, PRIVATE_KEY, key.getEncoded());
    return out.toString();
  }

  private static void write(StringBuilder out, String label, byte[] content) {
    Base64.Encoder lines = Base64.getMimeEncoder(LINE, new byte[] {'\n'});
    out.append(BEGIN).append(label).append(DASHES).append('\n');
    out.append(new String(lines.encode(content), StandardCharsets.US_ASCII)).append('\n');
    out.append(END).append(label).append(DASHES).append('\n');
  }

  private static X509Certificate certificate(byte[] content, int number) throws TrustException {
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(content));
    } catch (CertificateException e) {
      throw new TrustException("certificate " + number + " cannot be read", e);
    }
  }

  private static List<Block> blocks(String text) throws TrustException {
    if (text.length() > LENGTH_MAX) {
      throw new TrustException("it is longer than 1 MiB");
    }
    List<Block> blocks = new ArrayList<>();
    String label = null;
    StringBuilder content = new StringBuilder();
    for (String line : text.lines().map(String::strip).toList()) {
      if (label == null) {
        if (line.startsWith(BEGIN) && line.endsWith(DASHES) && line.length() > BEGIN.length() + 5) {
          label = line.substring(BEGIN.length(), line.length() - DASHES.length());
          content.setLength(0);
        }
      } else if (line.equals(END + label + DASHES)) {
        blocks.add(new Block(label, decoded(label, content.toString())));
        label = null;
      } else {
        content.append(line);
      }
    }
    if (label != null) {
      throw new TrustException("`" + BEGIN + Quoted.of(label) + DASHES + "` has no end");
    }
    return blocks;
  }

  private static byte[] decoded(String label, String content) throws TrustException {
    if (!label.equals(CERTIFICATE) && !label.equals(PRIVATE_KEY)) {
      return new byte[0]; // not of use here, and older forms have fields before the content
    }
    try {
      return Base64.getDecoder().decode(content);
    } catch (IllegalArgumentException e) {
      throw new TrustException("`" + label + "` holds something that is not base64", e);
    }
  }
}
