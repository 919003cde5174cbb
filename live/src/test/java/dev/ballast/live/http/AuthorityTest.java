package dev.ballast.live.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AuthorityTest {
  private static boolean isFine(String text) {
    byte[] bytes = ("<" + text + ">").getBytes(ISO_8859_1);
    return Authority.isFine(bytes, 1, bytes.length - 1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a",
        "a:",
        "a:0",
        "a:80",
        "a:65535",
        "192.0.2.7:8080",
        "[::1]",
        "[::1]:80",
        "x_y.z"
      })
  void hosts_with_or_without_a_port_are_fine(String text) {
    assertThat(isFine(text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a:b",
        "a:65536",
        "a:123456",
        "a:-1",
        "a:80:80",
        "::1",
        "[::1",
        "::1]",
        "[::1]a",
        "a[::1]",
        "u@a",
        "a/b",
        "a b",
        "[::1]:x"
      })
  void what_is_neither_is_not(String text) {
    assertThat(isFine(text)).isFalse();
  }
}
