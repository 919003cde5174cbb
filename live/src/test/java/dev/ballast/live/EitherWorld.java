package dev.ballast.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.kernel.Units;
import dev.ballast.model.Experiment;
import dev.ballast.model.Experiment.TimedFault;
import dev.ballast.model.Fault;
import dev.ballast.model.Load;
import dev.ballast.model.SystemModel;
import dev.ballast.policy.Backoff;
import dev.ballast.policy.BreakerConfig;
import dev.ballast.policy.CallPolicy;
import dev.ballast.policy.Deadline;
import dev.ballast.policy.RetryBudget;
import dev.ballast.policy.RetryConfig;
import dev.ballast.policy.balance.Balance;
import dev.ballast.policy.health.EjectionConfig;
import java.util.List;
import org.assertj.core.data.Offset;
import org.jspecify.annotations.Nullable;

/**
 * The world that a conformance body runs in, simulated or live, and the words that bodies share.
 * Where a number depends on the time that things take, the simulated world is held to it exactly
 * and the live one within bounds.
 */
interface EitherWorld {
  long MS = Units.MILLISECOND;

  long REQUESTS = 100;

  Played play(SystemModel model, Experiment experiment);

  /** How far a count may be off in this world. */
  long slack(long inTheLiveWorld);

  /** As expected, but for what this world may be off. */
  default void about(long actual, long expected, long slack) {
    assertThat(actual).isCloseTo(expected, Offset.offset(slack(slack)));
  }

  /** A hundred requests, evenly over one second, the first after half a millisecond. */
  default Played play(Systems system, TimedFault... faults) {
    return play(system, REQUESTS, faults);
  }

  default Played play(Systems system, double perSecond, TimedFault... faults) {
    return play(system, new Load.Constant(Systems.ROUTE, perSecond), faults);
  }

  default Played play(Systems system, Load load, TimedFault... faults) {
    return play(
        system.model(),
        new Experiment("test", 9_500_000, Units.SECOND, List.of(load), List.of(faults), List.of()));
  }

  /** A fault, when it begins and for how long. */
  static TimedFault fault(long millis, long forMillis, Fault fault) {
    return new TimedFault(millis * MS, forMillis * MS, fault);
  }

  /** So many replicas of {@code back}, from the first. */
  static Fault.Scope scope(int replicas) {
    return new Fault.Scope("back", replicas);
  }

  /** One attempt, given up after so long. */
  static CallPolicy timeout(long millis) {
    return policy(millis * MS, 1, null, null);
  }

  /** Round robin, with so many attempts, without a pause between them or a budget. */
  static CallPolicy policy(
      long timeoutNanos,
      int attempts,
      @Nullable BreakerConfig breaker,
      @Nullable EjectionConfig ejection) {
    return CallPolicy.DEFAULT
        .withTimeout(timeoutNanos)
        .withRetry(
            new RetryConfig(attempts, RetryBudget.Config.UNLIMITED, Backoff.NONE, Deadline.NONE))
        .withBreaker(breaker)
        .withBalance(new Balance.RoundRobin())
        .withEjection(ejection);
  }
}
