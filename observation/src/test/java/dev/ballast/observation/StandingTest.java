package dev.ballast.observation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.kernel.BreakerState;
import dev.ballast.kernel.EjectionReason;
import dev.ballast.kernel.PoolChange;
import dev.ballast.kernel.Refusal;
import dev.ballast.kernel.Result;
import org.junit.jupiter.api.Test;

final class StandingTest {
  private final Standing standing = new Standing();

  @Test
  void a_breaker_is_in_its_last_state_since_it_went_there() {
    standing.on(
        new Observation.BreakerChanged(5, 0, 1, "", BreakerState.CLOSED, BreakerState.OPEN));
    standing.on(
        new Observation.BreakerChanged(9, 0, 1, "", BreakerState.OPEN, BreakerState.HALF_OPEN));
    assertThat(standing.breakers(0, 1))
        .containsOnlyKeys("")
        .containsValue(new Standing.Breaker(BreakerState.HALF_OPEN, 9));
    assertThat(standing.breakers(0, 0)).isEmpty();
  }

  @Test
  void a_replica_is_ejected_for_a_reason_until_it_returns() {
    standing.on(new Observation.ReplicaEjected(5, 0, 1, 2, EjectionReason.LATENCY, 30));
    assertThat(standing.ejected(0, 1))
        .containsOnlyKeys(2)
        .containsValue(new Standing.Ejection(EjectionReason.LATENCY, 5, 35));
    standing.on(new Observation.ReplicaReturned(36, 0, 1, 2));
    assertThat(standing.ejected(0, 1)).isEmpty();
  }

  @Test
  void a_pool_may_be_in_panic_and_fail_over_at_once() {
    standing.on(new Observation.PoolChanged(1, 0, 0, 0, PoolChange.PANIC_BEGAN));
    standing.on(new Observation.PoolChanged(2, 0, 0, 0, PoolChange.FAILOVER_BEGAN));
    assertThat(standing.pools(0, 0)).containsValue(new Standing.Pool(0, true, true));
    standing.on(new Observation.PoolChanged(3, 0, 0, 0, PoolChange.PANIC_ENDED));
    assertThat(standing.pools(0, 0)).containsValue(new Standing.Pool(0, false, true));
  }

  @Test
  void the_last_failure_is_that_of_a_callee_and_not_a_refusal_of_the_callers_own() {
    standing.on(new Observation.AttemptEnded(1, 0, 2, AttemptKind.FIRST, Result.LOST, 5));
    standing.on(new Observation.AttemptEnded(2, 0, 1, AttemptKind.FIRST, Result.OK, 5));
    standing.on(new Observation.AttemptEnded(3, 0, 1, AttemptKind.FIRST, Result.RATE_LIMITED, 5));
    assertThat(standing.lastFailure(0)).isEqualTo(new Standing.Failure(1, 2, Result.LOST));
    assertThat(standing.lastFailure(1)).isNull();
  }

  @Test
  void a_replica_refuses_from_the_beginning_of_its_shedding_to_the_end() {
    standing.on(new Observation.SheddingBegan(1, 0, 1, Refusal.QUEUE_FULL));
    standing.on(new Observation.SheddingBegan(2, 0, 1, Refusal.RATE_LIMIT));
    standing.on(new Observation.SheddingEnded(3, 0, 1, Refusal.QUEUE_FULL, 7));
    assertThat(standing.shedding(0, 1)).containsOnlyKeys(Refusal.RATE_LIMIT).containsValue(2L);
  }
}
