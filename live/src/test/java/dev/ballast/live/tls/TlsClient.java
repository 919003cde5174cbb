package dev.ballast.live.tls;

import static java.util.Objects.requireNonNull;

import dev.ballast.live.http.Body;
import dev.ballast.live.http.ClientConnection;
import dev.ballast.live.http.ClientExchange;
import dev.ballast.live.http.ClientProtocol;
import dev.ballast.live.http.ClientStream;
import dev.ballast.live.http.ConnectionLog;
import dev.ballast.live.http.Fields;
import dev.ballast.live.http.Limits;
import dev.ballast.live.http.RequestHead;
import dev.ballast.live.http.ResponseHead;
import dev.ballast.live.http2.Http2;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A client of {@link TlsServer} that asks who the server takes it for, again and again. */
@SuppressWarnings("FutureReturnValueIgnored") // tests look at what comes of it
final class TlsClient implements AutoCloseable {
  private static final ClientConnection.Owner NOBODY =
      new ClientConnection.Owner() {
        @Override
        public void free(ClientConnection connection) {}

        @Override
        public void closed(ClientConnection connection) {}
      };

  private final MultiThreadIoEventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());

  /** Asks once over a connection of its own. */
  String asks(ClientTls tls, String server, int port, ConnectionLog log) throws Exception {
    Talk talk = talks(tls, server, port, log);
    String answer = talk.next();
    talk.close();
    return answer;
  }

  /** A connection over which one can ask again. */
  Talk talks(ClientTls tls, String server, int port, ConnectionLog log) {
    Talk talk = new Talk();
    ClientProtocol protocol = tls.around(talk, "http/1.1", server, port, log);
    new Bootstrap()
        .group(group)
        .channel(NioSocketChannel.class)
        .handler(
            new ChannelInitializer<>() {
              @Override
              protected void initChannel(Channel channel) {
                protocol.begin(channel, NOBODY, Limits.DEFAULT);
              }
            })
        .connect(InetAddress.getLoopbackAddress(), port);
    return talk;
  }

  /** Sends an order over HTTP/2 on a connection of its own; what came of it. */
  ClientExchange.Failure sends(ClientTls tls, String server, int port, ConnectionLog log)
      throws Exception {
    Order order = new Order();
    ClientProtocol protocol = tls.around(Http2.PROTOCOL, "h2", server, port, log);
    new Bootstrap()
        .group(group)
        .channel(NioSocketChannel.class)
        .handler(
            new ChannelInitializer<>() {
              @Override
              protected void initChannel(Channel channel) {
                protocol.begin(channel, NOBODY, Limits.DEFAULT).take(order);
              }
            })
        .connect(InetAddress.getLoopbackAddress(), port);
    return order.failure.get(20, TimeUnit.SECONDS);
  }

  /** A request that must not be done twice. */
  private static final class Order implements ClientExchange {
    private final CompletableFuture<Failure> failure = new CompletableFuture<>();

    @Override
    public RequestHead head() {
      return new RequestHead("POST", "https", "prices", "/order", new Fields(0, 0));
    }

    @Override
    public Body body() {
      return Body.NONE;
    }

    @Override
    public void carriedBy(ClientStream stream) {}

    @Override
    public void answered(ResponseHead head, Body body) {
      failure.completeExceptionally(new AssertionError("it was answered"));
    }

    @Override
    public void failed(Failure how) {
      failure.complete(how);
    }
  }

  @Override
  public void close() {
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }

  /** What is spoken inside. */
  static final class Talk extends SimpleChannelInboundHandler<ByteBuf>
      implements ClientProtocol, ClientConnection {
    private final StringBuilder line = new StringBuilder();
    private CompletableFuture<String> answer = new CompletableFuture<>();
    private volatile @Nullable Channel channel;

    @Override
    public ClientConnection begin(Channel made, Owner owner, Limits limits) {
      channel = made;
      made.pipeline().addLast(this);
      return this;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
      context.writeAndFlush(ByteBufUtil.writeUtf8(context.alloc(), "?"));
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, ByteBuf bytes) {
      line.append(bytes.toString(StandardCharsets.UTF_8));
      if (line.charAt(line.length() - 1) == '\n') {
        answer.complete(line.toString().strip());
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      answer.complete("lost");
    }

    @Override
    public void unreachable() {
      answer.complete("unreachable");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      context.close();
    }

    /** The answer to what was asked last; {@code lost} or {@code unreachable} without one. */
    String next() throws Exception {
      return answer.get(20, TimeUnit.SECONDS);
    }

    /** Asks again over the same connection. */
    String again() throws Exception {
      Channel connected = requireNonNull(channel);
      connected
          .eventLoop()
          .submit(
              () -> {
                line.setLength(0);
                answer = new CompletableFuture<>();
                connected.writeAndFlush(ByteBufUtil.writeUtf8(connected.alloc(), "?"));
              })
          .get();
      return next();
    }

    @Override
    public int room() {
      return 0;
    }

    @Override
    public void take(ClientExchange exchange) {
      throw new AssertionError();
    }

    @Override
    public boolean isIdleLongerThan(long limitNanos, long nowNanos) {
      return false;
    }

    @Override
    public void drain() {
      close();
    }

    @Override
    public void close() {
      requireNonNull(channel).close();
    }
  }
}
