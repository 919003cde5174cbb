package dev.ballast.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The examples are those of the SPIFFE-ID specification and what its rules leave out. */
final class IdentityTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "spiffe://acme.com/billing/payments",
        "spiffe://k8s-west.example.com/ns/staging/sa/default",
        "spiffe://example.com/9eebccd2-12bf-40a6-b262-65fe0487d453",
        "spiffe://example.com",
        "spiffe://under_score.1/UPPER.and-lower_case/..."
      })
  void a_spiffe_id_is_read_and_written_as_it_was(String text) {
    assertThat(Identity.parse(text)).hasToString(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          https://acme.com/billing     | begins with `spiffe://`
          SPIFFE://acme.com/billing    | begins with `spiffe://`
          spiffe:/acme.com/billing     | begins with `spiffe://`
          spiffe:///billing            | 1 to 255 characters
          spiffe://Acme.com/billing    | lower-case letters
          spiffe://user@acme.com/x     | lower-case letters
          spiffe://acme.com:80/x       | lower-case letters
          spiffe://acme.com/           | no empty segment
          spiffe://acme.com/a/         | no empty segment
          spiffe://acme.com/a//b       | no empty segment
          spiffe://acme.com/../b       | no `.` or `..`
          spiffe://acme.com/./b        | no `.` or `..`
          spiffe://acme.com/a%2fb      | letters, digits
          spiffe://acme.com/a?b        | letters, digits
          spiffe://acme.com/a#b        | letters, digits
          spiffe://acme.com/ä          | letters, digits
          """)
  void what_breaks_a_rule_is_refused_and_the_rule_named(String text, String why) {
    assertThatThrownBy(() -> Identity.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(why);
  }

  @Test
  void the_bounds_of_length_are_those_of_the_specification() {
    assertThat(new TrustDomain("d".repeat(255)).name()).hasSize(255);
    assertThatThrownBy(() -> new TrustDomain("d".repeat(256))).hasMessageContaining("255");
    TrustDomain domain = new TrustDomain("d");
    String longest = "/" + "p".repeat(2_048 - "spiffe://d/".length());
    assertThat(new Identity(domain, longest).toString()).hasSize(2_048);
    assertThatThrownBy(() -> new Identity(domain, longest + "p")).hasMessageContaining("2048");
  }

  @Test
  void a_service_has_an_identity_without_being_told() {
    assertThat(Identity.ofService(new TrustDomain("streaming.ballast"), "playback"))
        .hasToString("spiffe://streaming.ballast/playback");
  }

  @Test
  void what_a_stranger_wrote_is_shown_short_and_without_control_characters() {
    assertThatThrownBy(() -> Identity.parse("x\r\n\u001b[31m" + "y".repeat(10_000)))
        .message()
        .hasSizeLessThan(200)
        .contains("x??");
  }
}
