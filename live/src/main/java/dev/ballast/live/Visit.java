package dev.ballast.live;

import dev.ballast.kernel.Result;
import dev.ballast.observation.Observation;
import org.jspecify.annotations.Nullable;

/**
 * A user's request at a gateway, observed by the run in which it came: when it did, and its end.
 */
final class Visit {
  private static final int BAD_REQUEST = 400;

  private final LoopWorld world;
  private final int route;
  private final long begunNanos;

  private Visit(LoopWorld world, int route) {
    this.world = world;
    this.route = route;
    begunNanos = world.nowNanos();
  }

  static Visit begin(LoopWorld world, int route) {
    Visit visit = new Visit(world, route);
    world.observer().on(new Observation.RequestOffered(visit.begunNanos, route));
    return visit;
  }

  /** The request is answered; an answer from 400 on is a failure to its user. */
  void ended(Result result, @Nullable Object content) {
    boolean isBad = content instanceof Response answer && answer.status() >= BAD_REQUEST;
    Result felt = result.isSuccess() && isBad ? Result.ERROR : result;
    world.observer().on(new Observation.RequestEnded(world.nowNanos(), route, begunNanos, felt));
  }
}
