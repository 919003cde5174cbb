package dev.ballast.trust;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * What an X.509 certificate (RFC 5280) that shows an identity says before it is signed, after the
 * rules of X.509-SVID.
 *
 * @param depth how many authorities may stand below this one; −1 where it is none
 */
record CertificateForm(
    Identity identity, PublicKey key, Instant notBefore, Instant notAfter, int depth) {
  private static final int SERIAL_BYTES = 16;
  private static final int KEY_ID_BYTES = 20;

  /** Of a common name, with the role: RFC 5280 ends at 64. */
  private static final int NAME_MAX = 56;

  boolean isAuthority() {
    return depth >= 0;
  }

  /** Signs it with the key of an authority; its own for the root. */
  X509Certificate signedBy(SigningKey authority) {
    try {
      X509v3CertificateBuilder unsigned =
          new JcaX509v3CertificateBuilder(
              authority.name(), serial(), Date.from(notBefore), Date.from(notAfter), name(), key);
      addExtensions(unsigned, authority);
      var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(authority.privateKey());
      return new JcaX509CertificateConverter().getCertificate(unsigned.build(signer));
    } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
      throw new IllegalStateException("a certificate for " + identity + " cannot be written", e);
    }
  }

  /**
   * Unique and not to be guessed, because the key is: every certificate is for a key of its own.
   */
  private BigInteger serial() throws GeneralSecurityException {
    return new BigInteger(1, Arrays.copyOf(digest(key), SERIAL_BYTES)).setBit(0);
  }

  private void addExtensions(X509v3CertificateBuilder unsigned, SigningKey authority)
      throws GeneralSecurityException, IOException {
    if (isAuthority()) {
      unsigned.addExtension(Extension.basicConstraints, true, new BasicConstraints(depth));
      unsigned.addExtension(
          Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
    } else {
      unsigned.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
      unsigned.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
      unsigned.addExtension(
          Extension.extendedKeyUsage,
          false,
          new ExtendedKeyUsage(
              new KeyPurposeId[] {KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth}));
    }
    GeneralName uri = new GeneralName(GeneralName.uniformResourceIdentifier, identity.toString());
    unsigned.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(uri));
    unsigned.addExtension(
        Extension.subjectKeyIdentifier, false, new SubjectKeyIdentifier(keyId(key)));
    unsigned.addExtension(
        Extension.authorityKeyIdentifier,
        false,
        new AuthorityKeyIdentifier(keyId(authority.publicKey())));
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
