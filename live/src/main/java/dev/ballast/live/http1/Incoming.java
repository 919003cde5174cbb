package dev.ballast.live.http1;

import dev.ballast.live.http.BodySink;
import dev.ballast.live.http.BodySource;
import org.jspecify.annotations.Nullable;

/** The body that arrives on a connection, for whoever takes it. */
final class Incoming implements BodySource {
  private final Http1Connection connection;
  final BodyReader reader;
  private @Nullable BodySink sink;
  private boolean isPaused;
  private boolean isOver;

  /** Whether nobody wants it, so that it is read and dropped. */
  private boolean isDiscarded;

  Incoming(Http1Connection connection, BodyReader reader) {
    this.connection = connection;
    this.reader = reader;
  }

  @Override
  public void to(BodySink taker) {
    if (isOver) {
      taker.broken(); // the connection ended before anybody took it
      return;
    }
    sink = taker;
    connection.taken(this);
  }

  @Override
  public void pause() {
    isPaused = true;
  }

  @Override
  public void resume() {
    if (isPaused) {
      isPaused = false;
      connection.resumed();
    }
  }

  @Override
  public void discard() {
    if (!isOver && !isDiscarded) {
      isDiscarded = true;
      sink = null;
      connection.discarded(this);
    }
  }

  boolean isTaken() {
    return sink != null;
  }

  boolean isDiscarded() {
    return isDiscarded;
  }

  /** Whether somebody takes parts now, if only to drop them. */
  boolean isWanted() {
    return isDiscarded || (sink != null && !isPaused);
  }

  void give() {
    BodySink taker = sink;
    if (taker == null) {
      reader.takePart().release();
    } else {
      taker.data(reader.takePart());
    }
  }

  void end() {
    isOver = true;
    BodySink taker = sink;
    sink = null;
    if (taker != null) {
      taker.end(reader.trailers());
    }
  }

  void broken() {
    isOver = true;
    BodySink taker = sink;
    sink = null;
    if (taker != null) {
      taker.broken();
    }
  }
}
