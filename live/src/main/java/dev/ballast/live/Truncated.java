package dev.ballast.live;

import dev.ballast.live.http.Body;
import dev.ballast.live.http.BodySink;
import dev.ballast.live.http.BodySource;
import io.netty.buffer.Unpooled;

/** Half of a body, and then a break where more was announced. */
@SuppressWarnings("ArrayRecordComponent") // taken once, never compared
record Truncated(byte[] bytes) implements BodySource {
  static Body body(Body.Whole whole) {
    return new Body.Arriving(new Truncated(whole.bytes()), whole.bytes().length);
  }

  @Override
  public void to(BodySink sink) {
    sink.data(Unpooled.copiedBuffer(bytes, 0, bytes.length / 2));
    sink.broken();
  }

  @Override
  public void pause() {}

  @Override
  public void resume() {}

  @Override
  public void discard() {}
}
