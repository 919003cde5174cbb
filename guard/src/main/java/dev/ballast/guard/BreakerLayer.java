package dev.ballast.guard;

import dev.ballast.kernel.BreakerState;
import dev.ballast.kernel.Result;
import dev.ballast.policy.Breaker;
import dev.ballast.policy.BreakerConfig;
import java.util.function.Consumer;

/** Lets calls through while the breaker does. */
final class BreakerLayer extends Gate {
  private final Breaker breaker;
  private final Refused refusal;

  BreakerLayer(Site site, BreakerConfig config, Layer next) {
    super(site, next);
    breaker = new Breaker(config, (from, to, _) -> site.listeners().breakerChanged(from, to));
    refusal = site.refusal("breaker", Result.BREAKER_OPEN, "the breaker is open");
  }

  @Override
  long enter(Terms terms, long nowNanos) {
    long permit = breaker.tryAdmit(nowNanos);
    if (permit == Breaker.REFUSED) {
      throw site().refuse(refusal);
    }
    return permit;
  }

  @Override
  void ended(long permit, Result result, long enteredNanos) {
    long now = System.nanoTime();
    breaker.record(permit, !result.isCalleesFailure(), now - enteredNanos, now);
  }

  @Override
  void forgotten(long permit) {
    breaker.forget(permit);
  }

  @Override
  void read(Consumer<GuardState.Reading> readings) {
    BreakerState current = breaker.state();
    for (BreakerState state : BreakerState.values()) {
      readings.accept(
          new GuardState.Reading("breaker", GuardState.measure(state), state == current ? 1 : 0));
    }
  }
}
