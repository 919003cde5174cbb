package dev.ballast.live.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class AccessLogTest {
  private static final long AT = 1_795_437_004_567L; // 2026-11-23T12:30:04.567Z

  private static AccessEntry entry(String target) {
    return new AccessEntry(
        AT,
        "192.0.2.7:5100",
        null,
        "http/1.1",
        false,
        "GET",
        target,
        200,
        12,
        3_456_789,
        "edge",
        1,
        "GET /play/{title}",
        "playback-2",
        1,
        "ok",
        null,
        "f35f");
  }

  private static AccessEntry refused(String target) {
    return new AccessEntry(
        AT,
        "192.0.2.7:5100",
        "spiffe://shop.ballast/edge",
        "h2",
        true,
        "GET",
        target,
        404,
        -1,
        0,
        "edge",
        1,
        null,
        null,
        0,
        null,
        "no endpoint",
        null);
  }

  private static String line(AccessFormat format, AccessEntry entry) {
    StringBuilder out = new StringBuilder();
    format.write(entry, out);
    return out.toString();
  }

  @Test
  void json_is_one_object_on_one_line() {
    assertThat(line(AccessFormat.JSON, entry("/play/7?hd=1")))
        .isEqualTo(
            "{\"time\":\"2026-11-23T12:30:04.567Z\",\"peer\":\"192.0.2.7:5100\","
                + "\"protocol\":\"http/1.1\",\"tls\":false,\"method\":\"GET\","
                + "\"target\":\"/play/7?hd=1\",\"status\":200,\"bytes\":12,\"ms\":3.456,"
                + "\"service\":\"edge\",\"replica\":1,\"endpoint\":\"GET /play/{title}\","
                + "\"callee\":\"playback-2\",\"attempts\":1,\"result\":\"ok\",\"id\":\"f35f\"}\n");
  }

  @Test
  void what_means_nothing_is_left_out() {
    assertThat(line(AccessFormat.JSON, refused("/")))
        .contains("\"identity\":\"spiffe://shop.ballast/edge\"", "\"reason\":\"no endpoint\"")
        .doesNotContain("\"bytes\"", "\"endpoint\"", "\"result\"", "\"id\"", "null");
  }

  @Test
  void the_common_format_is_that_of_the_web_servers() {
    assertThat(line(AccessFormat.COMMON, entry("/play/7?hd=1")))
        .isEqualTo(
            "192.0.2.7 - - [23/Nov/2026:12:30:04 +0000] \"GET /play/7?hd=1 HTTP/1.1\" 200 12\n");
    assertThat(line(AccessFormat.COMMON, refused("/")))
        .isEqualTo(
            "192.0.2.7 - spiffe://shop.ballast/edge [23/Nov/2026:12:30:04 +0000]"
                + " \"GET / HTTP/2.0\" 404 -\n");
  }

  @Test
  void no_request_writes_a_second_line_or_ends_its_quotes() {
    String evil = "/\"\r\n127.0.0.1 - admin\\\u001b[2J\u0000\u00e9\u2028";
    for (AccessFormat format : AccessFormat.values()) {
      String line = line(format, entry(evil));
      assertThat(line.chars().filter(c -> c < ' ' || c > '~')).containsExactly((int) '\n');
      assertThat(line).endsWith("\n").contains("\\\"");
    }
    assertThat(line(AccessFormat.JSON, entry(evil))).contains("\\u000d\\u000a", "\\u2028");
    assertThat(line(AccessFormat.COMMON, entry(evil))).contains("\\x0d\\x0a", "\\xe9");
  }

  @Test
  void everything_told_before_the_end_is_written() throws IOException {
    var written = new ByteArrayOutputStream();
    try (AccessLog log = AccessLog.open(AccessFormat.JSON, () -> written, _ -> {})) {
      for (int i = 0; i < 1_000; i++) {
        log.tell(entry("/" + i));
      }
    }
    assertThat(written.toString(UTF_8).lines()).hasSize(1_000).last().asString().contains("/999");
  }

  /** An output that holds up the thread until it is let go. */
  private static final class Held extends OutputStream {
    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch goes = new CountDownLatch(1);

    @Override
    public void write(int octet) {
      throw new AssertionError("lines are written whole");
    }

    @Override
    public void write(byte[] bytes, int from, int length) {
      entered.countDown();
      try {
        goes.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Test
  void who_tells_never_waits_and_what_does_not_fit_is_counted() throws Exception {
    Held held = new Held();
    try (AccessLog log = AccessLog.open(AccessFormat.COMMON, () -> held, _ -> {})) {
      log.tell(entry("/"));
      held.entered.await();
      for (int i = 0; i < AccessLog.WAITING_MAX + 7; i++) {
        log.tell(entry("/"));
      }
      assertThat(log.dropped()).isEqualTo(7);
      held.goes.countDown();
    }
  }

  @Test
  void an_output_that_fails_is_said_once_and_opened_again() throws Exception {
    Queue<String> said = new ConcurrentLinkedQueue<>();
    AtomicInteger opened = new AtomicInteger();
    var written = new ByteArrayOutputStream();
    OutputStream full =
        new OutputStream() {
          @Override
          public void write(int octet) throws IOException {
            throw new IOException("no space left");
          }
        };
    try (AccessLog log =
        AccessLog.open(
            AccessFormat.COMMON, () -> opened.getAndIncrement() < 2 ? full : written, said::add)) {
      for (int lost = 1; lost <= 2; lost++) {
        log.tell(entry("/"));
        while (log.dropped() < lost) {
          Thread.onSpinWait();
        }
      }
      log.tell(entry("/last"));
    }
    assertThat(said).containsExactly("the access log cannot be written: no space left");
    assertThat(written.toString(UTF_8)).contains("/last");
  }

  @Test
  void a_file_that_was_moved_away_is_opened_anew() throws IOException {
    List<ByteArrayOutputStream> files = new ArrayList<>();
    try (AccessLog log =
        AccessLog.open(
            AccessFormat.COMMON,
            () -> {
              files.add(new ByteArrayOutputStream());
              return files.getLast();
            },
            _ -> {})) {
      log.reopen();
      log.tell(entry("/new"));
    }
    assertThat(files).hasSize(2);
    assertThat(files.getLast().toString(UTF_8)).contains("/new");
  }

  @Test
  void lines_go_elsewhere_and_look_otherwise_from_then_on() throws IOException {
    var first = new ByteArrayOutputStream();
    var second = new ByteArrayOutputStream();
    try (AccessLog log = AccessLog.open(AccessFormat.JSON, () -> first, _ -> {})) {
      log.tell(entry("/first"));
      while (first.size() == 0) {
        Thread.onSpinWait();
      }
      log.become(AccessLog.Destination.open(AccessFormat.COMMON, () -> second));
      log.tell(entry("/second"));
    }
    assertThat(first.toString(UTF_8)).startsWith("{").contains("/first").doesNotContain("/second");
    assertThat(second.toString(UTF_8)).startsWith("192.0.2.7 - ").contains("/second");
  }

  @Test
  void an_output_that_cannot_be_opened_at_all_is_a_mistake() {
    assertThatThrownBy(
            () ->
                AccessLog.open(
                    AccessFormat.JSON,
                    () -> {
                      throw new IOException("no such directory");
                    },
                    _ -> {}))
        .isInstanceOf(IOException.class);
  }
}
