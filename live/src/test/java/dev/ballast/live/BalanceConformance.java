package dev.ballast.live;

import static dev.ballast.live.EitherWorld.fault;
import static dev.ballast.live.EitherWorld.scope;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.kernel.RandomStream;
import dev.ballast.kernel.Result;
import dev.ballast.model.Fault;
import dev.ballast.model.Keys;
import dev.ballast.model.Load;
import dev.ballast.observation.Observation;
import dev.ballast.policy.CallPolicy;
import dev.ballast.policy.balance.Balance;
import dev.ballast.policy.balance.Balancer;
import dev.ballast.policy.balance.ReplicaSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Which replica a call goes to: by its key, by what is in flight, by what probes tell. */
interface BalanceConformance extends EitherWorld {
  private static CallPolicy balanced(Balance balance) {
    return CallPolicy.DEFAULT.withBalance(balance);
  }

  @Test
  default void a_key_stays_on_its_replica_when_balancers_hash() {
    for (Balance balance : List.of(Balance.RingHash.DEFAULT, Balance.Maglev.DEFAULT)) {
      Played played =
          play(
              Systems.gateway()
                  .service("back", 5, 8, 8, Systems.work(1))
                  .policy("edge", "back", balanced(balance)),
              new Load.Constant(Systems.ROUTE, REQUESTS, new Keys(1, 1)));
      assertThat(played.attempts(0, Result.OK)).isEqualTo(REQUESTS);
      assertThat(replicas(played)).as("%s", balance).hasSize(1);
    }
  }

  @Test
  default void keys_are_spread_and_go_where_the_other_world_sends_them() {
    var set = ReplicaSet.ofEqual(Balance.Maglev.DEFAULT, 5);
    var own = new Balancer(set, 0, RandomStream.of(1, "conformance"));
    Set<Integer> expected = new TreeSet<>();
    for (int key = 0; key < 100_000; key++) {
      expected.add(own.choose(key, Balancer.NONE, 0));
    }
    Played played =
        play(
            Systems.gateway()
                .service("back", 5, 8, 8, Systems.work(1))
                .policy("edge", "back", balanced(Balance.Maglev.DEFAULT)),
            new Load.Constant(Systems.ROUTE, REQUESTS, new Keys(1_000, 0)));
    assertThat(replicas(played)).isEqualTo(expected);
  }

  @Test
  default void the_least_loaded_replica_is_not_the_slow_one() {
    Played played =
        play(
            Systems.gateway()
                .service("back", 3, 50, 8, Systems.work(2))
                .policy("edge", "back", balanced(Balance.LeastLoaded.DEFAULT)),
            fault(0, 3_000, new Fault.Slow(scope(1), 150, null)));
    // 300 ms there: a third of all would be 33, but what is in flight there keeps others away
    assertThat(attempts(played, 0)).isLessThan(15 + slack(8));
    assertThat(played.users().succeeded()).isEqualTo(REQUESTS);
  }

  @Test
  default void probes_tell_which_replica_is_slow() {
    Played played =
        play(
            Systems.gateway()
                .service("back", 3, 50, 8, Systems.work(2))
                .policy("edge", "back", balanced(Balance.Prequal.DEFAULT)),
            300,
            fault(0, 3_000, new Fault.Slow(scope(1), 50, null)));
    // a third of all would be 100; it says what is in flight there, and soon what that takes
    assertThat(attempts(played, 0)).isLessThan(20 + slack(65));
    assertThat(played.users().succeeded()).isEqualTo(300);
  }

  private static Set<Integer> replicas(Played played) {
    Set<Integer> replicas = new TreeSet<>();
    played.all(Observation.AttemptEnded.class).forEach(a -> replicas.add(a.replica()));
    return replicas;
  }

  private static long attempts(Played played, int replica) {
    return played.all(Observation.AttemptEnded.class).stream()
        .filter(attempt -> attempt.replica() == replica)
        .count();
  }
}
