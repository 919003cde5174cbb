package dev.ballast.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ballast.kernel.RandomStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TokenBudgetTest {
  private static final long SECOND = 1_000_000_000L;

  @Test
  void without_a_call_the_reserve_of_10_per_second_over_10_seconds_grants_100() {
    assertThat(granted(finagle(), 0)).isEqualTo(100);
  }

  @Test
  void each_call_is_worth_a_fifth_of_a_repeat() {
    TokenBudget budget = finagle();
    calls(budget, 499, 0);
    assertThat(granted(budget, 0)).isEqualTo(199);
    calls(budget, 1, 0);
    assertThat(granted(budget, 0)).isEqualTo(1);
  }

  @Test
  void of_a_thousand_calls_that_fail_at_one_moment_not_all_are_repeated() {
    TokenBudget budget = finagle();
    calls(budget, 1_000, 0);
    assertThat(granted(budget, 0)).isEqualTo(300);
  }

  @Test
  void what_was_put_in_and_taken_out_is_forgotten_after_the_window() {
    TokenBudget budget = finagle();
    calls(budget, 500, 0);
    assertThat(granted(budget, 5 * SECOND)).isEqualTo(200);
    assertThat(granted(budget, 10 * SECOND - 1)).isZero();
    // the calls of second 0 are forgotten, the repeats of second 5 are not
    assertThat(granted(budget, 10 * SECOND)).isZero();
    assertThat(granted(budget, 15 * SECOND - 1)).isZero();
    assertThat(granted(budget, 15 * SECOND)).isEqualTo(100);
  }

  @Test
  void without_a_reserve_the_share_is_a_strict_bound() {
    TokenBudget budget = new TokenBudget(new RetryBudget.Bucket(0.05, 0, 10 * SECOND));
    assertThat(granted(budget, 0)).isZero();
    calls(budget, 19, 0);
    assertThat(granted(budget, 0)).isZero();
    calls(budget, 1, 0);
    assertThat(granted(budget, 0)).isEqualTo(1);
  }

  @Test
  void a_budget_of_nothing_grants_nothing() {
    TokenBudget budget = new TokenBudget(new RetryBudget.Bucket(0, 0, SECOND));
    calls(budget, 1_000, 0);
    assertThat(granted(budget, 0)).isZero();
  }

  @Test
  void time_may_begin_anywhere() {
    for (long origin : new long[] {Long.MIN_VALUE / 2, -7 * SECOND, 0, Long.MAX_VALUE / 2}) {
      TokenBudget budget = finagle();
      calls(budget, 50, origin);
      assertThat(granted(budget, origin + SECOND)).isEqualTo(110);
      assertThat(granted(budget, origin + 30 * SECOND)).isEqualTo(100);
    }
  }

  /** The plain twin keeps every event and adds up those of the last ten slices. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void it_does_what_a_list_of_all_events_does(long seed) {
    RandomStream random = RandomStream.of(seed, "events");
    TokenBudget budget = finagle();
    Deque<long[]> events = new ArrayDeque<>();
    long now = -3 * SECOND;
    int granted = 0;
    for (int i = 0; i < 20_000; i++) {
      now += random.chance(0.001) ? 7 * SECOND : random.nextInt(10_000_000);
      long oldest = Math.floorDiv(now, SECOND) - 9;
      while (!events.isEmpty() && events.peekFirst()[0] < oldest) {
        events.removeFirst();
      }
      long slice = Math.floorDiv(now, SECOND);
      if (random.chance(0.6)) {
        budget.callBegins(now);
        events.add(new long[] {slice, 1});
      } else {
        long fifths = 500 + events.stream().mapToLong(event -> event[1]).sum();
        assertThat(budget.tryRepeat(now)).as("event %d", i).isEqualTo(fifths >= 5);
        if (fifths >= 5) {
          events.add(new long[] {slice, -5});
          granted++;
        }
      }
    }
    assertThat(granted).isBetween(1_000, 7_900); // some were granted, some were not
  }

  @Test
  void threads_that_share_a_budget_get_what_one_would_get() {
    TokenBudget budget = finagle();
    AtomicLong granted = new AtomicLong();
    RetryBudgetTest.inThreads(
        thread -> {
          for (int i = 0; i < 10_000; i++) {
            budget.callBegins(i);
            granted.addAndGet(budget.tryRepeat(i) ? 1 : 0);
          }
        });
    assertThat(granted.get() + granted(budget, 10_000)).isEqualTo(8_000 + 100);
  }

  @Test
  void an_impossible_budget_says_what_is_right() {
    assertThatThrownBy(() -> new RetryBudget.Bucket(1.01, 10, SECOND))
        .hasMessage("a retry budget must be 0 % to 100 %");
    for (double rate : new double[] {-1, 1_000_001, Double.NaN}) {
      assertThatThrownBy(() -> new RetryBudget.Bucket(0.2, rate, SECOND))
          .hasMessage("a retry budget must keep 0 to 1000000 repeats per second in reserve");
    }
    for (long window : new long[] {SECOND - 1, 60 * SECOND + 1}) {
      assertThatThrownBy(() -> new RetryBudget.Bucket(0.2, 10, window))
          .hasMessage("the window of a retry budget must be 1 s to 60 s");
    }
  }

  private static TokenBudget finagle() {
    return new TokenBudget(new RetryBudget.Bucket(0.2, 10, 10 * SECOND));
  }

  private static void calls(TokenBudget budget, int count, long now) {
    for (int i = 0; i < count; i++) {
      budget.callBegins(now);
    }
  }

  private static int granted(TokenBudget budget, long now) {
    int granted = 0;
    while (budget.tryRepeat(now)) {
      granted++;
    }
    return granted;
  }
}
