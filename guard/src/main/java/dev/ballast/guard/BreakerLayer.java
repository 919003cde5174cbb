package dev.ballast.guard;

import dev.ballast.kernel.BreakerState;
import dev.ballast.kernel.Result;
import dev.ballast.policy.Breaker;
import dev.ballast.policy.BreakerConfig;
import dev.ballast.policy.Deadline;
import java.util.function.Consumer;

/** Lets calls through while the breaker does. */
final class BreakerLayer extends Gate {
  private final Breaker breaker;
  private final Refused refusal;

  /** Whether it makes a difference when a successful call ended. */
  private final boolean needsEnd;

  BreakerLayer(Site site, BreakerConfig config, Layer next) {
    super(site, next);
    breaker =
        new Breaker(
            config, site.random(), (from, to, _) -> site.listeners().breakerChanged(from, to));
    needsEnd =
        !config.countsCalls()
            || config.trip().slowNanos() != Deadline.NONE
            || config.rampNanos() != 0;
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
    boolean succeeded = !result.isCalleesFailure();
    long now = needsEnd || !succeeded ? System.nanoTime() : enteredNanos;
    breaker.record(permit, succeeded, now - enteredNanos, now);
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
          new GuardState.Reading("breaker", GuardState.words(state), state == current ? 1 : 0));
    }
  }
}
