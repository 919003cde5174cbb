package dev.ballast.live.http2;

import static dev.ballast.live.http2.ErrorCode.NO_ERROR;
import static dev.ballast.live.http2.ErrorCode.PROTOCOL_ERROR;
import static dev.ballast.live.http2.ErrorCode.REFUSED_STREAM;

import dev.ballast.live.http.ClientConnection;
import dev.ballast.live.http.ClientExchange;
import dev.ballast.live.http.ClientExchange.Failure;
import dev.ballast.live.http.Limits;
import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.List;

/** The client's end of a connection: many exchanges at once, as many as the server allows. */
final class Http2Client extends Http2Connection implements ClientConnection {
  /** Exchanges at once until the server has said how many it takes (RFC 9113, 6.5.2). */
  private static final int UNTIL_TOLD = 100;

  private final Owner owner;
  private final ArrayDeque<ClientExchange> early = new ArrayDeque<>();
  private int streamsMax;
  private int nextStream = 1;
  private boolean isActive;
  private boolean isFull;
  private boolean isGoingAway;

  /** A connection that is not there yet; what it takes is sent as soon as it is. */
  Http2Client(Owner owner, Limits limits) {
    super(limits);
    this.owner = owner;
    streamsMax = Math.min(UNTIL_TOLD, limits.http2().streamsMax());
  }

  @Override
  public int room() {
    return isGoingAway || isLeaving() || nextStream < 0
        ? 0
        : Math.max(0, streamsMax - streams().size() - early.size());
  }

  @Override
  public void take(ClientExchange exchange) {
    isFull = room() == 1;
    if (isGoingAway) {
      exchange.failed(Failure.UNREACHABLE); // it could not be connected, and that was told at once
    } else if (isActive) {
      open(exchange);
    } else {
      early.add(exchange);
      exchange.carriedBy(() -> early.remove(exchange));
    }
  }

  private void open(ClientExchange exchange) {
    ClientSide stream = new ClientSide(this, nextStream, exchange);
    nextStream += 2;
    streams().put(stream.id, stream);
    stream.begin();
  }

  @Override
  void begin() {
    writer().bytes(Http2Server.PREFACE);
    introduce(
        ENABLE_PUSH,
        0,
        INITIAL_WINDOW_SIZE,
        limits().http2().streamWindow(),
        MAX_HEADER_LIST_SIZE,
        limits().message().fieldBytesMax());
    isActive = true;
    for (ClientExchange next = early.poll(); next != null; next = early.poll()) {
      open(next);
    }
  }

  @Override
  public void unreachable() {
    isGoingAway = true;
    failEarly();
    refuseAfter(0);
  }

  /** The server has not looked at streams after this one. */
  private void refuseAfter(int last) {
    for (Http2Stream stream : List.copyOf(streams().values())) {
      if (stream.id > last) {
        streams().remove(stream.id);
        stream.end(REFUSED_STREAM, true);
      }
    }
  }

  private void failEarly() {
    for (ClientExchange next = early.poll(); next != null; next = early.poll()) {
      next.failed(Failure.UNREACHABLE);
    }
  }

  @Override
  boolean preface(ByteBuf from) {
    return true;
  }

  @Override
  void peculiar(int setting, long value) {
    switch (setting) {
      case MAX_CONCURRENT_STREAMS ->
          streamsMax = (int) Math.min(value, limits().http2().streamsMax());
      case ENABLE_PUSH -> check(value == 0, setting);
      default -> {
        // RFC 9113, 6.5.2: unknown settings are ignored
      }
    }
  }

  @Override
  public void settings() {
    super.settings();
    if (room() == 0) {
      isFull = true;
    } else {
      tellOfRoom();
    }
  }

  private void tellOfRoom() {
    if (isFull && room() > 0) {
      isFull = false;
      owner.free(this);
    }
  }

  @Override
  boolean wasOpened(int stream) {
    return (stream & 1) == 1 && (stream < nextStream || nextStream < 0);
  }

  @Override
  int lastStream() {
    return 0;
  }

  @Override
  public void headers(int id, byte[] block, int length, boolean isEnd, boolean dependsOnItself) {
    if (streams().get(id) instanceof ClientSide stream) {
      stream.headers(block, length, isEnd);
    } else if (wasOpened(id)) {
      heads().skip(block, length); // on its way when we had hung up
    } else {
      throw new ConnectionError(PROTOCOL_ERROR, "HEADERS of a stream that was never opened");
    }
  }

  @Override
  void dataAfterEnd(int stream) {
    // on its way when we had hung up
  }

  @Override
  void streamClosed(Http2Stream stream, boolean byOurReset) {
    if (isGoingAway) {
      closeWhenDone();
    } else {
      tellOfRoom();
    }
  }

  @Override
  public void goAway(int last, long code) {
    nothing();
    isGoingAway = true;
    refuseAfter(last);
    closeWhenDone();
  }

  private void closeWhenDone() {
    if (streams().isEmpty() && early.isEmpty() && !isLeaving()) {
      leave(NO_ERROR, "done");
    }
  }

  @Override
  public void drain() {
    isGoingAway = true;
    closeWhenDone();
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored")
  public void close() {
    channel().close();
  }

  @Override
  void connectionClosed() {
    isGoingAway = true;
    failEarly();
    owner.closed(this);
  }
}
