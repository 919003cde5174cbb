package dev.ballast.live.http2;

import static dev.ballast.live.http2.ErrorCode.NO_ERROR;
import static dev.ballast.live.http2.ErrorCode.PROTOCOL_ERROR;
import static dev.ballast.live.http2.ErrorCode.REFUSED_STREAM;
import static dev.ballast.live.http2.ErrorCode.STREAM_CLOSED;
import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.ballast.live.http.Accepted;
import dev.ballast.live.http.Fields;
import dev.ballast.live.http.Peer;
import dev.ballast.live.http.Refusal;
import dev.ballast.live.http.RequestHead;
import dev.ballast.live.http.ServerConnection;
import dev.ballast.live.http.ServerHandler;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;

/**
 * The server's end of a connection, from the client's preface on (RFC 9113, 3.4): it does not
 * matter whether the client knew that HTTP/2 is spoken here, or agreed on it by ALPN.
 */
final class Http2Server extends Http2Connection implements ServerConnection {
  /** What a client says first. */
  static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(US_ASCII);

  /** Streams that ended last, of which we remember how. */
  private static final int REMEMBERED = 64;

  /** The content of the PING that tells when a client has heard that we are leaving. */
  private static final long FAREWELL_PING = 0x62616c6c61737421L;

  private final ServerHandler handler;
  private final Peer peer;
  private final int[] ended = new int[REMEMBERED];
  private final boolean[] endedByUs = new boolean[REMEMBERED];
  private int nextEnded;
  private int prefaceRead;
  private int lastOpened;

  /** The last that was looked at; what comes later is ignored once we have said so. */
  private int lastTaken;

  private boolean isDraining;
  private boolean hasSaidLast;

  /** A connection that was accepted, and is to speak HTTP/2 from its first byte on. */
  Http2Server(Accepted accepted) {
    super(accepted.limits());
    handler = accepted.handler();
    peer = accepted.peer();
  }

  ServerHandler handler() {
    return handler;
  }

  Peer peer() {
    return peer;
  }

  @Override
  void begin() {
    introduce(
        MAX_CONCURRENT_STREAMS,
        limits().http2().streamsMax(),
        INITIAL_WINDOW_SIZE,
        limits().http2().streamWindow(),
        MAX_HEADER_LIST_SIZE,
        limits().message().fieldBytesMax());
  }

  @Override
  boolean preface(ByteBuf from) {
    while (prefaceRead < PREFACE.length && from.isReadable()) {
      if (from.readByte() != PREFACE[prefaceRead++]) {
        throw new ConnectionError(PROTOCOL_ERROR, "not the preface of HTTP/2");
      }
    }
    return prefaceRead == PREFACE.length;
  }

  @Override
  void peculiar(int setting, long value) {
    if (setting == ENABLE_PUSH) {
      check(value <= 1, setting);
    }
  }

  @Override
  boolean wasOpened(int stream) {
    return stream <= lastOpened && (stream & 1) == 1;
  }

  @Override
  int lastStream() {
    return lastTaken;
  }

  @Override
  public void headers(int id, byte[] block, int length, boolean isEnd, boolean dependsOnItself) {
    Http2Stream open = streams().get(id);
    if (open != null) {
      trailers(open, block, length, isEnd);
    } else if ((id & 1) == 0) {
      throw new ConnectionError(PROTOCOL_ERROR, "clients open streams of odd numbers");
    } else if (id <= lastOpened) {
      heads().skip(block, length);
      headersAfterEnd(id);
    } else {
      lastOpened = id;
      open(id, block, length, isEnd, dependsOnItself);
    }
  }

  private void trailers(Http2Stream stream, byte[] block, int length, boolean isEnd) {
    Fields trailers = heads().trailers(block, length);
    if (stream.hasReceivedAll()) {
      stream.tooLate();
    } else if (!isEnd) {
      reset(stream, PROTOCOL_ERROR, "trailers that do not end the stream");
    } else if (trailers == null) {
      reset(stream, PROTOCOL_ERROR, "trailers: " + heads().malformed());
    } else {
      stream.trailersArrived(trailers);
    }
  }

  private void open(int id, byte[] block, int length, boolean isEnd, boolean dependsOnItself) {
    RequestHead head = heads().request(block, length);
    if (hasSaidLast) {
      return; // it was on its way when we said which was the last; the client repeats it elsewhere
    }
    lastTaken = id;
    if (streams().size() >= limits().http2().streamsMax()) {
      remember(id, true);
      refuse(id, REFUSED_STREAM);
    } else if (dependsOnItself || (head == null && !heads().isTooLarge())) {
      remember(id, true);
      refuse(id, PROTOCOL_ERROR);
    } else if (head == null) {
      tooLarge(id, isEnd);
    } else {
      ServerSide stream = new ServerSide(this, id, head);
      streams().put(id, stream);
      stream.begin(heads().contentLength(), isEnd);
    }
  }

  /** Answers what is not read (RFC 6585, 5). */
  private void tooLarge(int id, boolean isEnd) {
    ServerSide stream = new ServerSide(this, id, ServerSide.UNREADABLE);
    streams().put(id, stream);
    stream.headRefused(isEnd);
    stream.refuse(
        431,
        "the headers are more than %d fields or %d bytes"
            .formatted(limits().message().fieldsMax(), limits().message().fieldBytesMax()));
  }

  private void headersAfterEnd(int id) {
    if (id > lastTaken) {
      return;
    }
    int at = remembered(id);
    if (at < 0) {
      throw new ConnectionError(PROTOCOL_ERROR, "the numbers of streams go up");
    }
    if (!endedByUs[at]) {
      throw new ConnectionError(STREAM_CLOSED, "HEADERS after the end of the stream");
    }
  }

  @Override
  void dataAfterEnd(int id) {
    int at = remembered(id);
    if (id <= lastTaken
        && (at < 0 || !endedByUs[at])) { // else it was on its way when we said that we want no more
      refuse(id, STREAM_CLOSED);
    }
  }

  @Override
  void streamClosed(Http2Stream stream, boolean byOurReset) {
    remember(stream.id, byOurReset);
    if (isDraining) {
      drained();
    }
  }

  private void remember(int id, boolean byOurReset) {
    ended[nextEnded] = id;
    endedByUs[nextEnded] = byOurReset;
    nextEnded = (nextEnded + 1) % REMEMBERED;
  }

  private int remembered(int id) {
    for (int i = 0; i < REMEMBERED; i++) {
      if (ended[i] == id) {
        return i;
      }
    }
    return -1;
  }

  /**
   * Takes no new requests, and ends the connection when those that are here have their answers. In
   * two steps, so that no request on its way is lost: first that there will be an end, and when the
   * client has heard that, which was the last (RFC 9113, 6.8).
   */
  @Override
  public void drain() {
    if (!isDraining && !isLeaving()) {
      isDraining = true;
      writer().goAway(Integer.MAX_VALUE, NO_ERROR, "draining");
      writer().ping(FAREWELL_PING, false);
      flushLater();
    }
  }

  @Override
  public void ping(long content, boolean isAck) {
    super.ping(content, isAck);
    if (isAck && content == FAREWELL_PING && isDraining && !hasSaidLast) {
      hasSaidLast = true;
      writer().goAway(lastTaken, NO_ERROR, "draining");
      flushLater();
      drained();
    }
  }

  private void drained() {
    if (hasSaidLast && streams().isEmpty()) {
      leave(NO_ERROR, "drained");
    }
  }

  @Override
  public void goAway(int last, long code) {
    nothing(); // the client opens no more streams; those that are open end as they would
  }

  @Override
  void connectionClosed() {}

  @Override
  public void sweep(long nowNanos) {
    for (Object each : streams().values().toArray()) {
      ((ServerSide) each).sweep(nowNanos);
    }
    super.sweep(nowNanos);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    String defect = Refusal.defect(cause);
    if (defect != null) {
      handler.refused(peer, 500, defect);
    }
    super.exceptionCaught(context, cause);
  }
}
