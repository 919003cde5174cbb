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
  private static final long SHUTDOWN_MILLIS_MAX = 3_000;

  /** io_uring tells of a closed connection only after a while, and needs its loop for that. */
  private static final long QUIET_MILLIS = 50;

  static {
    // tracing where one buffer in a hundred was made is for tests, which ask for it
    if (System.getProperty("io.netty.leakDetection.level") == null) {
      ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
    }
  }

  private final MultiThreadIoEventLoopGroup group;
  private final EventLoop[] loops;
  private final long quietMillis;

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
    quietMillis = transport == Transport.IO_URING ? QUIET_MILLIS : 0;
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
        .shutdownGracefully(quietMillis, SHUTDOWN_MILLIS_MAX, TimeUnit.MILLISECONDS)
        .awaitUninterruptibly(2 * SHUTDOWN_MILLIS_MAX, TimeUnit.MILLISECONDS);
  }
}
