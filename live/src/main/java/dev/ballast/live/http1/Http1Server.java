package dev.ballast.live.http1;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.ballast.live.http.Accepted;
import dev.ballast.live.http.Authority;
import dev.ballast.live.http.Body;
import dev.ballast.live.http.Fields;
import dev.ballast.live.http.Limits;
import dev.ballast.live.http.Peer;
import dev.ballast.live.http.Refusal;
import dev.ballast.live.http.RequestHead;
import dev.ballast.live.http.ResponseHead;
import dev.ballast.live.http.ServerConnection;
import dev.ballast.live.http.ServerHandler;
import dev.ballast.live.http.ServerProtocol;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The server's end of a connection: requests one after the other, answered in order. While one is
 * served, or while the client does not take what was written, what it sends ahead waits.
 */
public final class Http1Server extends Http1Connection implements ServerConnection {
  /** HTTP/1.1 on whatever the connection is by now. */
  public static final ServerProtocol PROTOCOL = Http1Server::begin;

  private static final byte[] CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(ISO_8859_1);

  /** What a period of the limits for bodies has to bring, at least. */
  private static final int PROGRESS_BYTES = 1_024;

  private final Accepted accepted;
  private final ServerHandler handler;
  private @Nullable Http1Stream current;

  /** Whether the current request is answered, and the answer on its way. */
  private boolean isAnswered;

  /** Whether the end of the connection is the end of the answer that is on its way. */
  private boolean endsWithConnection;

  /** Whether the connection ends after the answer that is on its way. */
  private boolean isLast;

  /** Whether the client waits for leave to send its body. */
  private boolean owesContinue;

  /** Whether both sides speak another protocol. */
  private boolean isRaw;

  /** Whether nothing more is said and nothing more is heard. */
  private boolean isLeaving;

  private boolean isDraining;
  private boolean isGone;
  private String lastMethod = "GET";
  private String lastTarget = "";
  private String lastHost = "";

  /**
   * Since when what the connection waits for has been awaited, as the sweep first saw it; 0 until
   * then. A request reads no clock for limits that are seconds and more.
   */
  private long sinceNanos;

  /** Whether a head has begun to arrive that is not complete. */
  private boolean isPartial;

  private Http1Server(Accepted accepted) {
    super(accepted.channel(), accepted.limits());
    this.accepted = accepted;
    handler = accepted.handler();
  }

  private static void begin(Accepted accepted) {
    Http1Server server = new Http1Server(accepted);
    accepted.speaks(server);
    accepted.channel().pipeline().addLast(server);
  }

  /** Turns a connection away before it has asked for anything. */
  public static void turnAway(Accepted accepted, int status, String why) {
    accepted.handler().refused(accepted.peer(), status, why);
    Draft out = refusal(status, why);
    Channel channel = accepted.channel();
    channel.writeAndFlush(out.toBuffer(channel.alloc())).addListener(ChannelFutureListener.CLOSE);
  }

  private static Draft refusal(int status, String why) {
    Draft out = Draft.begin();
    Lines.status(out, status);
    Body.Whole text = Refusal.text(why);
    out.fields(Refusal.head(status, why).fields());
    Lines.framing(out, text, true);
    Lines.close(out);
    out.lineEnd();
    out.body(text.bytes());
    return out;
  }

  Peer peer() {
    return accepted.peer();
  }

  @Override
  Step head(ByteBuf in) {
    if (isLeaving) {
      in.skipBytes(in.readableBytes());
      return Step.DONE;
    }
    if (current != null || !isWritable()) {
      return Step.BLOCKED;
    }
    if (!mayBeComplete(in)) {
      return Step.MORE;
    }
    HeadReader reader = HeadReader.get();
    return switch (reader.request(in, limits.message())) {
      case MORE -> {
        if (!isPartial) {
          isPartial = true;
          sinceNanos = 0;
        }
        yield Step.MORE;
      }
      case WRONG -> {
        refuse(reader.status, reader.why);
        yield Step.DONE;
      }
      case DONE -> {
        headEnded();
        isPartial = false;
        sinceNanos = 0;
        begin(reader, in);
        yield Step.DONE;
      }
    };
  }

  private void begin(HeadReader reader, ByteBuf in) {
    Framing framing = reader.framing;
    lastMethod = reader.method(lastMethod);
    lastTarget = reader.target(lastTarget);
    lastHost = reader.host(lastHost);
    boolean isNew = reader.minor == 1;
    String wrong = wrongWith(framing, isNew);
    if (wrong != null) {
      refuse(lastMethod.equals("CONNECT") ? 501 : 400, wrong);
      return;
    }
    if (framing.length > limits.message().bodyMax()) {
      refuse(413, "the body is longer than " + limits.message().bodyMax() + " bytes");
      return;
    }
    String target = lastTarget;
    String authority = lastHost;
    if (target.charAt(0) != '/' && target.length() > 1) { // RFC 9112, 3.2.2
      int from = target.indexOf("//") + 2;
      int end = authorityEnd(target, from);
      authority = target.substring(from, end);
      String path = target.substring(end);
      target = path.startsWith("/") ? path : "/" + path; // nothing, or a query alone
    }
    String upgrade = upgrade(reader, isNew);
    RequestHead head =
        new RequestHead(
            lastMethod,
            accepted.peer().isSecure() ? "https" : "http",
            authority,
            target,
            reader.takeFields(),
            upgrade);
    boolean keepsAlive = !isDraining && !framing.saysClose && (isNew || framing.saysKeepAlive);
    owesContinue = isNew && framing.expectsContinue;
    Body body = upgrade != null ? raw() : body(framing, in);
    if (body == null) {
      return; // refused
    }
    isAnswered = false;
    isLast = false;
    Http1Stream stream = new Http1Stream(this, head, body, keepsAlive, isNew);
    current = stream;
    handler.requested(stream);
  }

  private @Nullable String wrongWith(Framing framing, boolean isNew) {
    if (framing.hosts > 1 || (framing.hosts == 0 && isNew)) {
      return "there must be one Host";
    }
    if (framing.isChunked && !isNew) {
      return "there is no Transfer-Encoding in HTTP/1.0";
    }
    if (lastMethod.equals("CONNECT")) {
      return "CONNECT is not served";
    }
    boolean isPath = lastTarget.charAt(0) == '/' && lastTarget.indexOf('#') < 0;
    boolean isAll = lastTarget.equals("*") && lastMethod.equals("OPTIONS");
    return isPath || isAll || isAbsolute(lastTarget) ? null : "the target is not a path";
  }

  private static boolean isAbsolute(String target) {
    String scheme = target.substring(0, Math.min(8, target.length())).toLowerCase(Locale.ROOT);
    int host = scheme.equals("https://") ? 8 : scheme.startsWith("http://") ? 7 : target.length();
    byte[] authority = target.substring(host, authorityEnd(target, host)).getBytes(ISO_8859_1);
    return authority.length > 0
        && target.indexOf('#') < 0
        && Authority.isFine(authority, 0, authority.length);
  }

  private static int authorityEnd(String target, int from) {
    int end = from;
    while (end < target.length() && target.charAt(end) != '/' && target.charAt(end) != '?') {
      end++;
    }
    return end;
  }

  /** What the client would like to speak instead; not HTTP/2, which has better ways to begin. */
  private static @Nullable String upgrade(HeadReader reader, boolean isNew) {
    Framing framing = reader.framing;
    boolean mayUpgrade =
        isNew
            && framing.saysUpgrade
            && framing.upgradeTo > framing.upgradeFrom
            && framing.length <= 0
            && !framing.isChunked;
    if (!mayUpgrade) {
      return null;
    }
    String named = reader.upgrade().toString();
    return named.regionMatches(true, 0, "h2c", 0, 3) ? null : named;
  }

  private Body raw() {
    return new Body.Arriving(new Incoming(this, BodyReader.untilClose(limits.message())), -1);
  }

  private @Nullable Body body(Framing framing, ByteBuf in) {
    if (framing.isChunked) {
      return chunked(in);
    }
    if (framing.length <= 0) {
      owesContinue = false;
      return Body.NONE;
    }
    if (framing.length <= Math.min(in.readableBytes(), limits.message().keptMax())) {
      owesContinue = false;
      byte[] bytes = new byte[(int) framing.length];
      in.readBytes(bytes);
      return new Body.Whole(bytes, Fields.NONE);
    }
    return arriving(BodyReader.ofLength(framing.length, limits.message()), framing.length);
  }

  private @Nullable Body chunked(ByteBuf in) {
    long max = limits.message().bodyMax();
    WholeChunks whole = new WholeChunks(max, limits.message());
    return switch (whole.read(in)) {
      case END -> {
        owesContinue = false;
        yield whole.body();
      }
      case PART, MORE -> arriving(BodyReader.ofChunks(max, limits.message()), -1);
      case WRONG -> {
        refuse(whole.status(), whole.why());
        yield null;
      }
    };
  }

  private Body arriving(BodyReader reader, long length) {
    incoming = new Incoming(this, reader);
    return new Body.Arriving(incoming, length);
  }

  @Override
  void taken(Incoming body) {
    if (owesContinue) {
      owesContinue = false;
      Draft out = Draft.begin();
      out.bytes(CONTINUE);
      write(out);
    }
    super.taken(body);
  }

  @Override
  void received(Incoming body) {
    sinceNanos = 0;
    if (isRaw) {
      endRaw();
    }
  }

  @Override
  void receivedWrong(int status, String why) {
    Http1Stream asked = current;
    if (asked == null) {
      leave(); // answered: the answer may still be on its way
    } else if (isAnswered) {
      abandon();
      close();
    } else {
      refuse(asked, status, why);
    }
  }

  /** Answers a request whose body is not as it should be, instead of whoever has it. */
  private void refuse(Http1Stream asked, int status, String why) {
    current = null;
    handler.refused(asked, status, why);
    write(refusal(status, why));
    leave();
  }

  /** The request goes no further. */
  private void abandon() {
    Http1Stream asked = current;
    current = null;
    Outgoing going = outgoing;
    outgoing = null;
    if (going != null) {
      going.stop();
    }
    if (asked != null) {
      handler.gone(asked);
    }
  }

  @Override
  void discarded(Incoming body) {
    if (isRaw) {
      abandon();
      close();
    } else {
      resumed(); // what still comes of it is dropped
    }
  }

  void inform(Http1Stream stream, ResponseHead interim) {
    if (stream == current && !isAnswered) {
      Draft out = Draft.begin();
      Lines.status(out, interim.status());
      out.fields(interim.fields());
      out.lineEnd();
      write(out);
    }
  }

  void answer(Http1Stream stream, ResponseHead head, Body body) {
    if (stream != current || isAnswered) {
      if (body instanceof Body.Arriving(var source, _)) {
        source.discard();
      }
      return;
    }
    isAnswered = true;
    if (head.status() == 101) {
      answerRaw(head, body);
      return;
    }
    Draft out = Draft.begin();
    Lines.status(out, head.status());
    out.fields(head.fields());
    boolean hasBody = hasBody(stream, head.status());
    long framing = hasBody ? Lines.framing(out, body, stream.knowsChunks) : 0;
    endsWithConnection = framing == Outgoing.UNTIL_CLOSE;
    isLast = !stream.keepsAlive || isDraining || endsWithConnection || !endsSoon();
    if (isLast) {
      Lines.close(out);
    } else if (!stream.knowsChunks) {
      Lines.keepAlive(out);
    }
    out.lineEnd();
    send(out, body, hasBody, framing);
  }

  private void send(Draft out, Body body, boolean hasBody, long framing) {
    switch (body) {
      case Body.Whole whole -> {
        if (hasBody) {
          Lines.whole(out, whole, framing);
        }
        write(out);
        finish();
      }
      case Body.Arriving(var source, _) -> {
        write(out);
        if (hasBody) {
          outgoing = new Outgoing(this, source, framing);
          outgoing.begin();
        } else {
          source.discard();
          finish();
        }
      }
    }
  }

  private static boolean hasBody(Http1Stream stream, int status) {
    return status != 204 && status != 304 && !stream.head().method().equals("HEAD");
  }

  /** Whether the rest of the request will have come soon, so that the connection may go on. */
  private boolean endsSoon() {
    Incoming body = incoming;
    return body == null
        || (!owesContinue
            && !body.reader.isChunked()
            && body.reader.remaining() <= limits.message().keptMax());
  }

  private void answerRaw(ResponseHead head, Body body) {
    Http1Stream asked = current;
    if (asked == null
        || asked.head().upgrade() == null
        || !(asked.body() instanceof Body.Arriving(Incoming said, _))
        || !(body instanceof Body.Arriving(var source, _))) {
      throw new IllegalArgumentException("101 is no answer to what did not ask for it");
    }
    Draft out = Draft.begin();
    Lines.status(out, 101);
    out.fields(head.fields());
    Lines.upgrade(out);
    out.lineEnd();
    write(out);
    isRaw = true;
    becomesRaw();
    incoming = said;
    outgoing = new Outgoing(this, source, Outgoing.UNTIL_CLOSE);
    outgoing.begin();
    resumed();
  }

  @Override
  void sent(Outgoing body) {
    outgoing = null;
    if (isRaw) {
      endRaw();
    } else {
      finish();
    }
  }

  @Override
  void sendingBroke(Outgoing body) {
    outgoing = null;
    Http1Stream asked = current;
    if (asked != null) {
      abort(asked);
    }
  }

  /** One side of another protocol has ended. */
  private void endRaw() {
    if (incoming == null && outgoing == null) {
      current = null;
      leave();
    } else if (outgoing == null) {
      endOutput(!accepted.peer().isSecure());
    }
  }

  private void finish() {
    current = null;
    sinceNanos = 0;
    Incoming rest = incoming;
    if (rest != null) {
      rest.discard();
    }
    if (isLast) {
      leave();
    } else {
      resumed();
    }
  }

  boolean abort(Http1Stream stream) {
    if (stream != current) {
      return false;
    }
    current = null;
    Outgoing going = outgoing;
    outgoing = null;
    if (going != null) {
      going.stop();
    }
    channel.flush();
    if (endsWithConnection || !isAnswered) { // a reset does not look like the end of an answer
      channel.config().setOption(ChannelOption.SO_LINGER, 0);
    }
    close();
    return true;
  }

  private void refuse(int status, String why) {
    handler.refused(peer(), status, why);
    write(refusal(status, why));
    leave();
  }

  /**
   * Says nothing more and takes nothing more; the connection ends when the client has read that, or
   * soon after. Closing at once would reset the connection under an answer on its way.
   */
  private void leave() {
    isLeaving = true;
    isPartial = false;
    sinceNanos = 0;
    incoming = null;
    endOutput(!accepted.peer().isSecure());
    resumed();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    String defect = Refusal.defect(cause);
    if (defect != null) {
      handler.refused(accepted.peer(), 500, defect);
    }
    super.exceptionCaught(ctx, cause);
  }

  /**
   * The next answer is the last one. A connection that is idle stays a moment longer: a request may
   * be on its way, and would be lost.
   */
  @Override
  public void drain() {
    isDraining = true;
    sinceNanos = 0;
  }

  @Override
  public void sweep(long nowNanos) {
    if (sinceNanos == 0 || hasMoved(PROGRESS_BYTES)) {
      sinceNanos = nowNanos;
      return;
    }
    long lasted = nowNanos - sinceNanos;
    if (isLeaving) {
      if (lasted > Limits.SWEEP_NANOS * 4) {
        close();
      }
    } else if (current == null) {
      sweepBetween(lasted);
    } else {
      sweepWithin(lasted);
    }
  }

  private void sweepBetween(long lasted) {
    if (incoming != null) {
      if (lasted > limits.times().bodyNanos()) {
        close();
      }
    } else if (isPartial) {
      if (lasted > limits.times().headNanos()) {
        refuse(408, "the request did not arrive in time");
      }
    } else if (isDraining) {
      leave();
    } else if (lasted > limits.times().idleNanos()) {
      close();
    }
  }

  private void sweepWithin(long lasted) {
    Incoming body = incoming;
    boolean isStill = isAnswered && lasted > limits.times().streamIdleNanos();
    boolean isSlowReader = !isWritable() && lasted > limits.times().sendNanos();
    boolean isSlowSender =
        !isRaw && body != null && body.isWanted() && lasted > limits.times().bodyNanos();
    if (isStill || isSlowReader || (isSlowSender && isAnswered)) {
      abandon();
      close();
    } else if (isSlowSender && body != null) {
      receivedWrong(408, "the body did not arrive in time");
      body.broken();
    }
  }

  @Override
  void ended() {
    isLeaving = true;
    if (!isGone) {
      isGone = true;
      Http1Stream lost = current;
      current = null;
      if (lost != null) {
        handler.gone(lost);
      }
    }
  }
}
