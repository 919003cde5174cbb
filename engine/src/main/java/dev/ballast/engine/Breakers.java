package dev.ballast.engine;

import dev.ballast.kernel.RandomStream;
import dev.ballast.observation.Observation;
import dev.ballast.policy.Breaker;
import dev.ballast.policy.BreakerConfig;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The breakers of one call path: none, one for the callee, or one for each of its endpoints. */
final class Breakers {
  private static final Breaker[] NONE = {};

  private final Breaker[] breakers;

  Breakers(
      @Nullable BreakerConfig config,
      World world,
      Plan.EdgePlan edge,
      int callerReplica,
      RandomStream random) {
    List<String> names =
        config == null ? List.of() : config.perEndpoint() ? edge.endpoints() : List.of("");
    breakers =
        config == null
            ? NONE
            : names.stream()
                .map(name -> breaker(config, world, edge, callerReplica, name, random))
                .toArray(Breaker[]::new);
  }

  private static Breaker breaker(
      BreakerConfig config,
      World world,
      Plan.EdgePlan edge,
      int callerReplica,
      String endpoint,
      RandomStream random) {
    return new Breaker(
        config,
        random,
        (from, to, now) ->
            world
                .observer()
                .on(
                    new Observation.BreakerChanged(
                        now, edge.index(), callerReplica, endpoint, from, to)));
  }

  private Breaker of(int endpoint) {
    return breakers[breakers.length == 1 ? 0 : endpoint];
  }

  /** A permit for an attempt, negative when it is refused. */
  long tryAdmit(int endpoint, long now) {
    return breakers.length == 0 ? 0 : of(endpoint).tryAdmit(now);
  }

  /** An admitted attempt has its answer. */
  void record(Attempt attempt, boolean good, long latencyNanos, long now) {
    if (breakers.length > 0) {
      of(attempt.endpoint()).record(attempt.permit, good, latencyNanos, now);
    }
  }

  /** An admitted attempt was given up without news about the callee. */
  void forget(Attempt attempt) {
    if (breakers.length > 0) {
      of(attempt.endpoint()).forget(attempt.permit);
    }
  }

  boolean areWell(int endpoint) {
    return breakers.length == 0 || of(endpoint).state().isWell();
  }
}
