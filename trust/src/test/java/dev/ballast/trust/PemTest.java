package dev.ballast.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PemTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  private final Credential credential =
      new Authority(new TrustDomain("acme.com"), Duration.ofHours(1), NOW)
          .issue("somebody", NOW)
          .credential();

  @Test
  void what_is_written_is_read_again() throws Exception {
    String chain = Pem.of(credential.chain());
    String key = Pem.of(credential.key());
    assertThat(Credential.of(Pem.certificates(chain), Pem.privateKey(key)).chain())
        .isEqualTo(credential.chain());
    assertThat(chain.lines()).allMatch(line -> line.length() <= 64);
  }

  @Test
  void text_around_the_blocks_and_foreign_line_ends_do_no_harm() throws Exception {
    String text =
        "subject=somebody\r\n" + Pem.of(credential.chain()).replace("\n", "\r\n") + "\r\nbye";
    assertThat(Pem.certificates(text)).isEqualTo(credential.chain());
    assertThat(Pem.privateKey(Pem.of(credential.chain()) + Pem.of(credential.key())))
        .isEqualTo(credential.key());
  }

  @Test
  void an_rsa_key_is_read() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2_048);
    var key = generator.generateKeyPair().getPrivate();
    assertThat(Pem.privateKey(Pem.of(key))).isEqualTo(key);
  }

  @Test
  void what_cannot_be_used_is_refused_with_the_reason() {
    String certificate = Pem.of(List.of(credential.certificate()));
    String key = Pem.of(credential.key());
    noCertificates("", "no certificate");
    noCertificates(key, "no certificate");
    noCertificates(certificate.substring(0, certificate.length() / 2), "has no end");
    noCertificates(certificate.replace("MII", "!!!"), "not base64");
    noCertificates(
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----", "certificate 1 cannot");
    noCertificates("x".repeat((1 << 20) + 1), "longer than 1 MiB");
    noKey(certificate, "no private key");
    noKey(key + key, "several keys");
    noKey(key.replace("PRIVATE", "EC PRIVATE"), "openssl pkcs8 -topk8 -nocrypt");
    noKey(key.replace("PRIVATE", "ENCRYPTED PRIVATE"), "openssl pkcs8 -topk8 -nocrypt");
    noKey("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----", "neither on an elliptic");
  }

  @Test
  void a_key_belongs_to_its_certificate() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2_048);
    for (var key :
        List.of(SigningKey.generate().getPrivate(), generator.generateKeyPair().getPrivate())) {
      assertThatThrownBy(() -> Credential.of(credential.chain(), key))
          .isInstanceOf(TrustException.class)
          .hasMessageContaining("not that of the first certificate");
    }
  }

  @Test
  void a_chain_goes_from_the_own_certificate_upwards() {
    assertThatThrownBy(() -> Credential.of(credential.chain().reversed(), credential.key()))
        .hasMessageContaining("put the own certificate first");
    assertThatThrownBy(() -> Credential.of(List.of(), credential.key()))
        .hasMessageContaining("no certificate");
  }

  private static void noCertificates(String text, String why) {
    assertThatThrownBy(() -> Pem.certificates(text))
        .isInstanceOf(TrustException.class)
        .hasMessageContaining(why);
  }

  private static void noKey(String text, String why) {
    assertThatThrownBy(() -> Pem.privateKey(text))
        .isInstanceOf(TrustException.class)
        .hasMessageContaining(why);
  }
}
