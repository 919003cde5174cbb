package dev.ballast.policy.balance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.kernel.RandomStream;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class SubsetTest {
  @Test
  void each_caller_knows_as_many_as_configured_and_uses_them_all() {
    for (int caller = 0; caller < 40; caller++) {
      assertThat(used(balancer(10, 3, caller), 500)).hasSize(3);
    }
  }

  @Test
  void in_every_full_round_each_replica_has_one_caller() {
    ReplicaSet set = ReplicaSet.ofEqual(new Balance.Subset(3, Balance.LeastLoaded.DEFAULT), 12);
    for (int round = 0; round < 20; round++) {
      int[] callers = callers(set, round * 4, round * 4 + 4);
      assertThat(callers).containsOnly(1);
    }
  }

  @Test
  void over_many_callers_replicas_have_nearly_equal_numbers_of_them() {
    // 10 replicas in subsets of 3: each round leaves one over, another one each time
    ReplicaSet set = ReplicaSet.ofEqual(new Balance.Subset(3, Balance.LeastLoaded.DEFAULT), 10);
    assertThat(Arrays.stream(callers(set, 0, 300))).allMatch(n -> n >= 80 && n <= 100);
    // twenty clients of the book's example, 300 of them on 300 backends in subsets of 20
    ReplicaSet book = ReplicaSet.ofEqual(new Balance.Subset(20, Balance.LeastLoaded.DEFAULT), 300);
    assertThat(callers(book, 0, 300)).containsOnly(20);
  }

  @Test
  void a_caller_whose_subset_is_out_of_service_goes_to_the_others() {
    Balancer balancer = balancer(10, 3, 5);
    Set<Integer> own = used(balancer, 500);
    own.forEach(replica -> balancer.setInService(replica, false));
    assertThat(used(balancer, 2_000)).hasSize(7).doesNotContainAnyElementsOf(own);
    balancer.setInService(own.iterator().next(), true);
    assertThat(used(balancer, 500)).hasSize(1).isSubsetOf(own);
  }

  @Test
  void a_subset_of_as_many_as_there_are_is_everything() {
    assertThat(used(balancer(3, 5, 1), 500)).hasSize(3);
  }

  private static Balancer balancer(int replicas, int size, int caller) {
    return new Balancer(
        ReplicaSet.ofEqual(new Balance.Subset(size, new Balance.Random()), replicas),
        caller,
        RandomStream.of(caller, "subset test"));
  }

  private static Set<Integer> used(Balancer balancer, int times) {
    Set<Integer> used = new HashSet<>();
    for (int i = 0; i < times; i++) {
      used.add(balancer.choose(Balancer.NO_KEY, Balancer.NONE, i));
    }
    return used;
  }

  private static int[] callers(ReplicaSet set, int from, int to) {
    int[] of = new int[set.size()];
    for (int caller = from; caller < to; caller++) {
      boolean[] known = set.knownTo(caller);
      for (int i = 0; i < of.length; i++) {
        of[i] += known[i] ? 1 : 0;
      }
    }
    return of;
  }
}
