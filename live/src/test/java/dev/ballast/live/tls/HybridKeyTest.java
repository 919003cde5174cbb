package dev.ballast.live.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.live.http.ConnectionLog;
import dev.ballast.trust.Authority;
import dev.ballast.trust.Credential;
import dev.ballast.trust.TrustDomain;
import io.netty.handler.ssl.ClientAuth;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Vector;
import java.util.concurrent.atomic.AtomicInteger;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.DefaultTlsClient;
import org.bouncycastle.tls.NamedGroup;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.TlsAuthentication;
import org.bouncycastle.tls.TlsClientProtocol;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.TlsServerCertificate;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Key agreements, seen by another implementation of TLS. */
final class HybridKeyTest {
  private static final InstantSource CLOCK = InstantSource.system();

  @Test
  void x25519mlkem768_is_agreed_on_with_whoever_offers_it_even_last() throws Exception {
    assertThat(agreed(NamedGroup.secp256r1, NamedGroup.x25519, NamedGroup.X25519MLKEM768))
        .isEqualTo(NamedGroup.X25519MLKEM768);
  }

  @ParameterizedTest
  @ValueSource(ints = {NamedGroup.X25519MLKEM768, NamedGroup.x25519, NamedGroup.secp256r1})
  void each_of_the_three_is_enough(int group) throws Exception {
    assertThat(agreed(group)).isEqualTo(group);
  }

  @Test
  void a_client_of_ours_offers_it_first() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        ClientTls tls = new ClientTls(null, new Trusted.Public(), CLOCK);
        TlsClient client = new TlsClient()) {
      client.talks(tls, "prices.example", server.getLocalPort(), silent());
      try (Socket socket = server.accept()) {
        byte[] hello = new byte[4_096];
        int length = socket.getInputStream().read(hello);
        // supported_groups (10): X25519MLKEM768, X25519, P-256
        assertThat(HexFormat.of().formatHex(hello, 0, length)).contains("000a0008000611ec001d0017");
      }
    }
  }

  private static int agreed(int... groups) throws Exception {
    Instant now = CLOCK.instant();
    Credential credential =
        new Authority(new TrustDomain("d"), Duration.ofHours(1), now).issue("s", now).credential();
    AtomicInteger agreed = new AtomicInteger();
    try (ServerTls tls =
            new ServerTls(
                new ServerTls.Settings(true, ClientAuth.NONE, List.of("http/1.1")),
                List.of(credential),
                null,
                CLOCK);
        TlsServer server =
            new TlsServer(
                new TlsServerProtocol(tls, Map.of("http/1.1", TlsServer::tellThem), silent()));
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      TlsClientProtocol protocol =
          new TlsClientProtocol(socket.getInputStream(), socket.getOutputStream());
      protocol.connect(new Client(groups, agreed));
      protocol.getOutputStream().write('?');
      InputStream answer = protocol.getInputStream();
      assertThat(new String(answer.readNBytes(12), StandardCharsets.UTF_8))
          .isEqualTo("http/1.1 - -");
      protocol.close();
    }
    return agreed.get();
  }

  private static ConnectionLog silent() {
    return new ConnectionLog("test", line -> {});
  }

  /** Offers these groups alone, and believes whoever answers. */
  private static final class Client extends DefaultTlsClient {
    private final int[] groups;
    private final AtomicInteger agreed;

    Client(int[] groups, AtomicInteger agreed) {
      super(new BcTlsCrypto(new SecureRandom()));
      this.groups = groups;
      this.agreed = agreed;
    }

    @Override
    protected ProtocolVersion[] getSupportedVersions() {
      return ProtocolVersion.TLSv13.only();
    }

    @Override
    @SuppressWarnings({"rawtypes", "JdkObsolete"})
    protected Vector<Integer> getSupportedGroups(Vector roles) {
      Vector<Integer> offered = new Vector<>();
      for (int group : groups) {
        offered.add(group);
      }
      return offered;
    }

    @Override
    @SuppressWarnings("JdkObsolete")
    public Vector<Integer> getEarlyKeyShareGroups() {
      Vector<Integer> shares = new Vector<>();
      for (int group : groups) {
        shares.add(group);
      }
      return shares;
    }

    @Override
    public void notifyHandshakeComplete() {
      agreed.set(context.getSecurityParametersConnection().getNegotiatedGroup());
    }

    @Override
    public TlsAuthentication getAuthentication() {
      return new TlsAuthentication() {
        @Override
        public void notifyServerCertificate(TlsServerCertificate certificate) {}

        @Override
        public @Nullable TlsCredentials getClientCredentials(CertificateRequest request) {
          return null;
        }
      };
    }
  }
}
