package dev.ballast.live;

import dev.ballast.live.http.Limits;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/**
 * What is done to channels and loops without waiting for its end. No future is looked at: a write
 * that fails closes its channel, and every channel's end is heard of in {@code channelInactive}.
 */
@SuppressWarnings("FutureReturnValueIgnored")
final class Sockets {
  private Sockets() {}

  /** A port of 127.0.0.1. */
  static InetSocketAddress local(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  static void close(Channel channel) {
    channel.close();
  }

  /** Repeats a task until that is cancelled, or for as long as the loop lives. */
  static Future<?> sweep(EventLoop loop, Runnable task) {
    return loop.scheduleWithFixedDelay(
        task, Limits.SWEEP_NANOS, Limits.SWEEP_NANOS, TimeUnit.NANOSECONDS);
  }

  static void later(EventLoop loop, Runnable task, long nanos) {
    loop.schedule(task, nanos, TimeUnit.NANOSECONDS);
  }
}
