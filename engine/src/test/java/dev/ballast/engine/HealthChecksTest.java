package dev.ballast.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.kernel.EjectionReason;
import dev.ballast.kernel.Result;
import dev.ballast.model.Upstream.HealthCheck;
import dev.ballast.observation.Observation.ReplicaEjected;
import dev.ballast.observation.Observation.ReplicaReturned;
import dev.ballast.policy.CallPolicy;
import dev.ballast.policy.ReplicaPools;
import dev.ballast.policy.balance.Balance;
import dev.ballast.policy.balance.Occupant;
import dev.ballast.policy.health.CandidateRules;
import dev.ballast.policy.health.Placement;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A caller that asks the two replicas of its callee every second whether they are well. */
final class HealthChecksTest {
  private static final CallPolicy POLICY =
      CallPolicy.DEFAULT
          .withBalance(new Balance.RoundRobin())
          .withCandidates(CandidateRules.DEFAULT.withPanicBelow(0));

  private final Asking asking = new Asking(POLICY, 2);

  /** The question to the first replica is answered so at once; null leaves it open. */
  private @Nullable Boolean first = true;

  @BeforeEach
  void begin() {
    HealthCheck config =
        new HealthCheck(new HealthCheck.Probe.Connect(), 1_000 * Asking.MS, 300 * Asking.MS, 3, 2);
    asking.path.checkBy(config, 2);
    asking.path.start();
  }

  /** Lets so many seconds pass; the second replica is always well. */
  private void seconds(int count) {
    for (int i = 0; i < count * 100; i++) {
      asking.world.at(asking.world.nowNanos() + 10 * Asking.MS);
      List<Check> asked = List.copyOf(asking.world.checks);
      asking.world.checks.clear();
      for (Check check : asked) {
        Boolean answer = check.replica() == 0 ? first : Boolean.TRUE;
        if (answer != null) {
          check.answered(answer);
        }
      }
    }
  }

  private List<Integer> asked(int calls) {
    return IntStream.range(0, calls)
        .map(
            _ -> {
              asking.call();
              int replica = asking.world.last().replica();
              asking.answers(Result.OK);
              return replica;
            })
        .boxed()
        .toList();
  }

  @Test
  void each_replica_is_asked_once_in_every_interval() {
    int[] questions = new int[2];
    for (int i = 0; i < 1_000; i++) {
      asking.world.at(asking.world.nowNanos() + 10 * Asking.MS);
      asking.world.checks.forEach(
          check -> {
            questions[check.replica()]++;
            check.answered(true);
          });
      asking.world.checks.clear();
    }
    assertThat(questions).containsExactly(10, 10);
  }

  @Test
  void a_replica_that_fails_three_times_in_a_row_gets_no_calls_until_it_passes_twice() {
    first = false;
    seconds(2);
    assertThat(asked(10)).contains(0);
    seconds(1);
    assertThat(asked(10)).containsOnly(1);
    first = true;
    seconds(1);
    assertThat(asked(10)).containsOnly(1);
    seconds(1);
    assertThat(asked(10)).contains(0);
    assertThat(asking.world.observed)
        .filteredOn(ReplicaEjected.class::isInstance)
        .extracting(o -> ((ReplicaEjected) o).reason())
        .containsExactly(EjectionReason.HEALTH_CHECK);
    assertThat(asking.world.observed).hasAtLeastOneElementOfType(ReplicaReturned.class);
  }

  @Test
  void a_success_in_between_starts_the_count_anew() {
    first = false;
    seconds(2);
    first = true;
    seconds(1);
    first = false;
    seconds(2);
    assertThat(asked(10)).contains(0);
  }

  @Test
  void silence_is_a_failure_when_the_time_is_over() {
    first = null;
    seconds(4);
    assertThat(asked(10)).containsOnly(1);
  }

  @Test
  void an_answer_that_comes_too_late_is_ignored() {
    first = null;
    seconds(1);
    asking.world.at(asking.world.nowNanos() + 1_000 * Asking.MS);
    List<Check> late = List.copyOf(asking.world.checks);
    asking.world.at(asking.world.nowNanos() + 301 * Asking.MS);
    late.forEach(check -> check.answered(true));
    asking.world.checks.clear();
    seconds(2);
    assertThat(asked(10)).containsOnly(1);
  }

  @Test
  void nobody_is_asked_where_nobody_is_and_a_newcomer_is_well_at_first() {
    ReplicaPools pools = new ReplicaPools(POLICY, Placement.together(2));
    first = false;
    seconds(4);
    Occupant other = new Occupant(1, 1);
    asking.path.become(pools.occupiedBy(List.of(Occupant.NOBODY, other)));
    asking.world.checks.clear();
    asking.world.at(asking.world.nowNanos() + 3_000 * Asking.MS);
    assertThat(asking.world.checks).isNotEmpty().allMatch(check -> check.replica() == 1);
    asking.world.checks.clear();
    asking.path.become(pools.occupiedBy(List.of(new Occupant(7, 1), other)));
    assertThat(asked(10)).contains(0);
    seconds(4);
    assertThat(asked(10)).containsOnly(1);
  }

  @Test
  void a_caller_that_ended_asks_nobody_and_has_forgotten_what_it_knew() {
    first = false;
    seconds(4);
    asking.path.stop();
    assertThat(asking.world.isIdle()).isTrue();
    assertThat(asked(10)).contains(0);
  }

  @Test
  void an_edge_with_nobody_there_answers_unreachable_at_once() {
    ReplicaPools pools = new ReplicaPools(POLICY, Placement.together(2));
    asking.path.become(pools.occupiedBy(List.of(Occupant.NOBODY, Occupant.NOBODY)));
    asking.call();
    assertThat(asking.results).containsExactly(Result.UNREACHABLE);
    assertThat(asking.world.sent).isEmpty();
  }
}
