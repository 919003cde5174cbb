package dev.ballast.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class RetryBudgetTest {
  @Test
  void of_25_active_calls_20_percent_allow_5_repeats() {
    RetryBudget budget = budget(0.2, 3, 25);
    assertThat(granted(budget, 100)).isEqualTo(5);
  }

  @Test
  void of_2_active_calls_the_floor_allows_3_repeats() {
    RetryBudget budget = budget(0.2, 3, 2);
    assertThat(granted(budget, 100)).isEqualTo(3);
  }

  @Test
  void the_share_takes_over_from_the_floor_where_it_is_larger() {
    assertThat(budget(0.2, 3, 19).allowed()).isEqualTo(3);
    assertThat(budget(0.2, 3, 20).allowed()).isEqualTo(4);
  }

  @Test
  void a_share_that_binary_fractions_miss_is_granted_all_the_same() {
    assertThat(budget(0.29, 0, 100).allowed()).isEqualTo(29); // 0.29 · 100 is 28.999999999999996
    assertThat(budget(0.29, 0, 99).allowed()).isEqualTo(28);
  }

  @Test
  void a_repeat_counts_from_its_grant_so_also_while_it_waits_in_backoff() {
    RetryBudget budget = budget(0.2, 3, 1_000);
    assertThat(granted(budget, 1_000)).isEqualTo(200); // a thousand failures at one moment
    assertThat(budget.tryRepeat()).isFalse();
    budget.repeatEnds();
    assertThat(granted(budget, 1_000)).isEqualTo(1);
  }

  @Test
  void calls_that_end_take_their_share_with_them() {
    RetryBudget budget = budget(0.2, 0, 10);
    for (int i = 0; i < 5; i++) {
      budget.callEnds();
    }
    assertThat(granted(budget, 100)).isEqualTo(1);
    budget.callEnds(); // 4 active allow none, the granted one goes on
    assertThat(budget.tryRepeat()).isFalse();
  }

  @Test
  void a_budget_of_nothing_grants_nothing() {
    assertThat(granted(budget(0, 0, 1_000), 10)).isZero();
  }

  @Test
  void without_a_bound_everything_is_granted() {
    RetryBudget budget = new RetryBudget(RetryBudget.Config.UNLIMITED);
    assertThat(granted(budget, 10_000)).isEqualTo(10_000);
  }

  @Test
  void an_impossible_budget_says_what_is_right() {
    assertThatThrownBy(() -> new RetryBudget.Config(1.01, 3))
        .hasMessage("a retry budget must be 0 % to 100 %");
    assertThatThrownBy(() -> new RetryBudget.Config(-0.01, 3))
        .hasMessage("a retry budget must be 0 % to 100 %");
    assertThatThrownBy(() -> new RetryBudget.Config(0.2, -1))
        .hasMessage("the floor of a retry budget must not be negative");
  }

  @Test
  void what_has_not_begun_cannot_end() {
    RetryBudget budget = budget(0.2, 3, 0);
    assertThatThrownBy(budget::callEnds).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(budget::repeatEnds).isInstanceOf(IllegalStateException.class);
  }

  private static RetryBudget budget(double share, int floor, int active) {
    RetryBudget budget = new RetryBudget(new RetryBudget.Config(share, floor));
    for (int i = 0; i < active; i++) {
      budget.callBegins();
    }
    return budget;
  }

  private static int granted(RetryBudget budget, int asked) {
    int granted = 0;
    for (int i = 0; i < asked; i++) {
      granted += budget.tryRepeat() ? 1 : 0;
    }
    return granted;
  }
}
