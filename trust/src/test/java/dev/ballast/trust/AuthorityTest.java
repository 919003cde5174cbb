package dev.ballast.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.junit.jupiter.api.Test;

final class AuthorityTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final TrustDomain DOMAIN = new TrustDomain("streaming.ballast");

  private final Authority authority = new Authority(DOMAIN, Duration.ofHours(1), NOW);

  @Test
  void what_it_issues_is_believed_by_its_bundle() throws Exception {
    Svid svid = authority.issue("playback", NOW);
    assertThat(authority.bundle().identify(svid.credential().chain(), NOW))
        .hasToString("spiffe://streaming.ballast/playback")
        .isEqualTo(svid.identity());
    assertThat(Svid.of(svid.credential())).isEqualTo(svid);
  }

  @Test
  void a_certificate_says_what_an_svid_has_to_say() throws Exception {
    List<X509Certificate> chain = authority.issue("playback", NOW).credential().chain();
    X509CertificateHolder leaf = new X509CertificateHolder(chain.get(0).getEncoded());
    Extensions extensions = leaf.getExtensions();
    assertThat(GeneralNames.fromExtensions(extensions, Extension.subjectAlternativeName).getNames())
        .containsExactly(
            new GeneralName(
                GeneralName.uniformResourceIdentifier, "spiffe://streaming.ballast/playback"));
    assertThat(BasicConstraints.fromExtensions(extensions).isCA()).isFalse();
    assertThat(KeyUsage.fromExtensions(extensions))
        .isEqualTo(new KeyUsage(KeyUsage.digitalSignature));
    assertThat(ExtendedKeyUsage.fromExtensions(extensions).getUsages())
        .containsExactly(KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth);
    assertThat(leaf.isSignatureValid(new JcaContentVerifierProviderBuilder().build(chain.get(1))))
        .isTrue();

    X509CertificateHolder issuing = new X509CertificateHolder(chain.get(1).getEncoded());
    assertThat(BasicConstraints.fromExtensions(issuing.getExtensions()).getPathLenConstraint())
        .isZero();
    assertThat(KeyUsage.fromExtensions(issuing.getExtensions()))
        .isEqualTo(new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
    X509Certificate root = authority.bundle().roots().getFirst();
    assertThat(issuing.isSignatureValid(new JcaContentVerifierProviderBuilder().build(root)))
        .isTrue();
    assertThat(leaf.getIssuer()).isEqualTo(issuing.getSubject());
  }

  @Test
  void a_certificate_lives_for_its_hour_and_is_renewed_at_half_of_it() {
    Credential credential = authority.issue("playback", NOW).credential();
    assertThat(credential.notAfter()).isEqualTo(NOW.plusSeconds(3_600));
    assertThat(credential.certificate().getNotBefore().toInstant()).isEqualTo(NOW.minusSeconds(60));
    assertThat(credential.renewAt()).isEqualTo(NOW.minusSeconds(60).plusSeconds(3_660 / 2));
  }

  @Test
  void it_is_believed_from_its_first_second_to_its_last_and_not_outside() throws Exception {
    List<X509Certificate> chain = authority.issue("playback", NOW).credential().chain();
    Bundle bundle = authority.bundle();
    bundle.identify(chain, NOW.minusSeconds(60));
    bundle.identify(chain, NOW.plusSeconds(3_600));
    assertThatThrownBy(() -> bundle.identify(chain, NOW.minusSeconds(61)))
        .hasMessageContaining("not valid yet");
    assertThatThrownBy(() -> bundle.identify(chain, NOW.plusSeconds(3_601)))
        .hasMessageContaining("expired");
  }

  @Test
  void the_issuing_key_is_replaced_before_it_ends_under_what_it_signs() throws Exception {
    Set<X509Certificate> issuers = new HashSet<>();
    Set<Object> keys = new HashSet<>();
    for (int hour = 0; hour < 48; hour++) {
      Instant now = NOW.plus(Duration.ofHours(hour));
      Credential credential = authority.issue("playback", now).credential();
      issuers.add(credential.chain().get(1));
      keys.add(credential.certificate().getPublicKey());
      assertThat(credential.notAfter()).isEqualTo(now.plus(Duration.ofHours(1)));
      authority.bundle().identify(credential.chain(), now);
    }
    assertThat(issuers).hasSize(3); // each serves for 23 of its 24 hours
    assertThat(keys).hasSize(48);
  }

  @Test
  void somebody_elses_authority_of_the_same_name_is_not_believed() {
    Authority other = new Authority(DOMAIN, Duration.ofHours(1), NOW);
    List<X509Certificate> chain = other.issue("playback", NOW).credential().chain();
    assertThatThrownBy(() -> authority.bundle().identify(chain, NOW))
        .isInstanceOf(TrustException.class)
        .hasMessageContaining("spiffe://streaming.ballast/playback is not trusted");
  }

  @Test
  void another_trust_domain_is_not_believed_even_under_the_same_root() {
    Bundle renamed = new Bundle(new TrustDomain("other"), authority.bundle().roots());
    List<X509Certificate> chain = authority.issue("playback", NOW).credential().chain();
    assertThatThrownBy(() -> renamed.identify(chain, NOW))
        .hasMessage("spiffe://streaming.ballast/playback is not of the trust domain other");
  }

  @Test
  void a_bundle_of_two_roots_believes_both() throws Exception {
    Authority next = new Authority(DOMAIN, Duration.ofHours(1), NOW);
    Bundle both =
        new Bundle(
            DOMAIN,
            List.of(authority.bundle().roots().getFirst(), next.bundle().roots().getFirst()));
    both.identify(authority.issue("a", NOW).credential().chain(), NOW);
    both.identify(next.issue("a", NOW).credential().chain(), NOW);
  }

  @Test
  void a_lifetime_that_makes_no_sense_is_refused() {
    for (Duration wrong : List.of(Duration.ofMillis(59_999), Duration.ofDays(7).plusNanos(1))) {
      assertThatThrownBy(() -> new Authority(DOMAIN, wrong, NOW))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("1 min to 7 days");
    }
  }
}
