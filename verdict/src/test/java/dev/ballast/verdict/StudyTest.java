package dev.ballast.verdict;

import static dev.ballast.verdict.Given.p99Millis;
import static dev.ballast.verdict.Given.run;
import static dev.ballast.verdict.Given.study;
import static dev.ballast.verdict.Given.success;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.ballast.observation.RunRecorder;
import dev.ballast.observation.Subjects;
import java.util.List;
import org.junit.jupiter.api.Test;

class StudyTest {
  @Test
  void objective_passes_when_its_interval_clears_the_bound() {
    Study study = study(success(0.99), p99Millis(400));
    for (int i = 0; i < 5; i++) {
      study.add(run().answered(2_000, 100 + i).record());
    }
    assertThat(study.isSettled()).isTrue();
    ExperimentVerdict verdict = study.verdict();
    assertThat(verdict.verdict()).isEqualTo(Verdict.PASS);
    assertThat(verdict.sentence())
        .isEqualTo("every objective holds, with 99 % confidence over 5 runs");
    assertThat(verdict.objectives().get(1).measured().value()).isCloseTo(102, within(0.2));
  }

  @Test
  void objective_fails_when_its_interval_lies_beyond_the_bound() {
    Study study = study(success(0.999));
    for (int i = 0; i < 5; i++) {
      study.add(run().answered(900, 10).failed(100 + i).record());
    }
    assertThat(study.isSettled()).isTrue();
    ExperimentVerdict verdict = study.verdict();
    assertThat(verdict.verdict()).isEqualTo(Verdict.FAIL);
    assertThat(verdict.sentence())
        .startsWith("viewers-can-play: success is 89.8 % (99 % interval ")
        .endsWith("below the bound of 99.9 %");
  }

  @Test
  void bound_inside_the_interval_is_inconclusive_and_says_what_would_settle_it() {
    Study study = study(p99Millis(100));
    for (double p99 : new double[] {80, 90, 95, 110, 120}) {
      study.add(run().answered(200, p99).record());
    }
    assertThat(study.isSettled()).isFalse();
    ObjectiveVerdict objective = study.verdict().objectives().getFirst();
    assertThat(objective.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(objective.evidence()).contains("is not settled").contains("hardly settle it");
  }

  @Test
  void repetitions_that_would_settle_it_are_counted() {
    Study study = study(p99Millis(110));
    for (double p99 : new double[] {80, 90, 95, 110, 120}) {
      study.add(run().answered(200, p99).record());
    }
    assertThat(study.verdict().objectives().getFirst().evidence())
        // t·s/√n = 4.604·16.0/√5 = 33 ms, three times the distance of 11 ms to the bound
        .endsWith("about 46 repetitions (`--runs 46 --all-runs`) would settle it");
  }

  @Test
  void perfect_share_does_not_prove_more_than_its_requests_can() {
    Study few = study(success(0.9999));
    Study many = study(success(0.9999));
    for (int i = 0; i < 5; i++) {
      few.add(run().answered(2_000, 10).record());
      many.add(run().answered(20_000, 10).record());
    }
    assertThat(few.verdict().verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(many.verdict().verdict()).isEqualTo(Verdict.PASS);
  }

  @Test
  void requests_that_a_rare_failure_takes_are_counted() {
    Study study = study(success(0.9999));
    for (int i = 0; i < 5; i++) {
      study.add(run().answered(2_000, 10).record());
    }
    // n / (n + z²) reaches 0.9999 with z = 2.575829 at 66,343 requests: 34 times 2,000.
    assertThat(study.verdict().sentence())
        .contains("it takes at least 66,343 requests, and there were 10,000")
        .endsWith("34 repetitions (`--runs 34 --all-runs`) would give as many without a failure");
  }

  @Test
  void percentile_has_no_upper_end_before_enough_requests_lie_beyond_it() {
    Study study = study(p99Millis(400));
    for (int i = 0; i < 5; i++) {
      study.add(run().answered(100, 10).record());
    }
    // 0.99^n falls to half a percent at 528 requests.
    assertThat(study.verdict().objectives().getFirst().measured().high()).isInfinite();
    assertThat(study.verdict().sentence())
        .contains("it takes at least 528 requests, and there were 500: 6 repetitions");
    study.add(run().answered(100, 10).record());
    assertThat(study.verdict().verdict()).isEqualTo(Verdict.PASS);
  }

  @Test
  void hundred_percent_is_never_proven() {
    Study study = study(success(1));
    for (int i = 0; i < 5; i++) {
      study.add(run().answered(2_000, 10).record());
    }
    assertThat(study.verdict().sentence()).contains("no number of requests proves 100 %");
  }

  @Test
  void requests_that_fail_together_widen_the_interval_beyond_wilsons() {
    Study study = study(success(0.9));
    for (int failed : new int[] {0, 0, 1_000, 0, 0}) {
      study.add(run().answered(2_000 - failed, 10).failed(failed).record());
    }
    Estimate measured = study.verdict().objectives().getFirst().measured();
    assertThat(measured.value()).isCloseTo(0.9, within(1e-12));
    assertThat(measured.low()).isLessThan(0.7);
  }

  @Test
  void objective_without_requests_is_inconclusive_and_says_so() {
    Study study = study(success(0.99));
    for (int i = 0; i < 5; i++) {
      study.add(run().record());
    }
    assertThat(study.isSettled()).isTrue();
    assertThat(study.verdict().verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(study.verdict().sentence()).contains("no request was offered on GET /play/{title}");
  }

  @Test
  void latency_without_an_answer_is_inconclusive() {
    Study study = study(p99Millis(100));
    for (int i = 0; i < 5; i++) {
      study.add(run().failed(10).record());
    }
    assertThat(study.verdict().sentence()).contains("no request on GET /play/{title} was answered");
  }

  @Test
  void nothing_is_settled_before_the_fifth_repetition() {
    Study study = study(success(0.5));
    for (int i = 0; i < 4; i++) {
      study.add(run().answered(2_000, 10).record());
      assertThat(study.isSettled()).isFalse();
    }
    study.add(run().answered(2_000, 10).record());
    assertThat(study.isSettled()).isTrue();
  }

  @Test
  void all_of_everything_is_never_proved_and_not_waited_for() {
    Study study = Given.study(Given.success(1));
    for (int i = 0; i < 5; i++) {
      study.add(run().answered(1_000, 10).record());
    }
    assertThat(study.isSettled()).isTrue();
    assertThat(study.verdict().verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(study.verdict().sentence()).contains("no number of requests proves 100 %");
  }

  @Test
  void experiment_that_expects_nothing_passes_and_says_so() {
    Study study = new Study(Given.system(), Given.experiment());
    study.add(run().answered(10, 10).record());
    assertThat(study.verdict().verdict()).isEqualTo(Verdict.PASS);
    assertThat(study.verdict().sentence()).contains("expects nothing");
  }

  @Test
  void totals_are_those_of_all_runs() {
    Study study = study(success(0.5));
    for (int i = 0; i < 3; i++) {
      study.add(
          run().answered(90, 10).degraded(8, 20).failed(2).calls(0, 100).calls(1, 50).record());
    }
    ExperimentVerdict verdict = study.verdict();
    assertThat(verdict.calls()).isEqualTo(3 * (100 + 100 + 50));
    RouteSummary route = verdict.routes().getFirst();
    assertThat(route.offered()).isEqualTo(300);
    assertThat(route.succeeded()).isEqualTo(270);
    assertThat(route.degraded()).isEqualTo(24);
    assertThat(route.failed()).isEqualTo(6);
    assertThat(verdict.edges().get(1))
        .isEqualTo(new EdgeSummary("playback -> license", 150, 0, 0, 0, 0, 0, 0, 0));
  }

  @Test
  void users_notice_failures_and_answers_slower_than_the_loosest_bound() {
    Study study = study(p99Millis(100), success(0.5));
    for (int i = 0; i < 2; i++) {
      study.add(run().answered(94, 50).degraded(1, 60).answered(3, 200).failed(2).record());
    }
    assertThat(study.verdict().noticed().value()).isCloseTo(0.05, within(1e-12));
  }

  @Test
  void first_opening_is_told_with_the_share_of_runs_in_which_it_opened() {
    Study study = study();
    study.add(run().breakerOpens(1, 0, 4).breakerOpens(1, 1, 3).record());
    study.add(run().breakerOpens(1, 2, 3.5).record());
    study.add(run().record());
    study.add(run().breakerOpens(1, 2, 3.1).record());
    FirstOpening opening = study.verdict().openings().getFirst();
    assertThat(opening.edge()).isEqualTo("playback -> license");
    assertThat(opening.share()).isEqualTo(0.75);
    assertThat(opening.atSeconds().value()).isCloseTo(3.2, within(1e-9));
  }

  @Test
  void series_holds_rates_and_their_range_over_the_runs() {
    Study study = study();
    study.add(run().answered(10, 10).record());
    study.add(run().answered(20, 30).record());
    Series series = study.verdict().series().getFirst();
    // A run of ten seconds has slices of half a second; all requests begin in the first.
    assertThat(series.sliceSeconds()).isEqualTo(0.5);
    assertThat(series.offered().getFirst()).isEqualTo(new Series.Band(30, 20, 40));
    assertThat(series.p50Ms().get(19).mean()).isNaN();
  }

  @Test
  void runs_of_two_systems_are_never_mixed() {
    Study study = study();
    study.add(run().record());
    var other = new RunRecorder(new Subjects(List.of(), List.of(), List.of()), 1_000);
    assertThatThrownBy(() -> study.add(other.record()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("one experiment");
  }
}
