package dev.ballast.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.ballast.kernel.RandomStream;
import dev.ballast.policy.balance.Balance;
import dev.ballast.policy.balance.Balancer;
import dev.ballast.policy.balance.ReplicaSet;
import java.lang.management.ManagementFactory;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every attempt passes through these: none of them may leave garbage behind. */
final class AllocationTest {
  private static final int ATTEMPTS = 20_000;
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
  void budgets_bulkheads_and_ejection_allocate_nothing_per_attempt() {
    RandomStream random = RandomStream.of(1, "answers");
    Ejection ejection = new Ejection(new Ejection.Config(2, 10 * MS, 50 * MS, 0.5), 500);
    RetryBudget budget = new RetryBudget(new RetryBudget.Config(0.2, 3));
    Bulkhead bulkhead = new Bulkhead(10);
    allocatesNothing(
        now -> {
          bulkhead.tryEnter();
          budget.callBegins();
          int replica = random.nextInt(500);
          if (ejection.record(replica, random.chance(0.5), now) == 0) {
            ejection.returns(replica, now);
          }
          budget.callEnds();
          bulkhead.leave();
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
    attempt.accept(0); // classes are loaded
    long before = threads.getCurrentThreadAllocatedBytes();
    for (long i = 1; i <= ATTEMPTS; i++) {
      attempt.accept(i * MS);
    }
    long perAttempt = (threads.getCurrentThreadAllocatedBytes() - before) / ATTEMPTS;
    assertThat(perAttempt).as("bytes per attempt").isZero();
  }
}
