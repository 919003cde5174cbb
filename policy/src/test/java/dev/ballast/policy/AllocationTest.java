package dev.ballast.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.ballast.kernel.EjectionReason;
import dev.ballast.kernel.PoolChange;
import dev.ballast.kernel.RandomStream;
import dev.ballast.kernel.Result;
import dev.ballast.policy.health.CandidateRules;
import dev.ballast.policy.health.EjectionConfig;
import dev.ballast.policy.health.LatencyRule;
import dev.ballast.policy.health.Placement;
import dev.ballast.policy.health.SlowStart;
import java.lang.management.ManagementFactory;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.Test;

/** Every attempt passes through these: none of them may leave garbage behind. */
final class AllocationTest {
  private static final int ATTEMPTS = 20_000;
  private static final int WARM_UP = 1_000;
  private static final long MS = 1_000_000;

  @Test
  void breakers_allocate_nothing_per_attempt() {
    for (long window : new long[] {BreakerConfig.COUNT_WINDOW, 10_000 * MS}) {
      Breaker breaker =
          new Breaker(new BreakerConfig(0.5, 20, window, 50 * MS, 3, 200 * MS), (_, _, _) -> {});
      RandomStream random = RandomStream.of(1, "answers");
      allocatesNothing(
          now -> {
            long permit = breaker.tryAdmit(now);
            breaker.record(permit, random.chance(0.6), MS, now);
          });
    }
  }

  @Test
  void balancers_budgets_bulkheads_and_ejection_allocate_nothing_per_attempt() {
    RandomStream random = RandomStream.of(1, "answers");
    RetryBudget budget = new RetryBudget(new RetryBudget.Config(0.2, 3));
    Bulkhead bulkhead = new Bulkhead(10);
    ReplicaChoice replicas =
        new ReplicaChoice(
            CallPolicy.DEFAULT
                .withEjection(
                    EjectionConfig.consecutive(2, 10 * MS, 50 * MS, 0.5)
                        .withLatency(LatencyRule.DEFAULT)
                        .withInterval(100 * MS))
                .withCandidates(CandidateRules.DEFAULT.withSlowStart(SlowStart.over(20 * MS))),
            Placement.together(500),
            RandomStream.of(1, "choices"),
            RandomStream.of(1, "pools"),
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
          budget.callBegins();
          int replica = replicas.choose(Balancer.NONE, now);
          replicas.ended(replica, random.chance(0.999) ? Result.OK : Result.ERROR, MS, now);
          budget.callEnds();
          bulkhead.leave();
        });
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
