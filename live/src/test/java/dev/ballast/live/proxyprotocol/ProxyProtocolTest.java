package dev.ballast.live.proxyprotocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.live.http.Accepted;
import dev.ballast.live.http.ConnectionLog;
import dev.ballast.live.http.Limits;
import dev.ballast.live.http.ServerHandler;
import dev.ballast.live.http.ServerStream;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.haproxy.HAProxyCommand;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import io.netty.handler.codec.haproxy.HAProxyMessageEncoder;
import io.netty.handler.codec.haproxy.HAProxyProtocolVersion;
import io.netty.handler.codec.haproxy.HAProxyProxiedProtocol;
import io.netty.handler.codec.haproxy.HAProxyTLV;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Headers of another implementation are read, ours are read by it, and broken ones refused. */
@SuppressWarnings("FutureReturnValueIgnored") // the test looks at what comes of it
final class ProxyProtocolTest {
  private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";
  private static final ServerHandler NOBODY =
      new ServerHandler() {
        @Override
        public void requested(ServerStream stream) {
          throw new AssertionError();
        }

        @Override
        public void gone(ServerStream stream) {
          throw new AssertionError();
        }
      };

  private final List<String> log = new ArrayList<>();

  @Test
  void the_clients_address_is_what_the_proxy_says() {
    Connection connection = new Connection();
    connection.arrives(
        theirs(HAProxyCommand.PROXY, HAProxyProxiedProtocol.TCP4, "203.0.113.7", 51_234), "GET /");
    assertThat(connection.client()).isEqualTo(new InetSocketAddress("203.0.113.7", 51_234));
    assertThat(connection.rest()).isEqualTo("GET /");
  }

  @Test
  void version_6_of_ip_is_read_too_and_extensions_are_passed_over() {
    HAProxyMessage message =
        new HAProxyMessage(
            HAProxyProtocolVersion.V2,
            HAProxyCommand.PROXY,
            HAProxyProxiedProtocol.TCP6,
            "2001:db8::7",
            "2001:db8::1",
            51_234,
            443,
            List.of(
                new HAProxyTLV(
                    (byte) 0x02, Unpooled.copiedBuffer("a.example", StandardCharsets.US_ASCII)),
                new HAProxyTLV((byte) 0xee, Unpooled.wrappedBuffer(new byte[300]))));
    Connection connection = new Connection();
    connection.arrives(theirs(message), "");
    assertThat(connection.client()).isEqualTo(new InetSocketAddress("2001:db8::7", 51_234));
  }

  @Test
  void where_the_proxy_speaks_for_itself_the_address_is_the_proxys() {
    for (String local : List.of("20000000", "20110000", "2000000401020304", "21000000")) {
      Connection connection = new Connection();
      connection.arrives(ByteBufUtil.decodeHexDump(SIGNATURE + local), "hello");
      assertThat(connection.client()).as(local).isEqualTo(connection.proxy());
      assertThat(connection.rest()).isEqualTo("hello");
    }
  }

  @Test
  void a_header_may_arrive_byte_by_byte() {
    byte[] header = theirs(HAProxyCommand.PROXY, HAProxyProxiedProtocol.TCP4, "203.0.113.7", 1);
    Connection connection = new Connection();
    for (int i = 0; i < header.length; i++) {
      assertThat(connection.isSettled()).isFalse();
      connection.arrives(new byte[] {header[i]}, "");
    }
    assertThat(connection.client()).isEqualTo(new InetSocketAddress("203.0.113.7", 1));
    connection.arrives(new byte[0], "GET /");
    assertThat(connection.rest()).isEqualTo("GET /");
  }

  @ParameterizedTest
  @CsvSource({
    "474554202f20485454502f312e310d0a, does not begin with it",
    "0d0a0d0a000d0a515549540b, does not begin with it",
    "50524f58592054435034, version 1 (a line of text) is not understood",
    SIGNATURE + "11110000, version 1 is not understood",
    SIGNATURE + "31110000, version 3 is not understood",
    SIGNATURE + "22110000, command 2 is not understood",
    SIGNATURE + "21110801, longer than 2048 bytes",
    SIGNATURE + "2111ffff, longer than 2048 bytes",
    SIGNATURE + "2111000b0102030405060708090a0b, addresses are cut short",
    SIGNATURE + "2121000c0102030405060708090a0b0c, addresses are cut short",
    SIGNATURE + "2112000c0102030405060708090a0b0c, not about a TCP connection",
    SIGNATURE + "2141000c0102030405060708090a0b0c, not about a TCP connection",
    SIGNATURE + "2111000e0102030405060708090a0b0c0100, extension is cut short",
    SIGNATURE + "211100100102030405060708090a0b0c01000201, extension is cut short",
    SIGNATURE + "211100130102030405060708090a0b0c03000400000000, checksum is wrong",
    SIGNATURE + "211100110102030405060708090a0b0c0300020000, checksum is wrong"
  })
  void what_breaks_a_rule_is_refused_and_the_rule_said(String bytes, String why) {
    Connection connection = new Connection();
    connection.arrives(ByteBufUtil.decodeHexDump(bytes), "GET / HTTP/1.1\r\n\r\n");
    assertThat(connection.isSettled()).isFalse();
    assertThat(connection.isOpen()).isFalse();
    assertThat(log).singleElement().asString().contains("edge: no PROXY protocol with", why);
  }

  @Test
  void a_checksum_that_is_right_is_taken() {
    byte[] header =
        ByteBufUtil.decodeHexDump(SIGNATURE + "211100130102030405060708090a0b0c03000400000000");
    CRC32C checksum = new CRC32C();
    checksum.update(header);
    ByteBuf patched = Unpooled.wrappedBuffer(header);
    patched.setInt(header.length - 4, (int) checksum.getValue());
    Connection connection = new Connection();
    connection.arrives(header, "");
    assertThat(connection.client()).isEqualTo(new InetSocketAddress("1.2.3.4", 0x090a));
  }

  @Test
  void a_header_that_does_not_come_in_time_ends_the_connection() {
    Connection connection = new Connection();
    connection.arrives(ByteBufUtil.decodeHexDump(SIGNATURE), "");
    connection.waits(Limits.DEFAULT.times().headNanos() - 1_000_000);
    assertThat(connection.isOpen()).isTrue();
    connection.waits(2_000_000);
    assertThat(connection.isOpen()).isFalse();
    assertThat(log).singleElement().asString().contains("no header in time");
  }

  @Test
  void after_its_header_a_connection_may_take_its_time() {
    Connection connection = new Connection();
    connection.arrives(ByteBufUtil.decodeHexDump(SIGNATURE + "20000000"), "");
    connection.waits(2 * Limits.DEFAULT.times().headNanos());
    assertThat(connection.isOpen()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"203.0.113.7", "2001:db8::7"})
  void another_implementation_reads_what_is_sent(String client) {
    ByteBuf header = Unpooled.buffer();
    ProxyHeader.write(
        header, new InetSocketAddress(client, 51_234), new InetSocketAddress("192.0.2.1", 443));
    EmbeddedChannel theirs = new EmbeddedChannel(new HAProxyMessageDecoder());
    theirs.writeInbound(header.writeBytes(new byte[] {'G', 'E', 'T'}));
    HAProxyMessage message = theirs.readInbound();
    assertThat(message.command()).isEqualTo(HAProxyCommand.PROXY);
    assertThat(new InetSocketAddress(message.sourceAddress(), message.sourcePort()))
        .isEqualTo(new InetSocketAddress(client, 51_234));
    assertThat(message.destinationPort()).isEqualTo(443);
    assertThat(theirs.<ByteBuf>readInbound().toString(StandardCharsets.UTF_8)).isEqualTo("GET");
    message.release();
    theirs.finishAndReleaseAll();
  }

  @Test
  void what_is_made_for_nobody_in_particular_is_sent_in_the_proxys_own_name() {
    ByteBuf header = Unpooled.buffer();
    ProxyHeader.write(header, null, new InetSocketAddress("192.0.2.1", 443));
    assertThat(ByteBufUtil.hexDump(header)).isEqualTo(SIGNATURE + "20000000");
  }

  private static byte[] theirs(
      HAProxyCommand command, HAProxyProxiedProtocol protocol, String client, int port) {
    return theirs(
        new HAProxyMessage(
            HAProxyProtocolVersion.V2, command, protocol, client, "192.0.2.1", port, 443));
  }

  private static byte[] theirs(HAProxyMessage message) {
    EmbeddedChannel encoder = new EmbeddedChannel(HAProxyMessageEncoder.INSTANCE);
    encoder.writeOutbound(message);
    ByteBuf encoded = encoder.readOutbound();
    byte[] bytes = ByteBufUtil.getBytes(encoded);
    encoded.release();
    return bytes;
  }

  /** A connection that a listener accepted. */
  private final class Connection {
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final Accepted accepted = new Accepted(channel, NOBODY, Limits.DEFAULT);
    private final InetSocketAddress proxy = accepted.peer().address();
    private final StringBuilder rest = new StringBuilder();
    private boolean isSettled;

    Connection() {
      channel.freezeTime();
      new ProxyServerProtocol(this::settle, new ConnectionLog("edge", log::add)).accept(accepted);
    }

    private void settle(Accepted settled) {
      isSettled = true;
      settled
          .channel()
          .pipeline()
          .addLast(
              new ChannelInboundHandlerAdapter() {
                @Override
                public void channelRead(ChannelHandlerContext context, Object message) {
                  ByteBuf bytes = (ByteBuf) message;
                  rest.append(bytes.toString(StandardCharsets.UTF_8));
                  bytes.release();
                }
              });
    }

    void arrives(byte[] bytes, String more) {
      channel.writeInbound(Unpooled.wrappedBuffer(bytes, more.getBytes(StandardCharsets.UTF_8)));
    }

    void waits(long nanos) {
      channel.advanceTimeBy(nanos, TimeUnit.NANOSECONDS);
      channel.runScheduledPendingTasks();
    }

    boolean isSettled() {
      return isSettled;
    }

    boolean isOpen() {
      return channel.isOpen();
    }

    InetSocketAddress proxy() {
      return proxy;
    }

    InetSocketAddress client() {
      assertThat(isSettled).isTrue();
      return accepted.peer().address();
    }

    String rest() {
      return rest.toString();
    }
  }
}
