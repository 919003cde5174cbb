package dev.ballast.live;

import dev.ballast.kernel.Result;
import dev.ballast.live.http.Flushes;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/** One keep-alive connection of a pool: at most one request at a time. */
final class ClientConnection extends ChannelInboundHandlerAdapter {
  /** Knows that an answer to HEAD has no body, whatever its headers say. */
  static final class Decoder extends HttpResponseDecoder {
    private final ClientConnection connection;

    Decoder(ClientConnection connection, Limits limits) {
      super(
          new HttpDecoderConfig()
              .setMaxInitialLineLength(limits.lineMax())
              .setMaxHeaderSize(limits.headersMax()));
      this.connection = connection;
    }

    @Override
    protected boolean isContentAlwaysEmpty(HttpMessage message) {
      Outbound asked = connection.current;
      return (asked != null && asked.isHead()) || super.isContentAlwaysEmpty(message);
    }
  }

  private final Pool pool;
  private final Channel channel;
  private final Body body;
  private @Nullable Outbound current;
  private @Nullable HttpResponse head;
  private boolean isReusable;

  /** Since when it has been idle, as the pool's sweep first saw it; 0 until then. */
  private long idleSinceNanos;

  ClientConnection(Pool pool, Channel channel, Limits limits) {
    this.pool = pool;
    this.channel = channel;
    body = new Body(limits.answerMax());
  }

  boolean isUsable() {
    return channel.isActive();
  }

  /** Whether it has not been used for this long; looked at by the sweeps of the pool. */
  boolean isIdleLongerThan(long limitNanos, long nowNanos) {
    if (idleSinceNanos == 0) {
      idleSinceNanos = nowNanos;
    }
    return nowNanos - idleSinceNanos > limitNanos;
  }

  /** Takes a request that is sent as soon as the connection is there. */
  void take(Outbound outbound) {
    current = outbound;
    outbound.carriedBy(this);
    if (channel.isActive()) {
      write(outbound);
    }
  }

  private void write(Outbound outbound) {
    Draft draft = Draft.begin();
    outbound.write(draft);
    ByteBuf out = draft.toBuffer(channel.alloc());
    if (outbound.isAbandoned()) {
      forget();
      channel.writeAndFlush(out).addListener(ChannelFutureListener.CLOSE);
    } else {
      Sockets.write(channel, out);
      Flushes.later(channel);
    }
  }

  /** HTTP/1.1 has no other way to say that an answer is not wanted than to hang up. */
  void abandon() {
    if (channel.isActive()) {
      forget();
      Sockets.close(channel);
    } // else the request goes out when the connection is there, and then it is closed
  }

  void close() {
    Sockets.close(channel);
  }

  private void forget() {
    Outbound gone = current;
    current = null;
    if (gone != null) {
      gone.carriedBy(null);
    }
  }

  /** The connection could not be made. */
  void refused() {
    end(Result.UNREACHABLE, null);
  }

  private void end(Result result, @Nullable Response content) {
    Outbound ended = current;
    forget();
    if (ended != null) {
      ended.ended(result, content);
    }
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    if (current != null) {
      write(current);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    try {
      if (current == null) {
        Sockets.close(channel); // an answer to nothing
        return;
      }
      if (message instanceof HttpResponse response) {
        begin(response);
      }
      if (message instanceof HttpContent part && head != null) {
        arrived(head, part);
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private void begin(HttpResponse response) {
    if (response.decoderResult().isFailure()) {
      broken();
    } else if (response.status().code() >= 200) { // others announce the answer
      head = response;
      isReusable = HttpUtil.isKeepAlive(response);
    }
  }

  private void arrived(HttpResponse response, HttpContent part) {
    Outbound asked = current;
    if (asked == null) {
      return;
    }
    boolean wanted = asked.wantsContent();
    if (part.decoderResult().isFailure() || (wanted && !body.add(part.content()))) {
      broken();
      return;
    }
    if (!(part instanceof LastHttpContent)) {
      return;
    }
    Result result = asked.meaning(response.status().code(), response.headers());
    if (result == Result.RATE_LIMITED || result == Result.SHED) {
      asked.toldToStayAway(Context.retryAfterNanos(response.headers()));
    }
    Response content =
        wanted && !Http.isOurs(response.headers())
            ? new Response(response.status().code(), response.headers(), body.bytes())
            : null;
    head = null;
    body.clear();
    current = null;
    asked.carriedBy(null);
    if (isReusable) {
      idleSinceNanos = 0;
      pool.free(this);
    } else {
      Sockets.close(channel);
    }
    asked.ended(result, content);
  }

  /** What came is not an answer: it may have had an effect. */
  private void broken() {
    Sockets.close(channel);
    head = null;
    body.clear();
    end(Result.ERROR, null);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    pool.closed(this);
    end(Result.LOST, null);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    Sockets.close(channel); // a reset by the callee; channelInactive follows
  }
}
