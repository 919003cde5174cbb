package dev.ballast.engine;

import dev.ballast.kernel.Result;
import dev.ballast.observation.Observation;
import dev.ballast.policy.CallPolicy;
import dev.ballast.policy.limit.Limiter;
import dev.ballast.policy.limit.Throttle;
import org.jspecify.annotations.Nullable;

/**
 * What a call must pass before it begins, where the edge has it: the adaptive limit of calls at
 * once, then the throttle. A call keeps its place for all its attempts and the waits between them,
 * and the time that the limit learns from is the whole call's.
 */
final class Gate {
  /** Of all paths without either: nothing in it changes. */
  private static final Gate OPEN = new Gate(null, null);

  private final @Nullable Limiter limiter;
  private final @Nullable Throttle throttle;

  private Gate(@Nullable Limiter limiter, @Nullable Throttle throttle) {
    this.limiter = limiter;
    this.throttle = throttle;
  }

  /** The gate of one caller's replica. */
  static Gate of(World world, Plan.EdgePlan edge, int callerReplica, PathStreams streams) {
    CallPolicy policy = edge.policy();
    if (policy.limit() == null && policy.throttle() == null) {
      return OPEN;
    }
    Limiter limiter =
        policy.limit() == null
            ? null
            : new Limiter(
                policy.limit(),
                streams.of(" limit"),
                (from, to, now) ->
                    world
                        .observer()
                        .on(
                            new Observation.LimitChanged(
                                now, edge.index(), callerReplica, from, to)));
    Throttle throttle =
        policy.throttle() == null ? null : new Throttle(policy.throttle(), streams.of(" throttle"));
    return new Gate(limiter, throttle);
  }

  /** Null when the call may begin; the reason when it may not. */
  @Nullable Result enter(Request cause, long now) {
    if (limiter != null && !limiter.tryEnter()) {
      return Result.LIMIT_REACHED;
    }
    if (throttle != null && !throttle.tryPass(cause.priority(), now)) {
      if (limiter != null) {
        limiter.leave(Limiter.Ended.IGNORED, now, now);
      }
      return Result.THROTTLED;
    }
    return null;
  }

  /** How many calls it lets in at once now; null without an adaptive limit. */
  @Nullable Integer limit() {
    return limiter == null ? null : limiter.limit();
  }

  /** A call that had entered has ended. */
  void left(Result result, long latency, long now) {
    if (limiter != null) {
      limiter.leave(Limiter.Ended.of(result), now - latency, now);
    }
    if (throttle != null) {
      throttle.ended(result, now);
    }
  }
}
