package dev.ballast.guard;

import dev.ballast.kernel.Priority;
import dev.ballast.kernel.Result;
import dev.ballast.policy.limit.Throttle;
import dev.ballast.policy.limit.ThrottleConfig;
import java.util.function.Consumer;

/** Holds calls back while the callee refuses many, those that matter least first. */
final class ThrottleLayer extends Gate {
  private static final String POLICY = "throttle";

  private final Throttle throttle;
  private final Refused refusal;

  ThrottleLayer(Site site, ThrottleConfig config, Layer next) {
    super(site, next);
    throttle = new Throttle(config, site.random());
    refusal = site.refusal(POLICY, Result.THROTTLED, "held back, because the callee refuses many");
  }

  @Override
  long enter(Terms terms, long nowNanos) {
    if (!throttle.tryPass(terms.priority(), nowNanos)) {
      throw site().refuse(refusal);
    }
    return 0;
  }

  @Override
  void ended(long permit, Result result, long enteredNanos) {
    throttle.ended(result, System.nanoTime());
  }

  @Override
  void forgotten(long permit) {}

  @Override
  void read(Consumer<GuardState.Reading> readings) {
    for (Priority priority : Priority.values()) {
      long permille = Math.round(1_000 * throttle.refusal(priority));
      readings.accept(
          new GuardState.Reading(
              POLICY, "per mille of " + GuardState.words(priority) + " held back", permille));
    }
  }
}
