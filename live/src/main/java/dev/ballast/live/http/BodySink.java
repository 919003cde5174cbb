package dev.ballast.live.http;

import io.netty.buffer.ByteBuf;

/**
 * Takes a body, part by part. A sink that cannot take more pauses the source that it was connected
 * to, and resumes it later.
 */
public interface BodySink {
  /** Takes over a part, which is then the sink's to release. */
  void data(ByteBuf part);

  /** The body is complete. Nothing follows. */
  void end(Fields trailers);

  /** The rest will never come: whoever takes it must not think it whole. Nothing follows. */
  void broken();
}
