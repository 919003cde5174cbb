package dev.ballast.verdict;

import static dev.ballast.verdict.Given.p99Millis;
import static dev.ballast.verdict.Given.run;
import static dev.ballast.verdict.Given.success;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.ballast.model.Objective.Target;
import dev.ballast.observation.RunRecord;
import org.junit.jupiter.api.Test;

class SingleRunTest {
  private static ExperimentVerdict judged(RunRecord run, Target... targets) {
    return SingleRun.verdict(Given.system(targets), Given.experiment("viewers-can-play"), run);
  }

  @Test
  void share_of_one_run_has_wilsons_interval() {
    Estimate measured =
        judged(run().answered(995, 10).failed(5).record(), success(0.9))
            .objectives()
            .getFirst()
            .measured();
    assertThat(measured).isEqualTo(Intervals.share(995, 1_000, 0.99));
  }

  @Test
  void percentile_of_one_run_lies_between_ordered_values() {
    Given.Run run = run();
    for (int i = 1; i <= 5_000; i++) {
      run.answered(1, i / 10.0);
    }
    Estimate p99 = judged(run.record(), p99Millis(499)).objectives().getFirst().measured();
    assertThat(p99.value()).isCloseTo(495, within(0.6));
    // 5000·0.99 ± 2.576·√(5000·0.99·0.01) = ranks 4932 to 4968
    assertThat(p99.low()).isCloseTo(493.1, within(0.7));
    assertThat(p99.high()).isCloseTo(496.8, within(0.7));
  }

  @Test
  void percentile_of_too_few_values_is_inconclusive() {
    ExperimentVerdict verdict = judged(run().answered(50, 10).record(), p99Millis(400));
    assertThat(verdict.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(verdict.sentence()).contains("from ").contains("a longer run");
  }
}
