package dev.ballast.live.http2;

import dev.ballast.live.http.Accepted;
import dev.ballast.live.http.ClientConnection;
import dev.ballast.live.http.ClientProtocol;
import dev.ballast.live.http.Limits;
import dev.ballast.live.http.ServerProtocol;
import io.netty.channel.Channel;

/** HTTP/2 as listeners and pools speak it. */
public final class Http2 implements ServerProtocol, ClientProtocol {
  /** The only one. */
  public static final Http2 PROTOCOL = new Http2();

  private Http2() {}

  /**
   * Speaks HTTP/2 from the client's preface on (RFC 9113, 3.4), whether the client knew that or
   * agreed on it by ALPN.
   */
  @Override
  public void accept(Accepted accepted) {
    Http2Server connection = new Http2Server(accepted);
    accepted.speaks(connection);
    accepted.channel().pipeline().addLast(connection);
  }

  @Override
  public ClientConnection begin(Channel channel, ClientConnection.Owner owner, Limits limits) {
    Http2Client connection = new Http2Client(owner, limits);
    channel.pipeline().addLast(connection);
    return connection;
  }

  /**
   * A protocol that takes connections which begin with the preface, and leaves others to HTTP/1.
   */
  public ServerProtocol or(ServerProtocol http1) {
    return accepted -> accepted.channel().pipeline().addLast(new FirstBytes(accepted, this, http1));
  }
}
