package dev.ballast.policy.health;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Health checks that pass and fail: unwell after three failures, well after two successes. */
final class CheckedHealthTest {
  private final CheckedHealth health = new CheckedHealth(2, 3, 2);

  private boolean ends(String results) {
    boolean changed = false;
    for (int i = 0; i < results.length(); i++) {
      changed = health.record(0, results.charAt(i) == '+');
    }
    return changed;
  }

  @Test
  void it_takes_three_failures_in_a_row_to_be_unwell() {
    assertThat(ends("--")).isFalse();
    assertThat(ends("+--")).isFalse();
    assertThat(health.isHealthy(0)).isTrue();
    assertThat(ends("-")).isTrue();
    assertThat(health.isHealthy(0)).isFalse();
    assertThat(health.isHealthy(1)).isTrue();
  }

  @Test
  void it_takes_two_successes_in_a_row_to_be_well_again() {
    ends("---");
    assertThat(ends("+")).isFalse();
    assertThat(ends("-+")).isFalse();
    assertThat(ends("+")).isTrue();
    assertThat(health.isHealthy(0)).isTrue();
  }

  @Test
  void what_is_known_already_is_no_news() {
    assertThat(ends("++++")).isFalse();
    ends("---");
    assertThat(ends("----")).isFalse();
  }

  @Test
  void who_is_forgotten_begins_anew() {
    ends("---");
    health.forget(0);
    assertThat(health.isHealthy(0)).isTrue();
    assertThat(ends("--")).isFalse();
  }
}
