package dev.ballast.bench.proxy;

import dev.ballast.bench.Server;
import java.io.IOException;

/** A proxy that can be started before a site. */
interface Contender {
  /** As the rows name it. */
  String name();

  /** Whether it is us: others are peers. */
  default boolean isBallast() {
    return false;
  }

  /** Whether it can have this entrance. */
  boolean offers(Entrance entrance);

  /** Starts a process with one worker that has this entrance, and returns when it listens. */
  Server start(Site site, Entrance entrance) throws IOException, InterruptedException;
}
