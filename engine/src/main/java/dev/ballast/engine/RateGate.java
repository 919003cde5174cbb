package dev.ballast.engine;

import dev.ballast.policy.rate.KeyedRateLimiter;
import dev.ballast.policy.rate.RateLimit;
import dev.ballast.policy.rate.RateLimiter;

/** The rate limit of one replica, whatever it counts by. */
sealed interface RateGate permits RateGate.Open, RateGate.One, RateGate.ByKey, SharedLimit {
  /** No limit. */
  RateGate OPEN = new Open();

  /** Takes a permit for the request: 0 when it is granted, or the nanoseconds until it would be. */
  long tryTake(Request request, long nowNanos);

  /** The gate of a replica. */
  static RateGate of(RateLimit limit, Replica replica, int replicas) {
    return switch (limit.per()) {
      case REPLICA -> new One(new RateLimiter(limit));
      case KEY -> new ByKey(new KeyedRateLimiter(limit));
      case SERVICE -> new SharedLimit(replica, limit, replicas);
    };
  }

  /** Lets everything in. */
  record Open() implements RateGate {
    @Override
    public long tryTake(Request request, long nowNanos) {
      return 0;
    }
  }

  /** One limit for all requests of the replica. */
  record One(RateLimiter limiter) implements RateGate {
    @Override
    public long tryTake(Request request, long nowNanos) {
      return limiter.tryTake(nowNanos);
    }
  }

  /** A limit for each key; requests without a key have one together. */
  record ByKey(KeyedRateLimiter limiter) implements RateGate {
    @Override
    public long tryTake(Request request, long nowNanos) {
      return limiter.tryTake(request.key(), nowNanos);
    }
  }
}
