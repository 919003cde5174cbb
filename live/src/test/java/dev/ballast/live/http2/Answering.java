package dev.ballast.live.http2;

import dev.ballast.live.http.Body;
import dev.ballast.live.http.BodySink;
import dev.ballast.live.http.Fields;
import dev.ballast.live.http.ResponseHead;
import dev.ballast.live.http.ServerHandler;
import dev.ballast.live.http.ServerStream;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/** Answers every request with one text when its body is complete. */
final class Answering implements ServerHandler {
  private final Body.Whole text;

  Answering(String text) {
    this.text = new Body.Whole(text.getBytes(StandardCharsets.US_ASCII), Fields.NONE);
  }

  @Override
  public void requested(ServerStream stream) {
    switch (stream.body()) {
      case Body.Whole _ -> answer(stream);
      case Body.Arriving arriving ->
          arriving
              .source()
              .to(
                  new BodySink() {
                    @Override
                    public void data(ByteBuf part) {
                      part.release();
                    }

                    @Override
                    public void end(Fields trailers) {
                      answer(stream);
                    }

                    @Override
                    public void broken() {}
                  });
    }
  }

  private void answer(ServerStream stream) {
    stream.answer(new ResponseHead(200, Fields.NONE), text);
  }

  @Override
  public void gone(ServerStream stream) {}
}
