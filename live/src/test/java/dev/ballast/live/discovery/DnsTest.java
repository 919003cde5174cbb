package dev.ballast.live.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.kernel.Units;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a name server says about the replicas of a service, over the wire. */
final class DnsTest {
  private final MultiThreadIoEventLoopGroup threads =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private NameServer server;
  private DnsNames names;

  @BeforeEach
  void open() throws IOException {
    server = new NameServer();
    names = new DnsNames(threads.next(), server.address());
  }

  @AfterEach
  void close() throws IOException {
    names.close();
    server.close();
    threads.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }

  private Lookup look(Source source) {
    return source.look().join();
  }

  private Lookup hosts(String name) {
    return look(NameSource.ofHosts(names, name, 8080));
  }

  private static List<String> words(Lookup lookup) {
    return ((Lookup.Answered) lookup).found().stream().map(Found::words).sorted().toList();
  }

  @Test
  void address_records_of_both_families_are_the_replicas_for_their_time_to_live() {
    server.hosts("back.test", 30, "10.0.0.1", "10.0.0.2", "fd00::7");
    Lookup found = hosts("back.test");
    assertThat(words(found))
        .containsExactly("10.0.0.1:8080", "10.0.0.2:8080", "[fd00:0:0:0:0:0:0:7]:8080");
    assertThat(((Lookup.Answered) found).ttlNanos()).isEqualTo(30 * Units.SECOND);
  }

  @Test
  void every_look_asks_the_name_server() {
    server.hosts("back.test", 300, "10.0.0.1");
    hosts("back.test");
    server.hosts("back.test", 300, "10.0.0.2");
    assertThat(words(hosts("back.test"))).containsExactly("10.0.0.2:8080");
  }

  @Test
  void service_records_bring_ports_and_weights_of_the_best_priority() {
    server.servers("_http.back.test", 60, "1 5 8080 a.test", "1 0 8081 b.test", "2 9 8082 c.test");
    server.hosts("a.test", 20, "10.0.0.1");
    server.hosts("b.test", 90, "10.0.0.2");
    Lookup.Answered found = (Lookup.Answered) look(NameSource.ofServers(names, "_http.back.test"));
    assertThat(found.found())
        .extracting(Found::words, Found::weight)
        .containsExactlyInAnyOrder(
            org.assertj.core.groups.Tuple.tuple("10.0.0.1:8080", 5),
            org.assertj.core.groups.Tuple.tuple("10.0.0.2:8081", 1));
    assertThat(found.ttlNanos()).isEqualTo(20 * Units.SECOND);
    assertThat(server.asked).doesNotContain("c.test 1");
  }

  @Test
  void a_name_that_does_not_exist_says_that_nobody_is_there() {
    assertThat(hosts("none.test")).isInstanceOf(Lookup.Nobody.class);
    assertThat(look(NameSource.ofServers(names, "none.test"))).isInstanceOf(Lookup.Nobody.class);
  }

  @Test
  void a_name_without_an_address_says_that_nobody_is_there() {
    server.servers("only-servers.test", 60, "1 5 8080 a.test");
    assertThat(hosts("only-servers.test")).isInstanceOf(Lookup.Nobody.class);
  }

  @Test
  void a_server_that_fails_teaches_nothing() {
    server.fails("back.test", 2);
    assertThat(hosts("back.test")).isInstanceOf(Lookup.Failed.class);
  }

  @Test
  void a_service_whose_server_cannot_be_resolved_teaches_nothing() {
    server.servers("_http.back.test", 60, "1 5 8080 a.test", "1 5 8081 b.test");
    server.hosts("a.test", 20, "10.0.0.1");
    server.fails("b.test", 2);
    assertThat(look(NameSource.ofServers(names, "_http.back.test")))
        .isInstanceOf(Lookup.Failed.class);
  }

  @Test
  void an_answer_that_was_cut_short_is_asked_for_again_over_tcp() {
    String[] many = new String[200];
    for (int i = 0; i < many.length; i++) {
      many[i] = "10.0.1." + i;
    }
    server.hosts("many.test", 30, many);
    server.cutOverUdp("many.test");
    assertThat(words(hosts("many.test"))).hasSize(200);
    assertThat(server.asked).contains("tcp many.test 1");
  }

  @Test
  void an_answer_that_is_none_teaches_nothing() {
    server.hosts("back.test", 30, "10.0.0.1");
    server.mad(true);
    assertThat(hosts("back.test")).isInstanceOf(Lookup.Failed.class);
    server.mad(false);
    assertThat(words(hosts("back.test"))).containsExactly("10.0.0.1:8080");
  }

  @Test
  void names_that_are_none_teach_nothing() {
    assertThat(hosts("a..b")).isNotInstanceOf(Lookup.Answered.class);
    assertThat(hosts("x".repeat(300) + ".test")).isNotInstanceOf(Lookup.Answered.class);
  }
}
