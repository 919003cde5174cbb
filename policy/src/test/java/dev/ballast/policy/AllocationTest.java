package dev.ballast.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.ballast.kernel.EjectionReason;
import dev.ballast.kernel.PoolChange;
import dev.ballast.kernel.RandomStream;
import dev.ballast.kernel.Result;
import dev.ballast.policy.balance.Balance;
import dev.ballast.policy.balance.Balancer;
import dev.ballast.policy.balance.ReplicaSet;
import dev.ballast.policy.cache.Cache;
import dev.ballast.policy.cache.CacheConfig;
import dev.ballast.policy.cache.Lifetime;
import dev.ballast.policy.cache.Stored;
import dev.ballast.policy.cache.Use;
import dev.ballast.policy.health.CandidateRules;
import dev.ballast.policy.health.EjectionConfig;
import dev.ballast.policy.health.LatencyRule;
import dev.ballast.policy.health.Placement;
import dev.ballast.policy.health.SlowStart;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every attempt passes through these: none of them may leave garbage behind but for changes. */
final class AllocationTest {
  private static final int ATTEMPTS = 20_000;
  private static final int WARM_UP = 1_000;
  private static final long MS = 1_000_000;

  @Test
  void breakers_allocate_nothing_per_attempt() {
    for (BreakerConfig config :
        List.of(
            BreakerConfig.ofCalls(0.5, 20),
            BreakerConfig.ofTime(0.5, 20, 10_000 * MS),
            BreakerConfig.ofConsecutive(5).withRamp(1_000 * MS))) {
      RandomStream random = RandomStream.of(1, "answers");
      Breaker breaker = new Breaker(config.withSlow(200 * MS), random, (_, _, _) -> {});
      allocatesNothing(
          now -> {
            long permit = breaker.tryAdmit(now);
            breaker.record(permit, random.chance(0.6), MS, now);
          });
    }
  }

  @Test
  void budgets_bulkheads_and_ejection_allocate_nothing_per_attempt() {
    RandomStream random = RandomStream.of(1, "answers");
    RetryBudget budget = RetryBudget.of(new RetryBudget.Share(0.2, 3));
    Bulkhead bulkhead = new Bulkhead(Bulkhead.Config.of(10));
    CallPolicy policy =
        CallPolicy.DEFAULT
            .withEjection(
                EjectionConfig.consecutive(2, 10 * MS, 50 * MS, 0.5)
                    .withLatency(LatencyRule.DEFAULT)
                    .withInterval(100 * MS))
            .withCandidates(CandidateRules.DEFAULT.withSlowStart(SlowStart.over(20 * MS)));
    ReplicaChoice replicas =
        new ReplicaChoice(
            policy,
            new ReplicaPools(policy, Placement.together(500)),
            0,
            0,
            RandomStream.of(1, "choices"),
            RandomStream.of(1, "pools"),
            _ -> {},
            new ReplicaChoice.Listener() {
              @Override
              public void ejected(int replica, EjectionReason why, long forNanos, long now) {}

              @Override
              public void returned(int replica, long now) {}

              @Override
              public void changed(int tier, PoolChange change, long now) {}
            });
    allocatesNothing(
        now -> {
          bulkhead.tryEnter();
          budget.callBegins(now);
          int replica = replicas.choose(Balancer.NO_KEY, Balancer.NONE, now);
          replicas.ended(replica, random.chance(0.999) ? Result.OK : Result.ERROR, MS, now);
          budget.callEnds();
          bulkhead.leave();
        });
  }

  @Test
  void token_buckets_and_hedges_allocate_nothing_per_call() {
    RandomStream random = RandomStream.of(1, "answers");
    RetryBudget budget = RetryBudget.of(new RetryBudget.Bucket(0.2, 10, 10_000 * MS));
    Hedge hedge = new Hedge(new HedgeConfig(new HedgeConfig.After.Quantile(0.95), 1, 0.05));
    allocatesNothing(
        now -> {
          budget.callBegins(now);
          budget.tryRepeat(now);
          hedge.callBegins(now);
          hedge.succeeded(random.nextInt(1_000_000_000), now);
          if (hedge.delayNanos() != Hedge.NOT_YET && hedge.tryHedge(now)) {
            hedge.superseded(2_000 * MS, now);
          }
        });
  }

  @Test
  void a_cache_allocates_nothing_where_it_has_an_answer() {
    Cache<String> cache = new Cache<>(new CacheConfig(50 * MS, 50 * MS, 0, 1_000), Long.MAX_VALUE);
    for (int key = 0; key < 100; key++) {
      cache.put(0, key, null, "answer", 0, Lifetime.NEW, 0);
    }
    allocatesNothing(
        now -> {
          Stored<String> found = cache.find(0, now / MS % 100, null);
          if (found != null && found.use(now % (100 * MS)) == Use.REFRESH) {
            found.refreshFailed();
          }
        });
  }

  @ParameterizedTest
  @MethodSource("balances")
  void balancers_allocate_nothing_per_attempt(Balance balance) {
    RandomStream random = RandomStream.of(1, "answers");
    Balancer balancer =
        new Balancer(ReplicaSet.ofEqual(balance, 500), 0, RandomStream.of(1, "choices"));
    Balancer.Prober prober = replica -> balancer.probed(replica, replica % 7, MS, 0);
    allocatesNothing(
        now -> {
          int replica = balancer.choose(random.nextInt(1_000), Balancer.NONE, now);
          balancer.probe(prober);
          balancer.ended(replica, MS, random.chance(0.9), now);
        });
  }

  static Stream<Balance> balances() {
    return Stream.of(
        new Balance.RoundRobin(),
        new Balance.Random(),
        Balance.LeastLoaded.DEFAULT,
        new Balance.LeastLoaded(5),
        Balance.PeakEwma.DEFAULT,
        Balance.Prequal.DEFAULT,
        new Balance.RingHash(1_024, 1.25),
        new Balance.Maglev(65_537, 1.25),
        new Balance.Sticky(100, Balance.LeastLoaded.DEFAULT),
        new Balance.Subset(20, Balance.LeastLoaded.DEFAULT));
  }

  private static void allocatesNothing(LongConsumer attempt) {
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    for (long i = -WARM_UP; i <= 0; i++) {
      attempt.accept(i * MS); // classes are loaded
    }
    long before = threads.getCurrentThreadAllocatedBytes();
    for (long i = 1; i <= ATTEMPTS; i++) {
      attempt.accept(i * MS);
    }
    long perAttempt = (threads.getCurrentThreadAllocatedBytes() - before) / ATTEMPTS;
    assertThat(perAttempt).as("bytes per attempt").isZero();
  }
}
