package dev.ballast.live;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Chooses ports to listen on. They lie outside the range from which the kernel takes the ports of
 * outgoing connections: within it, a port whose listener is down for a while could be taken by a
 * connection, or a caller that tries to connect to it could meet itself.
 */
final class Ports {
  private static final int LOWEST = 10_000;
  private static final int HIGHEST = 65_535;
  private static final int FEW = 1_000;
  private static final Path RANGE = Path.of("/proc/sys/net/ipv4/ip_local_port_range");

  private final int from;
  private final int to;
  private final AtomicInteger next;

  private static final Ports CHOSEN = outsideOf(RANGE);

  private Ports(int from, int to) {
    this.from = from;
    this.to = to;
    // processes that start together begin at different places
    next = new AtomicInteger((int) (ProcessHandle.current().pid() * 101 % (to - from)));
  }

  private static Ports outsideOf(Path range) {
    int first = 32_768;
    int last = 60_999;
    try {
      String[] ends = Files.readString(range).trim().split("\\s+");
      first = Integer.parseInt(ends[0]);
      last = Integer.parseInt(ends[1]);
    } catch (IOException | RuntimeException e) {
      // not Linux: the usual range
    }
    if (first - LOWEST >= FEW) {
      return new Ports(LOWEST, first);
    }
    return HIGHEST - last >= FEW ? new Ports(last + 1, HIGHEST) : new Ports(LOWEST, HIGHEST);
  }

  /** A port that may be free: the next of the range. */
  static int candidate() {
    return CHOSEN.from + Math.floorMod(CHOSEN.next.getAndIncrement(), CHOSEN.to - CHOSEN.from);
  }

  /** How many candidates are worth trying. */
  static int candidates() {
    return CHOSEN.to - CHOSEN.from;
  }

  /** A port that was free a moment ago, for a program to listen on. */
  static int free() {
    for (int i = 0; i < candidates(); i++) {
      int port = candidate();
      if (isFree(port)) {
        return port;
      }
    }
    throw new LiveException("no port of 127.0.0.1 is free");
  }

  /** Whether nobody listens on the port. */
  static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (BindException e) {
      return false;
    } catch (IOException e) {
      throw new LiveException("cannot try port " + port + " of 127.0.0.1: " + e.getMessage(), e);
    }
  }
}
