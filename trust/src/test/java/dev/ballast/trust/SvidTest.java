package dev.ballast.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.Test;

/** What the X.509-SVID specification forbids is not believed, whoever signed it. */
final class SvidTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final String SOMEBODY = "spiffe://acme.com/somebody";

  private final KeyPair root = SigningKey.generate();
  private final KeyPair own = SigningKey.generate();
  private final Bundle bundle;

  SvidTest() throws Exception {
    X509Certificate certificate =
        new Certificates()
            .authority()
            .usage(KeyUsage.keyCertSign)
            .uris("spiffe://acme.com")
            .signed(root, root, "CN=somebody", NOW);
    bundle = new Bundle(new TrustDomain("acme.com"), List.of(certificate));
  }

  @Test
  void a_leaf_of_a_foreign_authority_is_believed_when_it_keeps_the_rules() throws Exception {
    assertThat(bundle.identify(List.of(leaf(new Certificates().uris(SOMEBODY))), NOW))
        .hasToString(SOMEBODY);
  }

  @Test
  void a_certificate_has_exactly_one_uri() {
    refused(new Certificates(), "no URI");
    refused(new Certificates().uris(SOMEBODY, "https://acme.com"), "2 URIs");
  }

  @Test
  void the_uri_is_the_spiffe_id_of_a_program() {
    refused(new Certificates().uris("https://acme.com/somebody"), "states no identity");
    refused(new Certificates().uris("spiffe://acme.com"), "has no path");
    refused(new Certificates().uris("spiffe://acme.com/a/../b"), "states no identity");
  }

  @Test
  void an_authority_is_no_program() {
    refused(new Certificates().uris(SOMEBODY).authority(), "is an authority's");
    refused(
        new Certificates().uris(SOMEBODY).usage(KeyUsage.digitalSignature | KeyUsage.keyCertSign),
        "may sign certificates");
    refused(
        new Certificates().uris(SOMEBODY).usage(KeyUsage.digitalSignature | KeyUsage.cRLSign),
        "may sign certificates");
  }

  @Test
  void its_key_may_sign() {
    refused(new Certificates().uris(SOMEBODY).usage(0), "may not sign");
    refused(new Certificates().uris(SOMEBODY).usage(KeyUsage.keyEncipherment), "may not sign");
  }

  @Test
  void a_program_cannot_vouch_for_another() throws Exception {
    X509Certificate somebody = leaf(new Certificates().uris(SOMEBODY));
    KeyPair stolen = SigningKey.generate();
    X509Certificate king =
        new Certificates().uris("spiffe://acme.com/king").signed(stolen, own, "CN=somebody", NOW);
    assertThatThrownBy(() -> bundle.identify(List.of(king, somebody), NOW))
        .isInstanceOf(TrustException.class)
        .hasMessageContaining("spiffe://acme.com/king is not trusted");
  }

  @Test
  void a_chain_is_bounded() throws Exception {
    X509Certificate somebody = leaf(new Certificates().uris(SOMEBODY));
    assertThatThrownBy(() -> bundle.identify(List.of(), NOW)).hasMessageContaining("1 to 10");
    assertThatThrownBy(() -> bundle.identify(Collections.nCopies(11, somebody), NOW))
        .hasMessageContaining("1 to 10");
  }

  @Test
  void a_bundle_holds_authorities_alone() throws Exception {
    X509Certificate somebody = leaf(new Certificates().uris(SOMEBODY));
    TrustDomain domain = new TrustDomain("acme.com");
    assertThatThrownBy(() -> new Bundle(domain, List.of(somebody)))
        .hasMessageContaining("is no authority's certificate");
    assertThatThrownBy(() -> new Bundle(domain, List.of())).hasMessageContaining("at least one");
  }

  @Test
  void a_chain_that_brings_its_root_along_is_believed_too() throws Exception {
    Authority authority = new Authority(new TrustDomain("acme.com"), Duration.ofMinutes(1), NOW);
    List<X509Certificate> chain = authority.issue("a", NOW).credential().chain();
    List<X509Certificate> withRoot =
        List.of(chain.get(0), chain.get(1), authority.bundle().roots().getFirst());
    assertThat(authority.bundle().identify(withRoot, NOW).path()).isEqualTo("/a");
  }

  private X509Certificate leaf(Certificates form) throws Exception {
    return form.signed(own, root, "CN=somebody", NOW);
  }

  private void refused(Certificates form, String why) {
    assertThatThrownBy(() -> bundle.identify(List.of(leaf(form)), NOW))
        .isInstanceOf(TrustException.class)
        .hasMessageContaining(why);
  }
}
