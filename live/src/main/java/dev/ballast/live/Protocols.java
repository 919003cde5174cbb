package dev.ballast.live;

import dev.ballast.live.http.ClientProtocol;
import dev.ballast.live.http.ServerProtocol;
import dev.ballast.live.http1.Http1Client;
import dev.ballast.live.http1.Http1Server;
import dev.ballast.live.http2.Http2;
import dev.ballast.model.Upstream;

/** What is spoken where. */
final class Protocols {
  /** At every port: what the client's first bytes say. */
  static final ServerProtocol SERVER = Http2.DEFAULT.or(Http1Server.PROTOCOL);

  private Protocols() {}

  /** With the replicas of a service: what its file says, as nobody can tell before. */
  static ClientProtocol client(Upstream upstream) {
    return switch (upstream.protocol()) {
      case HTTP_1_1 -> Http1Client.PROTOCOL;
      case H2, GRPC -> Http2.DEFAULT;
    };
  }
}
