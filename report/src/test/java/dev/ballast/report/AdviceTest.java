package dev.ballast.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AdviceTest {
  @Test
  void experiment_that_fails_nothing_needs_no_advice() {
    assertThat(Advice.on(Given.study(true).verdict())).isEmpty();
  }

  @Test
  void failing_share_names_the_calls_that_fail_most() {
    assertThat(Advice.on(Given.study(false).verdict()))
        .singleElement()
        .asString()
        .startsWith("most failures come from playback -> license");
  }
}
