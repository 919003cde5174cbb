package dev.ballast.live.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ballast.live.http.ConnectionLog;
import dev.ballast.live.http.Limits;
import dev.ballast.live.http.ServerProtocol;
import dev.ballast.trust.Credential;
import io.netty.handler.ssl.ClientAuth;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A server with certificates of hosts, as clients of others meet it. */
@SuppressWarnings("try") // what is closed early is closed again without harm
final class ServerTlsTest {
  private static final InstantSource CLOCK = InstantSource.system();

  private final List<String> log = new CopyOnWriteArrayList<>();
  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open.reversed()) {
      each.close();
    }
  }

  @Test
  void version_1_3_is_spoken_and_1_2_where_it_is_accepted() throws Exception {
    Credential host = Hosts.of(CLOCK.instant(), "a.example");
    int both = serve(new ServerTls.Settings(true, ClientAuth.NONE, List.of("http/1.1")), host);
    int newest = serve(new ServerTls.Settings(false, ClientAuth.NONE, List.of("http/1.1")), host);
    assertThat(client(host).meets(both).version()).isEqualTo("TLSv1.3");
    assertThat(client(host).versions("TLSv1.2").meets(both).version()).isEqualTo("TLSv1.2");
    assertThat(client(host).meets(newest).version()).isEqualTo("TLSv1.3");
    assertThatThrownBy(() -> client(host).versions("TLSv1.2").meets(newest))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("protocol_version");
  }

  @Test
  void alpn_agrees_on_what_the_server_prefers_and_without_it_on_the_last() throws Exception {
    Credential host = Hosts.of(CLOCK.instant(), "a.example");
    int port =
        serve(new ServerTls.Settings(true, ClientAuth.NONE, List.of("h2", "http/1.1")), host);
    assertThat(client(host).protocols("http/1.1", "h2").meets(port).answer()).startsWith("h2 ");
    assertThat(client(host).protocols("http/1.1").meets(port).answer()).startsWith("http/1.1 ");
    assertThat(client(host).meets(port).answer()).startsWith("http/1.1 ");
    assertThat(client(host).protocols("spdy/1").meets(port).answer()).startsWith("http/1.1 ");
  }

  @Test
  void the_name_that_is_asked_for_chooses_the_certificate() throws Exception {
    Instant now = CLOCK.instant();
    List<Credential> hosts =
        List.of(
            Hosts.of(now, "a.example"),
            Hosts.of(now, "b.example", "www.b.example"),
            Hosts.of(now, "*.c.example"),
            Hosts.of(now, "c.example"));
    int port =
        serve(
            new ServerTls.Settings(true, ClientAuth.NONE, List.of("http/1.1")),
            hosts.toArray(Credential[]::new));
    shows(port, hosts.get(0), "a.example");
    shows(port, hosts.get(0), "A.Example");
    shows(port, hosts.get(1), "b.example");
    shows(port, hosts.get(1), "www.b.example");
    shows(port, hosts.get(2), "x.c.example");
    shows(port, hosts.get(3), "c.example");
    shows(port, hosts.get(0), "y.x.c.example"); // a wildcard fits one label
    shows(port, hosts.get(0), "unknown.example");
    JdkClient.Meeting unnamed = client(hosts.get(0)).meets(port);
    assertThat(unnamed.server()).isEqualTo(hosts.get(0).certificate());
    assertThat(unnamed.answer()).isEqualTo("http/1.1 - -");
  }

  private static void shows(int port, Credential host, String asked) throws Exception {
    JdkClient.Meeting met = client(host).asksFor(asked).meets(port);
    assertThat(met.server()).as(asked).isEqualTo(host.certificate());
    assertThat(met.answer()).isEqualTo("http/1.1 - " + asked.toLowerCase(Locale.ROOT));
  }

  @Test
  void a_certificate_is_replaced_for_new_connections() throws Exception {
    Credential before = Hosts.of(CLOCK.instant(), "a.example");
    Credential after = Hosts.of(CLOCK.instant(), "a.example");
    ServerTls tls =
        open(
            new ServerTls(
                new ServerTls.Settings(true, ClientAuth.NONE, List.of("http/1.1")),
                List.of(before),
                null,
                CLOCK));
    int port = serve(tls, TlsServerProtocol.HANDSHAKES_MAX, Limits.DEFAULT);
    assertThat(client(before).meets(port).server()).isEqualTo(before.certificate());
    tls.replace(List.of(after), null);
    tls.renewTickets();
    assertThat(client(after).meets(port).server()).isEqualTo(after.certificate());
    assertThatThrownBy(() -> client(before).meets(port)).isInstanceOf(IOException.class);
  }

  @Test
  void what_is_not_tls_is_refused_and_said() throws Exception {
    int port =
        serve(
            new ServerTls.Settings(true, ClientAuth.NONE, List.of("http/1.1")),
            Hosts.of(CLOCK.instant(), "a.example"));
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(TlsServer.bytes("GET / HTTP/1.1\r\nhost: a\r\n\r\n"));
      assertThat(socket.getInputStream().readAllBytes()).isEmpty();
    }
    assertThat(log).singleElement().asString().contains("no TLS with /127.0.0.1", "not an SSL/TLS");
  }

  @Test
  void a_handshake_that_is_not_finished_in_time_is_ended() throws Exception {
    Limits.Times times = Limits.DEFAULT.times();
    Limits hasty =
        Limits.DEFAULT.with(
            new Limits.Times(
                50_000_000L,
                times.bodyNanos(),
                times.sendNanos(),
                times.streamIdleNanos(),
                times.idleNanos(),
                times.drainNanos()));
    for (int certificates : List.of(1, 2)) { // with two the name is waited for first
      Credential[] hosts = new Credential[certificates];
      for (int i = 0; i < certificates; i++) {
        hosts[i] = Hosts.of(CLOCK.instant(), "a.example");
      }
      ServerTls tls =
          tls(new ServerTls.Settings(true, ClientAuth.NONE, List.of("http/1.1")), hosts);
      int port = serve(tls, TlsServerProtocol.HANDSHAKES_MAX, hasty);
      try (Socket silent = new Socket(InetAddress.getLoopbackAddress(), port)) {
        silent.setSoTimeout(10_000);
        assertThat(silent.getInputStream().read()).isEqualTo(-1);
      }
    }
  }

  @Test
  void handshakes_under_way_are_bounded_and_their_end_makes_room() throws Exception {
    Credential host = Hosts.of(CLOCK.instant(), "a.example");
    ServerTls tls = tls(new ServerTls.Settings(true, ClientAuth.NONE, List.of("http/1.1")), host);
    int port = serve(tls, 2, Limits.DEFAULT);
    try (Socket first = new Socket(InetAddress.getLoopbackAddress(), port);
        Socket second = new Socket(InetAddress.getLoopbackAddress(), port);
        Socket third = new Socket(InetAddress.getLoopbackAddress(), port)) {
      third.setSoTimeout(10_000);
      assertThat(third.getInputStream().read()).isEqualTo(-1);
      first.setSoLinger(true, 0);
      second.close();
    }
    assertThat(log).first().asString().contains("more than 2 handshakes are under way");
    for (int i = 0; i < 5; i++) {
      assertThat(meetsEventually(client(host), port)).isEqualTo("http/1.1 - -");
    }
  }

  /** The server may not have seen yet that the others have gone. */
  private static String meetsEventually(JdkClient client, int port) {
    for (int i = 0; ; i++) {
      try {
        return client.meets(port).answer();
      } catch (IOException e) {
        if (i == 200) {
          throw new AssertionError(e);
        }
      }
    }
  }

  private static JdkClient client(Credential host) throws Exception {
    return new JdkClient(null, host.certificate());
  }

  private ServerTls tls(ServerTls.Settings settings, Credential... hosts) throws Exception {
    return open(new ServerTls(settings, List.of(hosts), null, CLOCK));
  }

  private int serve(ServerTls.Settings settings, Credential... hosts) throws Exception {
    return serve(tls(settings, hosts), TlsServerProtocol.HANDSHAKES_MAX, Limits.DEFAULT);
  }

  private int serve(ServerTls tls, int handshakesMax, Limits limits) {
    Map<String, ServerProtocol> next = new LinkedHashMap<>();
    tls.settings().protocols().forEach(name -> next.put(name, TlsServer::tellThem));
    ConnectionLog said = new ConnectionLog("server", log::add);
    return open(new TlsServer(new TlsServerProtocol(tls, next, said, handshakesMax), limits))
        .port();
  }

  private <T extends AutoCloseable> T open(T opened) {
    open.add(opened);
    return opened;
  }
}
