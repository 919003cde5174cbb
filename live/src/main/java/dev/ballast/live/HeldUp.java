package dev.ballast.live;

import dev.ballast.engine.Links;
import dev.ballast.engine.Timer;
import dev.ballast.engine.World;
import dev.ballast.kernel.Units;
import dev.ballast.live.http.Body;
import dev.ballast.live.http.BodySink;
import dev.ballast.live.http.BodySource;
import dev.ballast.live.http.Fields;
import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A body that takes a link whose faults may hold it up: each part waits as long as a message of its
 * size would, none overtakes another, and while the link is cut nothing passes, as TCP would have
 * it. Whoever sends is made to wait meanwhile. Belongs to the thread of its world.
 */
final class HeldUp extends Timer implements BodySource, BodySink {
  private static final long LOOK_AGAIN_NANOS = 20 * Units.MILLISECOND;

  private final World world;
  private final BodySource source;

  /** How long so many bytes take on the link, or {@link Links#VANISHES}. */
  private final LongUnaryOperator link;

  private final ArrayDeque<ByteBuf> held = new ArrayDeque<>();
  private @Nullable BodySink sink;
  private @Nullable Fields trailers;
  private boolean isBroken;

  /** Whether its timer runs: for the first part that is held, or for a link that is cut. */
  private boolean isWaiting;

  private boolean isCut;

  /** Whether the first part that is held has had its time. */
  private boolean isDue;

  private boolean isPaused;

  private HeldUp(World world, BodySource source, LongUnaryOperator link) {
    this.world = world;
    this.source = source;
    this.link = link;
  }

  /** The body as it comes out of the link. */
  static Body on(LongUnaryOperator link, World world, Body body) {
    return switch (body) {
      case Body.Whole whole -> whole;
      case Body.Arriving(BodySource source, long length) ->
          new Body.Arriving(new HeldUp(world, source, link), length);
    };
  }

  @Override
  public void to(BodySink taker) {
    sink = taker;
    source.to(this);
  }

  @Override
  public void data(ByteBuf part) {
    if (sink == null) {
      part.release();
      return;
    }
    held.add(part);
    passOn();
  }

  @Override
  public void end(Fields last) {
    trailers = last;
    passOn();
  }

  @Override
  public void broken() {
    isBroken = true;
    passOn();
  }

  private void passOn() {
    while (sink != null && !isWaiting && !isPaused && !held.isEmpty()) {
      long nanos = isDue ? 0 : link.applyAsLong(held.getFirst().readableBytes());
      if (nanos == 0) {
        isDue = false;
        sink.data(held.removeFirst());
      } else {
        isCut = nanos == Links.VANISHES;
        isWaiting = true;
        source.pause();
        world.start(this, isCut ? LOOK_AGAIN_NANOS : nanos);
      }
    }
    BodySink taker = sink;
    if (taker == null || isWaiting || !held.isEmpty()) {
      return;
    }
    if (isBroken) {
      sink = null;
      taker.broken();
    } else if (trailers != null) {
      sink = null;
      taker.end(trailers);
    }
  }

  @Override
  public void fires() {
    isWaiting = false;
    isDue = !isCut;
    passOn();
    goOn();
  }

  private void goOn() {
    if (sink != null && !isWaiting && !isPaused) {
      source.resume();
    }
  }

  @Override
  public void pause() {
    isPaused = true;
    source.pause();
  }

  @Override
  public void resume() {
    isPaused = false;
    passOn();
    goOn();
  }

  @Override
  public void discard() {
    sink = null;
    world.cancel(this);
    held.forEach(ByteBuf::release);
    held.clear();
    source.discard();
  }
}
