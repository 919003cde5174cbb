package dev.ballast.engine;

import dev.ballast.observation.Observation;
import dev.ballast.policy.Breaker;
import dev.ballast.policy.BreakerConfig;
import org.jspecify.annotations.Nullable;

/** The breakers of one call path: none, one for the callee, or one for each of its endpoints. */
final class Breakers {
  private static final Breaker[] NO_MORE = {};
  private static final Breakers NONE = new Breakers();

  /** For all endpoints, or for the first one; null where there is none. */
  private final @Nullable Breaker first;

  /** For each endpoint; empty where one is for all. */
  private final Breaker[] each;

  private Breakers(Breaker... breakers) {
    first = breakers.length == 0 ? null : breakers[0];
    each = breakers.length < 2 ? NO_MORE : breakers;
  }

  static Breakers of(@Nullable BreakerConfig config, CallPath path, PathStreams streams) {
    if (config == null) {
      return NONE;
    }
    if (!config.perEndpoint()) {
      return new Breakers(breaker(config, path, "", streams));
    }
    return new Breakers(
        path.edge().endpoints().stream()
            .map(name -> breaker(config, path, name, streams))
            .toArray(Breaker[]::new));
  }

  private static Breaker breaker(
      BreakerConfig config, CallPath path, String endpoint, PathStreams streams) {
    return new Breaker(
        config,
        streams.breaking,
        (from, to, now) ->
            path.world()
                .observer()
                .on(
                    new Observation.BreakerChanged(
                        now, path.index(), path.callerReplica(), endpoint, from, to)));
  }

  private @Nullable Breaker of(int endpoint) {
    return endpoint == 0 || each.length == 0 ? first : each[endpoint];
  }

  /** A permit for an attempt, negative when it is refused. */
  long tryAdmit(int endpoint, long now) {
    Breaker breaker = of(endpoint);
    return breaker == null ? 0 : breaker.tryAdmit(now);
  }

  /** An admitted attempt has its answer. */
  void record(Attempt attempt, boolean good, long latencyNanos, long now) {
    Breaker breaker = of(attempt.endpoint());
    if (breaker != null) {
      breaker.record(attempt.permit, good, latencyNanos, now);
    }
  }

  /** An admitted attempt was given up without news about the callee. */
  void forget(int endpoint, long permit) {
    Breaker breaker = of(endpoint);
    if (breaker != null) {
      breaker.forget(permit);
    }
  }

  boolean areWell(int endpoint) {
    Breaker breaker = of(endpoint);
    return breaker == null || breaker.state().isWell();
  }
}
