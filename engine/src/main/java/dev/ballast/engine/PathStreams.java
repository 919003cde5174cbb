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
  /** For the choice of a replica. */
  final Randomness balancing = this::balance;

  /** For the choice of a pool. */
  final Randomness pooling = this::pool;

  /** For the pauses of the breaker. */
  final Randomness breaking = this::pause;

  private final RandomStreams streams;
  private final Plan.EdgePlan edge;
  private final int callerReplica;
  private @Nullable RandomStream balances;
  private @Nullable RandomStream pools;
  private @Nullable RandomStream pauses;
  private @Nullable RandomStream backoff;

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

  /** For the waits before repeats. */
  RandomStream backoff() {
    if (backoff == null) {
      backoff = of(" backoff");
    }
    return backoff;
  }

  private long balance() {
    if (balances == null) {
      balances = of("");
    }
    return balances.nextLong();
  }

  private long pool() {
    if (pools == null) {
      pools = of(" pools");
    }
    return pools.nextLong();
  }

  private long pause() {
    if (pauses == null) {
      pauses = of(" breaker");
    }
    return pauses.nextLong();
  }
}
