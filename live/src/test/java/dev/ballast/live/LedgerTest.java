package dev.ballast.live;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.kernel.Units;
import dev.ballast.live.http.Limits;
import dev.ballast.live.log.AccessFormat;
import dev.ballast.live.log.AccessLog;
import dev.ballast.policy.CallPolicy;
import java.io.ByteArrayOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the access log says of requests that did not go well. */
@ExtendWith(NoLeaks.class)
final class LedgerTest {
  private static final CallPolicy PATIENT = EitherWorld.policy(20 * Units.SECOND, 1, null, null);

  private final ByteArrayOutputStream lines = new ByteArrayOutputStream();

  /** What is written of one request, of whose answer so much is read. */
  private String line(Backend.Behaviour behaviour, CallPolicy policy, String until)
      throws Exception {
    try (Backend backend = new Backend(behaviour);
        AccessLog log = AccessLog.open(AccessFormat.JSON, () -> lines, line -> {})) {
      LiveOptions options =
          LiveOptions.of(1).withLoops(1).withAccess(new LiveOptions.Access(log, 1));
      try (LiveSystem system = backend.behindGateway("GET", policy, Limits.DEFAULT, options)) {
        try (Raw raw = new Raw(system.addresses().getFirst().url())) {
          raw.say("GET /play/1 HTTP/1.1\r\nHost: a\r\n\r\n");
          if (until.isEmpty()) {
            raw.restUntilBroken();
          } else {
            raw.until(until);
          }
        }
        Until.holds("a line is written", () -> lines.toString(UTF_8).contains("\n"));
      }
    }
    return lines.toString(UTF_8);
  }

  @Test
  void an_answer_that_is_whole_has_its_length() throws Exception {
    assertThat(
            line(
                talk -> talk.say("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfour").head(),
                PATIENT,
                "four"))
        .contains("\"status\":200", "\"bytes\":4", "\"result\":\"ok\"")
        .doesNotContain("reason");
  }

  @Test
  void an_answer_that_breaks_off_has_no_status_and_no_length() throws Exception {
    assertThat(
            line(
                talk -> {
                  talk.head();
                  talk.say("HTTP/1.1 200 OK\r\nContent-Length: 300000\r\n\r\nabc");
                },
                PATIENT,
                ""))
        .contains("\"status\":0", "\"reason\":\"lost\"")
        .doesNotContain("\"bytes\"");
  }

  @Test
  void so_has_one_that_its_client_does_not_wait_for() throws Exception {
    assertThat(
            line(
                talk -> {
                  talk.head();
                  talk.say("HTTP/1.1 200 OK\r\nContent-Length: 300000\r\n\r\nabc");
                  talk.until("never");
                },
                PATIENT,
                "abc"))
        .contains("\"status\":0")
        .doesNotContain("\"bytes\"");
  }

  @Test
  void a_failure_says_why() throws Exception {
    CallPolicy hurried = EitherWorld.policy(100 * Units.MILLISECOND, 1, null, null);
    assertThat(line(talk -> talk.until("never"), hurried, "\r\n\r\n"))
        .contains("\"result\":\"error\"", "\"reason\":\"timed-out\"");
  }
}
