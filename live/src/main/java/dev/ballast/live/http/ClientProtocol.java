package dev.ballast.live.http;

import io.netty.channel.Channel;

/** What is spoken on connections to a server: its version, and TLS around it or not. */
@FunctionalInterface
public interface ClientProtocol {
  /**
   * Adds the handlers to the pipeline of a channel that is about to connect.
   *
   * @param owner told when the connection has room again, and when it is no more
   */
  ClientConnection begin(Channel channel, ClientConnection.Owner owner, Limits limits);
}
