package dev.ballast.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.live.http.Accepted;
import dev.ballast.live.http.ConnectionLog;
import dev.ballast.live.http.Limits;
import dev.ballast.live.http.Peer;
import dev.ballast.live.http.ServerHandler;
import dev.ballast.live.http.ServerProtocol;
import dev.ballast.live.http.ServerStream;
import dev.ballast.live.proxyprotocol.ProxyServerProtocol;
import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.haproxy.HAProxyCommand;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyMessageEncoder;
import io.netty.handler.codec.haproxy.HAProxyProtocolVersion;
import io.netty.handler.codec.haproxy.HAProxyProxiedProtocol;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The bound on connections of one address, behind a proxy that all clients share. */
@ExtendWith(NoLeaks.class)
final class PerClientTest {
  private static final Limits TWO = Limits.DEFAULT.with(new Limits.Connections(100, 2));

  private final List<String> refused = new ArrayList<>();
  private final List<String> served = new ArrayList<>();
  private final ServerHandler handler =
      new ServerHandler() {
        @Override
        public void requested(ServerStream stream) {
          throw new AssertionError();
        }

        @Override
        public void gone(ServerStream stream) {
          throw new AssertionError();
        }

        @Override
        public void refused(Peer peer, int status, String why) {
          refused.add(peer.host() + " " + status + " " + why);
        }
      };
  private final ServerProtocol protocol =
      new ProxyServerProtocol(
          new PerClient(accepted -> served.add(accepted.peer().host().toString())),
          new ConnectionLog("edge", _ -> {}));

  private EmbeddedChannel connect(String client) {
    EmbeddedChannel channel = new EmbeddedChannel();
    protocol.accept(new Accepted(channel, handler, TWO));
    EmbeddedChannel encoder = new EmbeddedChannel(HAProxyMessageEncoder.INSTANCE);
    encoder.writeOutbound(
        new HAProxyMessage(
            HAProxyProtocolVersion.V2,
            HAProxyCommand.PROXY,
            HAProxyProxiedProtocol.TCP4,
            client,
            "192.0.2.1",
            51_234,
            443));
    ByteBuf header = encoder.readOutbound();
    channel.writeInbound(header);
    return channel;
  }

  @Test
  void it_is_the_client_that_counts_and_not_its_proxy() {
    for (String client : List.of("203.0.113.1", "203.0.113.2", "203.0.113.3", "203.0.113.1")) {
      assertThat(connect(client).isOpen()).isTrue();
    }
    assertThat(served).hasSize(4);
    assertThat(refused).isEmpty();
  }

  @Test
  void who_has_too_many_is_told_and_logged_until_one_has_ended() {
    EmbeddedChannel first = connect("203.0.113.1");
    EmbeddedChannel second = connect("203.0.113.1");
    EmbeddedChannel third = connect("203.0.113.1");
    ByteBuf told = third.readOutbound();
    assertThat(told.toString(StandardCharsets.US_ASCII))
        .startsWith("HTTP/1.1 503")
        .contains("x-ballast-refused: more than 2 connections from 203.0.113.1");
    told.release();
    assertThat(third.isOpen()).isFalse();
    assertThat(refused).containsExactly("203.0.113.1 503 more than 2 connections from 203.0.113.1");
    first.close().syncUninterruptibly();
    assertThat(connect("203.0.113.1").isOpen()).isTrue();
    assertThat(second.isOpen()).isTrue();
    assertThat(served).hasSize(3);
  }
}
