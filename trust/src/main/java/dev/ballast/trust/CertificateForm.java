package dev.ballast.trust;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.security.auth.x500.X500Principal;

/**
 * What an X.509 certificate (RFC 5280) that shows an identity says before it is signed, after the
 * rules of X.509-SVID. The JDK reads certificates and signs, but has no public way to write them.
 *
 * @param depth how many authorities may stand below this one; −1 where it is none
 */
record CertificateForm(
    Identity identity, PublicKey key, Instant notBefore, Instant notAfter, int depth) {
  private static final byte[] ECDSA_WITH_SHA256 = Der.sequence(Der.oid("1.2.840.10045.4.3.2"));
  private static final String BASIC_CONSTRAINTS = "2.5.29.19";
  private static final String KEY_USAGE = "2.5.29.15";
  private static final String EXTENDED_KEY_USAGE = "2.5.29.37";
  private static final String SUBJECT_ALTERNATIVE_NAME = "2.5.29.17";
  private static final String SUBJECT_KEY = "2.5.29.14";
  private static final String AUTHORITY_KEY = "2.5.29.35";
  private static final String SERVER_AUTHENTICATION = "1.3.6.1.5.5.7.3.1";
  private static final String CLIENT_AUTHENTICATION = "1.3.6.1.5.5.7.3.2";
  private static final int VERSION_3 = 2;
  private static final int URI_NAME = 6;
  private static final int SERIAL_BYTES = 16;
  private static final int KEY_ID_BYTES = 20;

  /** Of a common name, with the role: RFC 5280 ends at 64. */
  private static final int NAME_MAX = 56;

  private static final int DIGITAL_SIGNATURE_BIT = 0x80;
  private static final int DIGITAL_SIGNATURE_UNUSED = 7;
  private static final int SIGN_CERTIFICATES_AND_LISTS = 0x06;
  private static final int SIGN_UNUSED = 1;

  boolean isAuthority() {
    return depth >= 0;
  }

  /** Signs it with the key of an authority; its own for the root. */
  X509Certificate signedBy(SigningKey authority) {
    try {
      byte[] unsigned = unsigned(authority);
      Signature signature = Signature.getInstance("SHA256withECDSA");
      signature.initSign(authority.privateKey());
      signature.update(unsigned);
      byte[] certificate = Der.sequence(unsigned, ECDSA_WITH_SHA256, Der.bits(signature.sign()));
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(certificate));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a certificate for " + identity + " cannot be written", e);
    }
  }

  private byte[] unsigned(SigningKey authority) throws GeneralSecurityException {
    return Der.sequence(
        Der.explicit(0, Der.integer(VERSION_3)),
        Der.integer(serial()),
        ECDSA_WITH_SHA256,
        authority.name().getEncoded(),
        Der.sequence(
            Der.time(notBefore.truncatedTo(ChronoUnit.SECONDS)),
            Der.time(notAfter.truncatedTo(ChronoUnit.SECONDS))),
        name().getEncoded(),
        key.getEncoded(),
        Der.explicit(3, extensions(authority)));
  }

  /**
   * Unique and not to be guessed, because the key is: every certificate is for a key of its own.
   */
  private BigInteger serial() throws GeneralSecurityException {
    return new BigInteger(1, Arrays.copyOf(digest(key), SERIAL_BYTES)).setBit(0);
  }

  private byte[] extensions(SigningKey authority) throws GeneralSecurityException {
    byte[] constraints =
        isAuthority() ? Der.sequence(Der.bool(true), Der.integer(depth)) : Der.sequence();
    byte[] usage =
        isAuthority()
            ? Der.bits(SIGN_CERTIFICATES_AND_LISTS, SIGN_UNUSED)
            : Der.bits(DIGITAL_SIGNATURE_BIT, DIGITAL_SIGNATURE_UNUSED);
    byte[] name = Der.implicit(URI_NAME, Der.ascii(identity.toString()));
    List<byte[]> all = new ArrayList<>();
    all.add(extension(BASIC_CONSTRAINTS, true, constraints));
    all.add(extension(KEY_USAGE, true, usage));
    if (!isAuthority()) {
      byte[] purposes =
          Der.sequence(Der.oid(SERVER_AUTHENTICATION), Der.oid(CLIENT_AUTHENTICATION));
      all.add(extension(EXTENDED_KEY_USAGE, false, purposes));
    }
    all.add(extension(SUBJECT_ALTERNATIVE_NAME, false, Der.sequence(name)));
    all.add(extension(SUBJECT_KEY, false, Der.octets(keyId(key))));
    byte[] signer = Der.sequence(Der.implicit(0, keyId(authority.publicKey())));
    all.add(extension(AUTHORITY_KEY, false, signer));
    return Der.sequence(all.toArray(byte[][]::new));
  }

  private static byte[] extension(String oid, boolean isCritical, byte[] value) {
    return isCritical
        ? Der.sequence(Der.oid(oid), Der.bool(true), Der.octets(value))
        : Der.sequence(Der.oid(oid), Der.octets(value));
  }

  /** What people see; the identity is the URI, not this. */
  X500Principal name() {
    String path = identity.path();
    String name = path.isEmpty() ? identity.domain().name() : path.substring(1);
    String shown = name.substring(0, Math.min(name.length(), NAME_MAX));
    String role = depth > 0 ? " root" : depth == 0 ? " issuing" : "";
    return new X500Principal("CN=" + shown + role + ",O=Ballast");
  }

  private static byte[] keyId(PublicKey key) throws GeneralSecurityException {
    return Arrays.copyOf(digest(key), KEY_ID_BYTES);
  }

  private static byte[] digest(PublicKey key) throws GeneralSecurityException {
    return MessageDigest.getInstance("SHA-256").digest(key.getEncoded());
  }
}
