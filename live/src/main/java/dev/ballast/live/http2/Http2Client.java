package dev.ballast.live.http2;

import static dev.ballast.live.http2.ErrorCode.NO_ERROR;
import static dev.ballast.live.http2.ErrorCode.PROTOCOL_ERROR;
import static dev.ballast.live.http2.ErrorCode.REFUSED_STREAM;

import dev.ballast.live.http.ClientExchange;
import dev.ballast.live.http.ClientExchange.Failure;
import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.List;

/** The client's end of a connection: many exchanges at once, as many as the server allows. */
public final class Http2Client extends Http2Connection {
  /** Exchanges at once until the server has said how many it takes (RFC 9113, 6.5.2). */
  private static final int UNTIL_TOLD = 100;

  /** Whom a connection tells what becomes of it. */
  public interface Owner {
    /** It had no room and has some again. */
    void hasRoom(Http2Client client);

    /** It takes no more exchanges; those that it has may still end well. */
    void closing(Http2Client client);
  }

  private final Owner owner;
  private final ArrayDeque<ClientExchange> early = new ArrayDeque<>();
  private int streamsMax;
  private int nextStream = 1;
  private boolean isActive;
  private boolean isGoingAway;

  /** A connection that is not there yet; what it takes is sent as soon as it is. */
  public Http2Client(Owner owner, Http2Limits limits) {
    super(limits);
    this.owner = owner;
    streamsMax = Math.min(UNTIL_TOLD, limits.streamsMax());
  }

  /** How many more exchanges it takes now. */
  public int room() {
    return isGoingAway || isLeaving() || nextStream < 0
        ? 0
        : Math.max(0, streamsMax - streams().size() - early.size());
  }

  /** How many exchanges it has. */
  public int load() {
    return streams().size() + early.size();
  }

  /** Takes an exchange; there must be {@link #room}. */
  public void take(ClientExchange exchange) {
    if (isActive) {
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
        limits().streamWindow(),
        MAX_HEADER_LIST_SIZE,
        limits().fieldsBytesMax());
    isActive = true;
    for (ClientExchange next = early.poll(); next != null; next = early.poll()) {
      open(next);
    }
  }

  /** The connection could not be made. */
  public void refused() {
    isGoingAway = true;
    failEarly();
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
      case MAX_CONCURRENT_STREAMS -> streamsMax = (int) Math.min(value, limits().streamsMax());
      case ENABLE_PUSH -> check(value == 0, setting);
      default -> {
        // RFC 9113, 6.5.2: unknown settings are ignored
      }
    }
  }

  @Override
  public void settings() {
    super.settings();
    tellOfRoom();
  }

  private void tellOfRoom() {
    if (room() > 0) {
      owner.hasRoom(this);
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
    boolean isFirst = !isGoingAway;
    isGoingAway = true;
    for (Http2Stream stream : List.copyOf(streams().values())) {
      if (stream.id > last) {
        streams().remove(stream.id);
        stream.end(REFUSED_STREAM, true);
      }
    }
    if (isFirst) {
      owner.closing(this);
    }
    closeWhenDone();
  }

  private void closeWhenDone() {
    if (streams().isEmpty() && !isLeaving()) {
      leave(NO_ERROR, "done");
    }
  }

  /** Takes no more, and ends the connection when what it has has ended. */
  public void drain() {
    isGoingAway = true;
    closeWhenDone();
  }

  @Override
  void connectionClosed() {
    isGoingAway = true;
    failEarly();
    owner.closing(this);
  }
}
