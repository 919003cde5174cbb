package dev.ballast.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ballast.model.Identities;
import dev.ballast.model.Ingress;
import dev.ballast.model.Ingress.Tls;
import dev.ballast.model.Ingress.Tls.ClientCertificates;
import dev.ballast.model.Service;
import dev.ballast.model.SystemModel;
import dev.ballast.model.Upstream;
import dev.ballast.trust.Authority;
import dev.ballast.trust.Credential;
import dev.ballast.trust.Pem;
import dev.ballast.trust.TrustDomain;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A gateway that listens where the system file says. */
@ExtendWith(NoLeaks.class)
final class DoorsTest {
  private static final String ASK = "GET /play/1 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";

  private static final String TWICE = "GET /play/1 HTTP/1.1\r\nHost: a\r\n\r\n" + ASK;

  @TempDir private Path directory;

  private final List<String> log = new CopyOnWriteArrayList<>();
  private final Authority authority =
      new Authority(new TrustDomain("example.org"), Duration.ofHours(1), Instant.now());

  private final SystemModel model =
      Systems.gateway().service("back", 1, 8, 8, Systems.work(1)).model().with(Identities.NONE);
  private final LiveSystem back = LiveSystem.start(model, LiveOptions.of(1).withLoops(1));

  @AfterEach
  void close() {
    back.close();
  }

  private LiveSystem start(Ingress.Listener... listeners) {
    return start(URI.create(back.address("back", 0)).getPort(), Upstream.DEFAULT, listeners);
  }

  /** A gateway in front of a server that wants to know whom it serves. */
  private LiveSystem start(int server, Ingress.Listener listener) {
    Upstream usual = Upstream.DEFAULT;
    Upstream asks = new Upstream(List.of(), null, usual.protocol(), null, null, true);
    return start(server, asks, listener);
  }

  private LiveSystem start(int server, Upstream upstream, Ingress.Listener... listeners) {
    return start(model, server, upstream, listeners);
  }

  private LiveSystem start(
      SystemModel system, int server, Upstream upstream, Ingress.Listener... listeners) {
    Ingress usual = Ingress.DEFAULT;
    Ingress ingress =
        new Ingress(List.of(listeners), usual.limits(), usual.timeouts(), usual.accessLog());
    List<Service> services =
        system.services().stream()
            .map(
                s ->
                    s.isGateway()
                        ? s.reached(ingress, Upstream.DEFAULT)
                        : s.reached(s.ingress(), upstream))
            .toList();
    return LiveSystem.start(
        system.withServices(services),
        LiveOptions.of(1)
            .withLoops(1)
            .withLog(log::add)
            .withElsewhere(Map.of("back", List.of(server)))
            .withRole(new Role("edge", 0, Map.of()))
            .withFinding(LiveOptions.Finding.beside(directory)));
  }

  private static Ingress.Listener listener(int port, @Nullable Tls tls, boolean isProxied) {
    return new Ingress.Listener(port, "127.0.0.1", tls, isProxied);
  }

  /** Writes a certificate for the gateway, and says where. */
  private Tls tls(ClientCertificates clients) throws Exception {
    write();
    return new Tls(
        List.of(new Tls.KeyPair("edge.pem", "edge.key")),
        Tls.Version.TLS_1_2,
        clients,
        clients == ClientCertificates.NONE ? null : "ca.pem");
  }

  private void write() throws IOException {
    Credential credential = authority.issue("edge", Instant.now()).credential();
    Files.writeString(directory.resolve("edge.key"), Pem.of(credential.key()));
    Files.writeString(directory.resolve("edge.pem"), Pem.of(credential.chain()));
    Files.writeString(directory.resolve("ca.pem"), Pem.of(authority.bundle().roots()));
  }

  private SSLSocket connect(int port) throws Exception {
    KeyStore roots = KeyStore.getInstance("PKCS12");
    roots.load(null, null);
    roots.setCertificateEntry("root", authority.bundle().roots().getFirst());
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(roots);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(10_000);
    return socket;
  }

  private static String ask(Socket socket) throws IOException {
    socket.getOutputStream().write(ASK.getBytes(StandardCharsets.US_ASCII));
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
  }

  @Test
  void users_are_served_over_tls_where_the_file_says_so_and_in_the_clear_where_not()
      throws Exception {
    int secured = Ports.free();
    int open = Ports.free();
    try (LiveSystem gateway =
            start(
                listener(secured, tls(ClientCertificates.NONE), false),
                listener(open, null, false));
        SSLSocket secure = connect(secured);
        Socket clear = new Socket(InetAddress.getLoopbackAddress(), open)) {
      assertThat(ask(secure)).startsWith("HTTP/1.1 200");
      assertThat(secure.getSession().getProtocol()).isEqualTo("TLSv1.3");
      assertThat(ask(clear)).startsWith("HTTP/1.1 200");
      assertThat(gateway.listening("edge", 0))
          .containsExactly("https://127.0.0.1:" + secured, "http://127.0.0.1:" + open);
    }
  }

  /** It calls others with it, and would find that out with the first request. */
  @Test
  void a_gateway_without_the_certificate_that_it_shows_to_others_does_not_start() throws Exception {
    SystemModel secured =
        model.with(
            new Identities(
                true, "example.org", new Identities.Files("none.pem", "none.key", "none.ca")));
    int port = Ports.free();
    assertThatThrownBy(() -> start(secured, 1, Upstream.DEFAULT, listener(port, null, false)))
        .isInstanceOf(LiveException.class)
        .hasMessageStartingWith("edge-1 has no certificate: ");
  }

  @Test
  void a_certificate_file_that_changes_is_used_and_a_broken_one_is_not() throws Exception {
    int port = Ports.free();
    try (LiveSystem _ = start(listener(port, tls(ClientCertificates.NONE), false))) {
      X509Certificate first = shown(port);
      Files.writeString(directory.resolve("edge.pem"), "no certificate");
      Until.holds(
          "the log says so",
          () -> log.stream().anyMatch(line -> line.contains("goes on as it is")));
      assertThat(shown(port)).isEqualTo(first);
      write();
      Until.holds("the new one is shown", () -> !shown(port).equals(first));
    }
  }

  private X509Certificate shown(int port) throws Exception {
    try (SSLSocket socket = connect(port)) {
      socket.startHandshake();
      return (X509Certificate) socket.getSession().getPeerCertificates()[0];
    }
  }

  @Test
  void a_client_without_a_certificate_is_refused_where_one_is_required() throws Exception {
    int port = Ports.free();
    try (LiveSystem _ = start(listener(port, tls(ClientCertificates.REQUIRED), false));
        SSLSocket socket = connect(port)) {
      assertThatThrownBy(() -> ask(socket)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void behind_a_proxy_every_connection_begins_with_its_header() throws Exception {
    int port = Ports.free();
    byte[] header = HexFormat.of().parseHex("0d0a0d0a000d0a515549540a" + "20000000");
    try (LiveSystem _ = start(listener(port, null, true));
        Socket proxied = new Socket(InetAddress.getLoopbackAddress(), port);
        Socket direct = new Socket(InetAddress.getLoopbackAddress(), port)) {
      proxied.getOutputStream().write(header);
      assertThat(ask(proxied)).startsWith("HTTP/1.1 200");
      direct.setSoTimeout(10_000);
      assertThatThrownBy(
              () -> {
                if (ask(direct).isEmpty()) {
                  throw new IOException("closed");
                }
              })
          .isInstanceOf(IOException.class);
      assertThat(log).anyMatch(line -> line.contains("no PROXY protocol"));
    }
  }

  @Test
  void a_clients_address_goes_on_to_a_server_that_asks_for_it() throws Exception {
    int port = Ports.free();
    byte[] header =
        HexFormat.of()
            .parseHex(
                "0d0a0d0a000d0a515549540a" + "2111000c" + "cb007107" + "7f000001" + "c82201bb");
    try (ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      Thread answering =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      for (int i = 0; i < 2; i++) {
                        answer(server);
                      }
                    } catch (IOException e) {
                      log.add(e.toString());
                    }
                  });
      try (LiveSystem _ = start(server.getLocalPort(), listener(port, null, true));
          Socket user = new Socket(InetAddress.getLoopbackAddress(), port)) {
        user.setSoTimeout(10_000);
        user.getOutputStream().write(header);
        user.getOutputStream().write(TWICE.getBytes(StandardCharsets.US_ASCII));
        String answers =
            new String(user.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        assertThat(answers.split("203\\.0\\.113\\.7:51234", -1)).hasSize(3);
      }
      answering.join();
    }
  }

  /** Answers with the address that the header of a connection names. */
  private static void answer(ServerSocket server) throws IOException {
    try (Socket accepted = server.accept()) {
      byte[] named = accepted.getInputStream().readNBytes(28);
      String address =
          InetAddress.getByAddress(Arrays.copyOfRange(named, 16, 20)).getHostAddress()
              + ":"
              + ((named[24] & 0xff) << 8 | (named[25] & 0xff));
      String head = "HTTP/1.1 200 OK\r\ncontent-length: " + address.length() + "\r\n\r\n";
      accepted.getOutputStream().write((head + address).getBytes(StandardCharsets.US_ASCII));
      accepted.getOutputStream().flush();
      while (accepted.getInputStream().read() >= 0) {
        // until the gateway has closed it
      }
    }
  }

  @Test
  void a_file_that_is_not_there_is_named() {
    Tls tls =
        new Tls(
            List.of(new Tls.KeyPair("none.pem", "none.key")),
            Tls.Version.TLS_1_3,
            ClientCertificates.NONE,
            null);
    assertThatThrownBy(() -> start(listener(Ports.free(), tls, false)))
        .isInstanceOf(LiveException.class)
        .hasMessageContaining("edge-1 has no TLS: there is no file")
        .hasMessageContaining("none.pem");
  }
}
