package dev.ballast.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.policy.CallPolicy;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a program learns of who asked, and what it does not learn of the hop before. */
@SuppressWarnings("StringConcatToTextBlock") // every byte of a line end is meant
@ExtendWith(NoLeaks.class)
final class ForwardingTest {
  /** The head that reaches a program behind a gateway, in small letters. */
  private static String headFor(String request) throws Exception {
    String[] heard = new String[1];
    try (Backend backend =
            new Backend(
                talk -> {
                  heard[0] = talk.head().toLowerCase(Locale.ROOT);
                  talk.say("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nKeep-Alive: x\r\n");
                  talk.say(
                      "Connection: x-mine, keep-alive\r\nX-Mine: hop\r\nX-Ours: end\r\n\r\nok");
                  talk.head();
                });
        LiveSystem system = backend.behindGateway("GET", CallPolicy.DEFAULT);
        Raw raw = new Raw(system.addresses().getFirst().url())) {
      String answer = raw.say(request).until("\r\n\r\nok");
      assertThat(answer)
          .contains("X-Ours: end")
          .doesNotContain("X-Mine", "Keep-Alive")
          .containsOnlyOnce("\r\ndate: ");
      return heard[0];
    }
  }

  @Test
  void a_gateway_believes_nobody_and_the_sidecar_adds_the_gateway() throws Exception {
    String head =
        headFor(
            "GET /play/1 HTTP/1.1\r\nHost: shop.example:80\r\nX-Forwarded-For: 6.6.6.6\r\n"
                + "X-Forwarded-Proto: https\r\nX-Forwarded-Host: evil\r\nForwarded: for=6.6.6.6\r\n"
                + "X_Forwarded_For: 6.6.6.6\r\n"
                + "Via: 1.0 theirs\r\n\r\n");
    assertThat(head)
        .contains("\r\nhost: shop.example:80\r\n")
        .contains("\r\nx-forwarded-for: 127.0.0.1, 127.0.0.1\r\n")
        .contains("\r\nx-forwarded-proto: http\r\n")
        .contains("\r\nx-forwarded-host: shop.example:80\r\n")
        .contains("\r\nforwarded: for=127.0.0.1;host=\"shop.example:80\";proto=http, for=127.0.0.1")
        .doesNotContain("6.6.6.6", "evil")
        .containsSubsequence("via: 1.0 theirs\r\n", "via: 1.1 ballast\r\n", "via: 1.1 ballast\r\n");
  }

  @Test
  void fields_of_one_hop_stay_there_with_all_that_any_connection_names() throws Exception {
    String head =
        headFor(
            "GET /play/1 HTTP/1.1\r\nHost: a\r\nConnection: x-one, keep-alive\r\nX-One: 1\r\n"
                + "X-Two: 2\r\nConnection: X-TWO\r\nTE: trailers\r\nProxy-Authorization: p\r\n"
                + "Keep-Alive: 5\r\nX-Ballast-Priority: high\r\nX-Three: 3\r\n\r\n");
    assertThat(head)
        .contains("x-three: 3")
        .doesNotContain(
            "x-one",
            "x-two",
            "\nte:",
            "proxy-authorization",
            "keep-alive",
            "priority",
            "connection");
  }

  @Test
  void a_request_without_a_name_is_given_one_and_one_with_a_name_keeps_it() throws Exception {
    assertThat(headFor("GET /play/1 HTTP/1.1\r\nHost: a\r\n\r\n"))
        .containsPattern("x-request-id: [0-9a-f]{16}\r\n");
    assertThat(headFor("GET /play/1 HTTP/1.1\r\nHost: a\r\nX-Request-Id: mine\r\n\r\n"))
        .contains("x-request-id: mine\r\n");
  }
}
