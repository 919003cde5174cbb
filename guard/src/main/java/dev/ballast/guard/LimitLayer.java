package dev.ballast.guard;

import dev.ballast.kernel.Result;
import dev.ballast.policy.limit.LimitConfig;
import dev.ballast.policy.limit.Limiter;
import dev.ballast.policy.limit.Limiter.Ended;
import java.util.function.Consumer;

/** Lets a call through while fewer are at work than is good for the callee. */
final class LimitLayer extends Gate {
  private static final String POLICY = "limit";

  private final Limiter limiter;
  private final Refused refusal;

  LimitLayer(Site site, LimitConfig config, Layer next) {
    super(site, next);
    limiter = new Limiter(config, site.random(), (_, _, _) -> {});
    refusal = site.refusal(POLICY, Result.LIMIT_REACHED, "as many calls are at work as go well");
  }

  @Override
  long enter(Terms terms, long nowNanos) {
    if (!limiter.tryEnter()) {
      throw site().refuse(refusal);
    }
    return nowNanos;
  }

  @Override
  void ended(long permit, Result result, long enteredNanos) {
    limiter.leave(Ended.of(result), enteredNanos, System.nanoTime());
  }

  @Override
  void forgotten(long permit) {
    limiter.leave(Ended.IGNORED, permit, System.nanoTime());
  }

  @Override
  void read(Consumer<GuardState.Reading> readings) {
    readings.accept(new GuardState.Reading(POLICY, "limit", limiter.limit()));
    readings.accept(new GuardState.Reading(POLICY, "in flight", limiter.inFlight()));
  }
}
