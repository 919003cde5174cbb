package dev.ballast.policy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class DeadlineTest {
  @Test
  void the_earlier_of_two_deadlines_counts() {
    assertThat(Deadline.earlier(1_000, 500, 400)).isEqualTo(900);
    assertThat(Deadline.earlier(1_000, 500, 500)).isEqualTo(1_000);
    assertThat(Deadline.earlier(1_000, 500, 600)).isEqualTo(1_000);
  }

  @Test
  void no_timeout_keeps_what_was_inherited() {
    assertThat(Deadline.earlier(1_000, 500, Deadline.NONE)).isEqualTo(1_000);
    assertThat(Deadline.earlier(Deadline.NONE, 500, Deadline.NONE)).isEqualTo(Deadline.NONE);
  }

  @Test
  void a_timeout_beyond_the_end_of_time_is_never() {
    assertThat(Deadline.earlier(Deadline.NONE, 500, Long.MAX_VALUE - 1)).isEqualTo(Deadline.NONE);
  }
}
