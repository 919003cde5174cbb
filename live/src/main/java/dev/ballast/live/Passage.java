package dev.ballast.live;

import dev.ballast.live.http.BodySink;
import dev.ballast.live.http.BodySource;
import dev.ballast.live.http.Fields;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** A body on its way from one connection to another, and a word when it has ended. */
final class Passage implements BodySource, BodySink {
  /** How it ended. */
  enum End {
    /** All of it was taken. */
    COMPLETE,
    /** It broke off. */
    BROKEN,
    /** Whoever took it does not want the rest. */
    UNWANTED
  }

  /** Who hears of the end, once; trailers come after what is complete. */
  @FunctionalInterface
  interface Ending {
    void ended(End how, Fields trailers);
  }

  private final BodySource source;
  private final Ending ending;
  private @Nullable BodySink sink;
  private boolean isOver;

  Passage(BodySource source, Ending ending) {
    this.source = source;
    this.ending = ending;
  }

  @Override
  public void to(BodySink taker) {
    sink = taker;
    source.to(this);
  }

  @Override
  public void pause() {
    source.pause();
  }

  @Override
  public void resume() {
    source.resume();
  }

  @Override
  public void discard() {
    if (!isOver) {
      isOver = true;
      sink = null;
      source.discard();
      ending.ended(End.UNWANTED, Fields.NONE);
    }
  }

  @Override
  public void data(ByteBuf part) {
    BodySink taker = sink;
    if (taker == null) {
      part.release();
    } else {
      taker.data(part);
    }
  }

  @Override
  public void end(Fields trailers) {
    BodySink taker = sink;
    if (taker != null && !isOver) {
      isOver = true;
      sink = null;
      taker.end(trailers);
      ending.ended(End.COMPLETE, trailers);
    }
  }

  @Override
  public void broken() {
    BodySink taker = sink;
    if (taker != null && !isOver) {
      isOver = true;
      sink = null;
      taker.broken();
      ending.ended(End.BROKEN, Fields.NONE);
    }
  }
}
