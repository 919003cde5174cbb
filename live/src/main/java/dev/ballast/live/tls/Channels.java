package dev.ballast.live.tls;

import io.netty.channel.Channel;

/** What is done to channels without waiting for its end; that is heard of in the pipeline. */
@SuppressWarnings("FutureReturnValueIgnored")
final class Channels {
  private Channels() {}

  static void close(Channel channel) {
    channel.close();
  }
}
