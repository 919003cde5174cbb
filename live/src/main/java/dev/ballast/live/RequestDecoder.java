package dev.ballast.live;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequestDecoder;

/**
 * Netty's strict decoder, with two additions: a message with both a length and a transfer coding is
 * refused rather than repaired (RFC 9112, 6.3, lets a server do so; it is how requests are
 * smuggled), and the connection hears of the first bytes of a message.
 */
final class RequestDecoder extends HttpRequestDecoder {
  private final ServerConnection connection;

  RequestDecoder(ServerConnection connection, Limits limits) {
    super(
        new HttpDecoderConfig()
            .setMaxInitialLineLength(limits.lineMax())
            .setMaxHeaderSize(limits.headersMax()));
    this.connection = connection;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object bytes) throws Exception {
    connection.bytesArrived();
    super.channelRead(ctx, bytes);
  }

  @Override
  protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
    throw new IllegalArgumentException("both Content-Length and Transfer-Encoding");
  }
}
