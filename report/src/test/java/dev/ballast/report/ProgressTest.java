package dev.ballast.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProgressTest {
  @Test
  void line_says_how_far_the_run_is() {
    assertThat(Progress.line("bad-release", 0.5, "45 s of 90 s", new Style(false, true, 80)))
        .isEqualTo("[##########..........]  bad-release  50 %  45 s of 90 s");
  }

  @Test
  void narrow_terminal_does_without_the_bar_and_never_wraps() {
    assertThat(Progress.line("bad-release", 0.5, "45 s of 90 s", new Style(false, false, 40)))
        .isEqualTo("bad-release  50 %  45 s of 90 s");
    assertThat(
            Progress.line("a-very-long-name-of-an-experiment", 2, "", new Style(false, true, 20)))
        .hasSize(20);
  }

  @Test
  void speed_is_told_once_there_is_any() {
    assertThat(Progress.calls(2_000_000, 2)).isEqualTo("2,000,000 calls, 1,000,000 per second");
    assertThat(Progress.calls(10, 0)).isEqualTo("10 calls");
  }
}
