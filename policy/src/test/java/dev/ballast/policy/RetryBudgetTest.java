package dev.ballast.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class RetryBudgetTest {
  private static final int THREADS = 4;

  @Test
  void of_25_active_calls_20_percent_allow_5_repeats() {
    assertThat(granted(share(0.2, 3, 25), 100)).isEqualTo(5);
  }

  @Test
  void of_2_active_calls_the_floor_allows_3_repeats() {
    assertThat(granted(share(0.2, 3, 2), 100)).isEqualTo(3);
  }

  @Test
  void the_share_takes_over_from_the_floor_where_it_is_larger() {
    assertThat(new RetryBudget.Share(0.2, 3).allowed(19)).isEqualTo(3);
    assertThat(new RetryBudget.Share(0.2, 3).allowed(20)).isEqualTo(4);
  }

  @Test
  void a_share_that_binary_fractions_miss_is_granted_all_the_same() {
    assertThat(new RetryBudget.Share(0.29, 0).allowed(100))
        .isEqualTo(29); // 0.29 · 100 is 28.999999999999996
    assertThat(new RetryBudget.Share(0.29, 0).allowed(99)).isEqualTo(28);
  }

  @Test
  void of_a_thousand_calls_that_fail_at_one_moment_a_fifth_are_repeated_backoff_or_not() {
    RetryBudget budget = share(0.2, 3, 1_000);
    assertThat(granted(budget, 1_000)).isEqualTo(200); // envoy#30205 lets all of them pass
    assertThat(budget.tryRepeat(0)).isFalse();
    budget.repeatEnds();
    assertThat(granted(budget, 1_000)).isEqualTo(1);
  }

  @Test
  void calls_that_end_take_their_share_with_them() {
    RetryBudget budget = share(0.2, 0, 10);
    for (int i = 0; i < 5; i++) {
      budget.callEnds();
    }
    assertThat(granted(budget, 100)).isEqualTo(1);
    budget.callEnds(); // 4 active allow none, the granted one goes on
    assertThat(budget.tryRepeat(0)).isFalse();
  }

  @Test
  void a_budget_of_nothing_grants_nothing() {
    assertThat(granted(share(0, 0, 1_000), 10)).isZero();
  }

  @Test
  void without_a_bound_everything_is_granted() {
    RetryBudget budget = RetryBudget.of(RetryBudget.Config.UNLIMITED);
    assertThat(granted(budget, 10_000)).isEqualTo(10_000);
  }

  @Test
  void an_impossible_budget_says_what_is_right() {
    assertThatThrownBy(() -> new RetryBudget.Share(1.01, 3))
        .hasMessage("a retry budget must be 0 % to 100 %");
    assertThatThrownBy(() -> new RetryBudget.Share(-0.01, 3))
        .hasMessage("a retry budget must be 0 % to 100 %");
    assertThatThrownBy(() -> new RetryBudget.Share(0.2, -1))
        .hasMessage("the floor of a retry budget must not be negative");
  }

  @Test
  void what_has_not_begun_cannot_end() {
    assertThatThrownBy(share(0.2, 3, 0)::callEnds).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(share(0.2, 3, 0)::repeatEnds).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void threads_that_share_a_budget_never_exceed_it() {
    RetryBudget budget = share(0.2, 3, 40);
    AtomicInteger atOnce = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    inThreads(
        _ -> {
          for (int i = 0; i < 50_000; i++) {
            if (budget.tryRepeat(0)) {
              most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
              atOnce.decrementAndGet();
              budget.repeatEnds();
            }
          }
        });
    assertThat(most.get()).isBetween(1, 8);
    assertThat(granted(budget, 100)).isEqualTo(8);
  }

  @Test
  void threads_that_share_a_budget_lose_no_call_and_no_repeat() {
    ShareBudget budget = share(0.5, 0, 0);
    AtomicLong granted = new AtomicLong();
    inThreads(
        _ -> {
          for (int i = 0; i < 20_000; i++) {
            budget.callBegins(0);
            granted.addAndGet(budget.tryRepeat(0) ? 1 : 0);
          }
        });
    assertThat(granted.get()).isLessThanOrEqualTo(THREADS * 10_000);
    assertThat(granted.get() + granted(budget, 1_000_000)).isEqualTo(THREADS * 10_000);
  }

  private static ShareBudget share(double share, int floor, int active) {
    ShareBudget budget = new ShareBudget(new RetryBudget.Share(share, floor));
    for (int i = 0; i < active; i++) {
      budget.callBegins(0);
    }
    return budget;
  }

  private static int granted(RetryBudget budget, int asked) {
    int granted = 0;
    for (int i = 0; i < asked; i++) {
      granted += budget.tryRepeat(0) ? 1 : 0;
    }
    return granted;
  }

  /** Runs the same in some threads that begin together, and waits for all. */
  static void inThreads(java.util.function.IntConsumer work) {
    CountDownLatch begin = new CountDownLatch(1);
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      int number = i;
      threads.add(
          Thread.startVirtualThread(
              () -> {
                try {
                  begin.await();
                  work.accept(number);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }));
    }
    begin.countDown();
    for (Thread thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }
}
