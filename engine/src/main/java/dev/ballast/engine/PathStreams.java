package dev.ballast.engine;

import dev.ballast.kernel.RandomStream;
import dev.ballast.kernel.RandomStreams;
import dev.ballast.kernel.Randomness;
import org.jspecify.annotations.Nullable;

/**
 * The random streams of one call path, each made when something is first drawn from it. Nothing is
 * drawn where there is one replica, no repeat and no breaker that opens, and in a large system that
 * is nearly everywhere. One owner.
 */
final class PathStreams {
  private final RandomStreams streams;
  private final Plan.EdgePlan edge;
  private final int callerReplica;
  private @Nullable RandomStream balancing;
  private @Nullable RandomStream pooling;
  private @Nullable RandomStream backoff;
  private @Nullable RandomStream breaking;

  PathStreams(RandomStreams streams, Plan.EdgePlan edge, int callerReplica) {
    this.streams = streams;
    this.edge = edge;
    this.callerReplica = callerReplica;
  }

  int callerReplica() {
    return callerReplica;
  }

  /** A new stream of this path, told from the others by the end of its name. */
  RandomStream of(String suffix) {
    return streams.of(
        edge.callerName() + "/" + callerReplica + " -> " + edge.calleeName() + suffix);
  }

  /** For the choice of a replica. */
  Randomness balancing() {
    return () -> {
      if (balancing == null) {
        balancing = of("");
      }
      return balancing.nextLong();
    };
  }

  /** For the choice of a pool. */
  Randomness pooling() {
    return () -> {
      if (pooling == null) {
        pooling = of(" pools");
      }
      return pooling.nextLong();
    };
  }

  /** For the pauses of the breaker. */
  Randomness breaking() {
    return () -> {
      if (breaking == null) {
        breaking = of(" breaker");
      }
      return breaking.nextLong();
    };
  }

  /** For the waits before repeats. */
  RandomStream backoff() {
    if (backoff == null) {
      backoff = of(" backoff");
    }
    return backoff;
  }
}
