package dev.ballast.live;

import dev.ballast.kernel.Result;
import dev.ballast.live.http.Flushes;
import dev.ballast.policy.Deadline;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a listener: requests one after the other, answered in order. While one is
 * served, what a client sends ahead waits decoded, and reading stops with the first such message.
 * Everything happens on the listener's loop.
 */
final class ServerConnection extends ChannelInboundHandlerAdapter {
  private static final byte[] CONTINUE = Http.ascii("HTTP/1.1 100 Continue\r\n\r\n");

  private final Listener listener;
  private final Desk desk;
  private final Channel channel;
  private final Body body;
  private final ArrayDeque<Object> ahead = new ArrayDeque<>();
  private @Nullable Inbound arriving;
  private @Nullable Inbound serving;
  private @Nullable String refusal;
  private int refusalStatus;
  private boolean isHandling;
  private boolean isLeaving;

  /** Whether a request has begun to arrive that is not complete. */
  private boolean isPartial;

  /**
   * Since when it has been leaving, partial or idle, as the sweep first saw it; 0 until then. A
   * request reads no clock for limits that are ten seconds and more.
   */
  private long sinceNanos;

  ServerConnection(Listener listener, Channel channel) {
    this.listener = listener;
    this.desk = listener.desk();
    this.channel = channel;
    body = new Body(listener.limits().bodyMax());
  }

  Channel channel() {
    return channel;
  }

  void bytesArrived() {
    if (!isPartial && serving == null && !isLeaving) {
      isPartial = true;
      sinceNanos = 0;
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (isLeaving) {
      ReferenceCountUtil.release(message);
    } else if (serving != null || !ahead.isEmpty()) {
      if (ahead.isEmpty()) {
        channel.config().setAutoRead(false);
      }
      ahead.add(message);
    } else {
      handle(message);
    }
  }

  private void handle(Object message) {
    try {
      if (message instanceof HttpRequest request) {
        begin(request);
      }
      if (message instanceof HttpContent part && arriving != null) {
        arrived(arriving, part);
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private void begin(HttpRequest request) {
    if (request.decoderResult().isFailure()) {
      leave(request.decoderResult());
      return;
    }
    String wrong = RequestCheck.wrongWith(request);
    if (wrong != null) {
      leave(400, wrong);
      return;
    }
    long length = HttpUtil.getContentLength(request, 0L);
    if (length > listener.limits().bodyMax()) {
      leave(413, "the body is longer than " + listener.limits().bodyMax() + " bytes");
      return;
    }
    Inbound inbound =
        new Inbound(
            this,
            request.method(),
            request.uri(),
            request.headers(),
            HttpUtil.isKeepAlive(request));
    arriving = inbound;
    refusal = null;
    inbound.id = request.headers().get(Http.REQUEST_ID);
    String timeout = request.headers().get(Http.TIMEOUT);
    inbound.deadlineNanos = Deadline.NONE;
    if (timeout != null) {
      long nanos = Http.millis(timeout);
      if (nanos < 0) {
        leave(400, Http.TIMEOUT + " is not a number of milliseconds");
        return;
      }
      inbound.deadlineNanos = nanos; // from now; made absolute when it is served
    }
    String unknown = desk.address(inbound);
    if (unknown != null) {
      refusal = unknown;
      refusalStatus = 404;
    }
    if (HttpUtil.is100ContinueExpected(request)) {
      Draft out = Draft.begin();
      out.bytes(CONTINUE);
      write(out);
    }
  }

  private void arrived(Inbound request, HttpContent part) {
    if (part.decoderResult().isFailure()) {
      leave(part.decoderResult());
      return;
    }
    if (!body.add(part.content())) {
      leave(413, "the body is longer than " + listener.limits().bodyMax() + " bytes");
      return;
    }
    if (!(part instanceof LastHttpContent)) {
      return;
    }
    arriving = null;
    isPartial = false;
    if (desk.keepsBodies()) {
      request.body = body.bytes();
    }
    body.clear();
    serving = request;
    if (refusal != null) {
      Draft out = Draft.begin();
      Answers.refuse(out, refusalStatus, refusal, !request.keepsAlive);
      finish(request, out);
    } else {
      desk.take(request);
    }
  }

  /** Ends the request being served. */
  void answer(Inbound request, Result result, @Nullable Object content) {
    if (serving != request) {
      return; // the connection is gone
    }
    if (result == Result.LOST && !request.fromProgram) {
      serving = null;
      isLeaving = true;
      Sockets.close(channel);
      return;
    }
    Draft out = Draft.begin();
    Answers.write(out, request, result, content);
    finish(request, out);
  }

  /** Ends the probe being served. */
  void answerProbe(Inbound probe, int inFlight, long latencyNanos) {
    Draft out = Draft.begin();
    Context.answerProbe(out, inFlight, latencyNanos);
    finish(probe, out);
  }

  private void finish(Inbound request, Draft out) {
    serving = null;
    if (!request.keepsAlive) {
      write(out);
      leave();
      return;
    }
    write(out);
    sinceNanos = 0;
    handleAhead();
  }

  private void handleAhead() {
    if (isHandling || ahead.isEmpty()) {
      return;
    }
    isHandling = true;
    while (serving == null && !isLeaving) {
      Object next = ahead.poll();
      if (next == null) {
        break;
      }
      handle(next);
    }
    isHandling = false;
    if (ahead.isEmpty() && !isLeaving) {
      channel.config().setAutoRead(true);
    }
  }

  private void write(Draft out) {
    Sockets.write(channel, out.toBuffer(channel.alloc()));
    Flushes.later(channel);
  }

  private void leave(DecoderResult failed) {
    Throwable cause = failed.cause();
    if (cause instanceof TooLongHttpLineException) {
      leave(414, "the request line is longer than " + listener.limits().lineMax() + " bytes");
    } else if (cause instanceof TooLongHttpHeaderException
        || cause instanceof TooLongFrameException) {
      leave(431, "the headers are longer than " + listener.limits().headersMax() + " bytes");
    } else {
      leave(400, "not HTTP: " + cause.getMessage());
    }
  }

  private void leave(int status, String why) {
    arriving = null;
    Draft out = Draft.begin();
    Answers.refuse(out, status, why, true);
    write(out);
    leave();
  }

  /**
   * Says nothing more and takes nothing more; the connection ends when the client has read that, or
   * soon after. Closing at once would reset the connection under an answer on its way.
   */
  private void leave() {
    isLeaving = true;
    releaseAhead();
    isPartial = false;
    sinceNanos = 0;
    channel.flush();
    channel.config().setAutoRead(true);
    if (channel instanceof DuplexChannel duplex) {
      duplex.shutdownOutput().addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
    } else {
      Sockets.close(channel);
    }
  }

  private void releaseAhead() {
    for (Object message : ahead) {
      ReferenceCountUtil.release(message);
    }
    ahead.clear();
  }

  /** Looks at the limits of time. */
  void sweep(long nowNanos) {
    if (serving != null) {
      return;
    }
    if (sinceNanos == 0) {
      sinceNanos = nowNanos;
      return;
    }
    long lasted = nowNanos - sinceNanos;
    Limits limits = listener.limits();
    if (isLeaving) {
      if (lasted > Limits.SWEEP_NANOS * 4) {
        Sockets.close(channel);
      }
    } else if (isPartial) {
      if (lasted > limits.messageNanos()) {
        leave(408, "the request did not arrive in time");
      }
    } else if (lasted > limits.idleNanos()) {
      Sockets.close(channel);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    releaseAhead();
    isLeaving = true;
    arriving = null;
    listener.closed(this);
    Inbound lost = serving;
    serving = null;
    if (lost != null) {
      desk.abandoned(lost);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    Sockets.close(channel); // a reset by the client, most of the time
  }
}
