package dev.ballast.bench.proxy;

import dev.ballast.kernel.RandomStream;
import dev.ballast.kernel.Units;
import dev.ballast.observation.Latencies;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Users who ask when they want to, whether or not others have their answers: requests begin at
 * random moments of a fixed rate (a Poisson process), on whichever of 64 connections is free, and
 * each is counted from the moment at which it was to begin. On one thread.
 */
final class OpenLoop implements AutoCloseable {
  private static final int CONNECTIONS = 64;
  private static final int ANSWER_BYTES_MAX = 1 << 16;
  private static final int SECONDS_MORE = 20;

  private final MultiThreadIoEventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
  private final EventLoop loop = group.next();
  private final @Nullable SslContext tls;

  /** A client with no connections yet. */
  OpenLoop(boolean isSecure) throws IOException {
    tls =
        isSecure
            ? SslContextBuilder.forClient()
                .trustManager(InsecureTrustManagerFactory.INSTANCE)
                .endpointIdentificationAlgorithm(null)
                .build()
            : null;
  }

  /** Asks so many times at a rate per second; how long the answers took. All must be 200. */
  Latencies ask(int port, int rate, int requests) throws IOException, InterruptedException {
    Round round = new Round(rate, requests);
    List<Channel> channels = new ArrayList<>();
    try {
      for (int i = 0; i < CONNECTIONS; i++) {
        channels.add(connect(port, round));
      }
      loop.execute(() -> round.begin(channels));
      return round.over.get(requests / rate + SECONDS_MORE, TimeUnit.SECONDS);
    } catch (ExecutionException | java.util.concurrent.TimeoutException e) {
      throw new IOException("not every request at the fixed rate had its answer", e);
    } finally {
      for (Channel channel : channels) {
        channel.close().await();
      }
    }
  }

  private Channel connect(int port, Round round) throws InterruptedException {
    return new Bootstrap()
        .group(loop)
        .channel(EpollSocketChannel.class)
        .option(ChannelOption.TCP_NODELAY, true)
        .handler(
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel channel) {
                if (tls != null) {
                  channel.pipeline().addLast(tls.newHandler(channel.alloc()));
                }
                channel
                    .pipeline()
                    .addLast(
                        new HttpClientCodec(),
                        new HttpObjectAggregator(ANSWER_BYTES_MAX),
                        round.new Answers());
              }
            })
        .connect("127.0.0.1", port)
        .sync()
        .channel();
  }

  /** The requests of one round. On the loop, once begun. */
  private final class Round {
    private final CompletableFuture<Latencies> over = new CompletableFuture<>();
    private final Latencies latencies = new Latencies();
    private final RandomStream random = RandomStream.of(1, "users at a fixed rate");
    private final ArrayDeque<Channel> free = new ArrayDeque<>();
    private final ArrayDeque<Long> waiting = new ArrayDeque<>();
    private final double gapNanos;
    private final int requests;
    private int begun;
    private int ended;
    private long nextNanos;

    Round(int rate, int requests) {
      gapNanos = (double) Units.SECOND / rate;
      this.requests = requests;
    }

    void begin(List<Channel> channels) {
      free.addAll(channels);
      nextNanos = System.nanoTime() + Units.SECOND / 10;
      next();
    }

    /** Begins what is due, and comes back when the next request is. */
    private void next() {
      long now = System.nanoTime();
      while (begun < requests && nextNanos <= now) {
        begun++;
        waiting.add(nextNanos);
        nextNanos += Math.round(-StrictMath.log(1 - random.nextUnit()) * gapNanos);
      }
      send();
      if (begun < requests && !over.isDone()) {
        var _ = loop.schedule(this::next, nextNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
      }
    }

    private void send() {
      while (!waiting.isEmpty() && !free.isEmpty()) {
        Channel channel = free.removeFirst();
        channel.pipeline().get(Answers.class).dueNanos = waiting.removeFirst();
        var request = new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/");
        request.headers().set(HttpHeaderNames.HOST, "127.0.0.1");
        var _ = channel.writeAndFlush(request);
      }
    }

    private final class Answers extends SimpleChannelInboundHandler<FullHttpResponse> {
      private long dueNanos;

      @Override
      protected void channelRead0(ChannelHandlerContext ctx, FullHttpResponse answer) {
        if (answer.status().code() != 200) {
          over.completeExceptionally(new IOException("answered " + answer.status()));
          return;
        }
        latencies.add(System.nanoTime() - dueNanos);
        ended++;
        if (ended == requests) {
          over.complete(latencies);
        }
        free.addLast(ctx.channel());
        send();
      }

      @Override
      public void channelInactive(ChannelHandlerContext ctx) {
        over.completeExceptionally(new IOException("a connection was closed"));
      }
    }
  }

  @Override
  public void close() {
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
