package dev.ballast.live;

import java.util.concurrent.atomic.AtomicIntegerArray;

/** Which services' messages to which others vanish. Set by the users' loop, read by all. */
final class Partitions {
  private final int services;
  private final AtomicIntegerArray blocked;

  Partitions(int services) {
    this.services = services;
    blocked = new AtomicIntegerArray(services * services);
  }

  void block(int from, int to, boolean isBlocked) {
    blocked.addAndGet(from * services + to, isBlocked ? 1 : -1);
  }

  boolean blocks(int from, int to) {
    return blocked.get(from * services + to) > 0;
  }
}
