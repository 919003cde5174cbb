package dev.ballast.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.ballast.kernel.RandomStream;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.Test;

/** Every attempt passes through these: none of them may leave garbage behind but for changes. */
final class AllocationTest {
  private static final int ATTEMPTS = 20_000;
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
  void balancers_budgets_bulkheads_and_ejection_allocate_nothing_per_attempt() {
    RandomStream random = RandomStream.of(1, "answers");
    Balancer balancer = new Balancer(Balance.LEAST_LOADED, 500, RandomStream.of(1, "choices"));
    Ejection ejection = new Ejection(new Ejection.Config(2, 10 * MS, 50 * MS, 0.5), 500);
    RetryBudget budget = new RetryBudget(new RetryBudget.Config(0.2, 3));
    Bulkhead bulkhead = new Bulkhead(Bulkhead.Config.of(10));
    allocatesNothing(
        now -> {
          bulkhead.tryEnter();
          budget.callBegins();
          int replica = balancer.choose(Balancer.NONE);
          if (ejection.record(replica, random.chance(0.5), now) > 0) {
            balancer.setInService(replica, false);
          } else if (ejection.returns(replica, now)) {
            balancer.setInService(replica, true);
          }
          balancer.ended(replica);
          budget.callEnds();
          bulkhead.leave();
        });
  }

  private static void allocatesNothing(LongConsumer attempt) {
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    for (long i = -ATTEMPTS; i <= 0; i++) { // what is there once is made
      attempt.accept(i * MS);
    }
    long before = threads.getCurrentThreadAllocatedBytes();
    for (long i = 1; i <= ATTEMPTS; i++) {
      attempt.accept(i * MS);
    }
    long perAttempt = (threads.getCurrentThreadAllocatedBytes() - before) / ATTEMPTS;
    assertThat(perAttempt).as("bytes per attempt").isZero();
  }
}
