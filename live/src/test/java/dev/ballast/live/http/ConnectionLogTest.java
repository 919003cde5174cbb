package dev.ballast.live.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class ConnectionLogTest {
  private final AtomicLong now = new AtomicLong();
  private final List<String> lines = new ArrayList<>();
  private final ConnectionLog log = new ConnectionLog("edge", lines::add, now::get);

  @Test
  void one_line_a_second_is_written_and_says_how_many_were_not() {
    InetSocketAddress peer = new InetSocketAddress("192.0.2.1", 7);
    for (int i = 0; i < 1_000; i++) {
      log.failed(peer, "no TLS", "bad");
    }
    now.set(999_999_999);
    log.failed(peer, "no TLS", "bad");
    now.set(1_000_000_000);
    log.failed(peer, "no TLS", "worse");
    assertThat(lines)
        .containsExactly(
            "edge: no TLS with /192.0.2.1:7: bad",
            "edge: no TLS with /192.0.2.1:7: worse (and 1000 more before)");
    assertThat(log.count()).isEqualTo(1_002);
  }

  @Test
  void what_a_stranger_wrote_ends_no_line_and_is_short() {
    log.failed(
        new InetSocketAddress("192.0.2.1", 7), "no TLS", "a\r\nb\u001b[1m" + "c".repeat(999));
    assertThat(lines.getFirst()).contains("a??b?[1mccc").hasSizeLessThan(400);
  }
}
