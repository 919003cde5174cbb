package dev.ballast.live;

import dev.ballast.kernel.Result;
import dev.ballast.live.http.BodySink;
import dev.ballast.live.http.Fields;
import io.netty.buffer.ByteBuf;

/** Waits for the end of an answer of which only the meaning is wanted. */
final class Drain implements BodySink {
  private final Outbound asked;
  private final Result result;

  Drain(Outbound asked, Result result) {
    this.asked = asked;
    this.result = result;
  }

  @Override
  public void data(ByteBuf part) {
    part.release();
  }

  @Override
  public void end(Fields trailers) {
    asked.ended(result, null);
  }

  @Override
  public void broken() {
    asked.ended(Result.LOST, null);
  }
}
