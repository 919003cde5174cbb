package dev.ballast.live;

import io.netty.channel.EventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** The event loops of one live system: the replicas' loops, and one for users and faults. */
final class Loops {
  private static final long SHUTDOWN_SECONDS = 3;

  static {
    // tracing where one buffer in a hundred was made is for tests, which ask for it
    if (System.getProperty("io.netty.leakDetection.level") == null) {
      ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
    }
  }

  private final MultiThreadIoEventLoopGroup group;
  private final EventLoop[] loops;

  /**
   * Starts loops for replicas and one more.
   *
   * @throws LiveException where this machine does not offer the transport
   */
  Loops(int forReplicas, Transport transport) {
    String missing = transport.missing();
    if (missing != null) {
      throw new LiveException(
          "this machine does not offer %s (%s): go without it"
              .formatted(transport.name().toLowerCase(Locale.ROOT), missing));
    }
    IoHandlerFactory factory = transport.factory();
    group =
        new MultiThreadIoEventLoopGroup(
            forReplicas + 1, new DefaultThreadFactory("ballast-loop", true), factory);
    loops = new EventLoop[forReplicas + 1];
    for (int i = 0; i < loops.length; i++) {
      loops[i] = group.next();
    }
  }

  /** All loops, that of the users last. */
  int count() {
    return loops.length;
  }

  EventLoop loop(int index) {
    return loops[index];
  }

  /** The index of the loop that plays users and faults. */
  int ofUsers() {
    return loops.length - 1;
  }

  /** Ends the loops with every connection on them; returns when their threads have ended. */
  void close() {
    group
        .shutdownGracefully(0, SHUTDOWN_SECONDS, TimeUnit.SECONDS)
        .awaitUninterruptibly(2 * SHUTDOWN_SECONDS, TimeUnit.SECONDS);
  }
}
