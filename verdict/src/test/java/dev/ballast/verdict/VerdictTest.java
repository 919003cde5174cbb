package dev.ballast.verdict;

import static dev.ballast.verdict.Verdict.FAIL;
import static dev.ballast.verdict.Verdict.INCONCLUSIVE;
import static dev.ballast.verdict.Verdict.PASS;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class VerdictTest {
  @Test
  void one_failure_fails_both_and_one_doubt_leaves_both_open() {
    assertThat(PASS.and(PASS)).isEqualTo(PASS);
    assertThat(PASS.and(INCONCLUSIVE)).isEqualTo(INCONCLUSIVE);
    assertThat(INCONCLUSIVE.and(PASS)).isEqualTo(INCONCLUSIVE);
    assertThat(INCONCLUSIVE.and(FAIL)).isEqualTo(FAIL);
    assertThat(FAIL.and(PASS)).isEqualTo(FAIL);
  }

  @Test
  void exit_status_is_the_one_scripts_depend_on() {
    assertThat(PASS.exitStatus()).isEqualTo(0);
    assertThat(FAIL.exitStatus()).isEqualTo(1);
    assertThat(INCONCLUSIVE.exitStatus()).isEqualTo(2);
  }
}
