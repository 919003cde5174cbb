package dev.ballast.live;

import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;
import org.jspecify.annotations.Nullable;

/** How event loops ask the kernel for what happens on sockets. */
public enum Transport {
  /** The JDK's own, anywhere; timers are exact to a millisecond. */
  NIO,
  /** Linux' interface for readiness; timers are exact to some ten microseconds. */
  EPOLL,
  /** Linux' queues of system calls, from kernel 5.9 on where the machine permits them. */
  IO_URING;

  /** epoll where it loads, and NIO elsewhere. */
  public static Transport usual() {
    return Epoll.isAvailable() ? EPOLL : NIO;
  }

  /** Why this machine does not offer it; null where it does. */
  public @Nullable String missing() {
    Throwable cause =
        switch (this) {
          case NIO -> null;
          case EPOLL -> Epoll.unavailabilityCause();
          case IO_URING -> IoUring.unavailabilityCause();
        };
    return cause == null ? null : String.valueOf(cause.getMessage());
  }

  /** Makes the part of a loop that talks to the kernel. */
  IoHandlerFactory factory() {
    return switch (this) {
      case NIO -> NioIoHandler.newFactory();
      case EPOLL -> EpollIoHandler.newFactory();
      case IO_URING -> IoUringIoHandler.newFactory();
    };
  }

  /** That of a loop. */
  static Transport of(EventLoop loop) {
    if (loop instanceof IoEventLoop io && io.isIoType(NioIoHandler.class)) {
      return NIO;
    }
    return loop instanceof IoEventLoop io && io.isIoType(IoUringIoHandler.class) ? IO_URING : EPOLL;
  }

  Class<? extends ServerChannel> serverChannel() {
    return switch (this) {
      case NIO -> NioServerSocketChannel.class;
      case EPOLL -> EpollServerSocketChannel.class;
      case IO_URING -> IoUringServerSocketChannel.class;
    };
  }

  Class<? extends SocketChannel> channel() {
    return switch (this) {
      case NIO -> NioSocketChannel.class;
      case EPOLL -> EpollSocketChannel.class;
      case IO_URING -> IoUringSocketChannel.class;
    };
  }
}
