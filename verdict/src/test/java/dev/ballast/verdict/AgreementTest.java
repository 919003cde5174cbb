package dev.ballast.verdict;

import static dev.ballast.verdict.Given.run;
import static dev.ballast.verdict.Given.study;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.observation.RunRecord;
import org.junit.jupiter.api.Test;

class AgreementTest {
  private static Study predicted() {
    Study study = study();
    for (int i = 0; i < 5; i++) {
      study.add(
          run()
              .answered(980 + i, 100)
              .failed(20 - i)
              .calls(0, 1_000 + 10 * i)
              .breakerOpens(1, 0, 3 + 0.1 * i)
              .record());
    }
    return study;
  }

  private static Agreement.Row row(RunRecord actual, String measure) {
    return Agreement.between(predicted(), actual).rows().stream()
        .filter(r -> r.measure().equals(measure))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void success_agrees_within_one_percentage_point() {
    assertThat(row(run().answered(973, 100).failed(27).record(), "success").agrees()).isTrue();
    assertThat(row(run().answered(971, 100).failed(29).record(), "success").agrees()).isFalse();
    assertThat(row(run().answered(971, 100).failed(29).record(), "success").tolerance())
        .isEqualTo("±1 pp");
  }

  @Test
  void median_agrees_within_a_tenth() {
    assertThat(row(run().answered(1_000, 109).record(), "p50").agrees()).isTrue();
    assertThat(row(run().answered(1_000, 111).record(), "p50").agrees()).isFalse();
    assertThat(row(run().answered(1_000, 91).record(), "p50").agrees()).isTrue();
    assertThat(row(run().answered(1_000, 89).record(), "p50").agrees()).isFalse();
  }

  @Test
  void p99_agrees_within_a_quarter_and_p999_within_a_half() {
    RunRecord slower = run().answered(1_000, 126).record();
    assertThat(row(slower, "p99").agrees()).isFalse();
    assertThat(row(slower, "p999").agrees()).isTrue();
    assertThat(row(run().answered(1_000, 124).record(), "p99").agrees()).isTrue();
  }

  @Test
  void headline_never_agrees_because_its_interval_is_wide() {
    Study vague = study();
    for (double p50 : new double[] {10, 200, 100, 50, 300}) {
      vague.add(run().answered(100, p50).record());
    }
    Agreement.Row row =
        Agreement.between(vague, run().answered(100, 200).record()).rows().stream()
            .filter(r -> r.measure().equals("p50"))
            .findFirst()
            .orElseThrow();
    assertThat(row.high()).isGreaterThan(200);
    assertThat(row.agrees()).isFalse();
    assertThat(row.headline()).isTrue();
  }

  @Test
  void count_agrees_inside_the_interval_for_one_run_or_within_a_tenth() {
    // Predicted 1000..1040, mean 1020; one run: 1020 ± 4.604·15.81·√1.2 = 940..1100, a tenth 918..
    assertThat(edgeCalls(1_122)).isTrue();
    assertThat(edgeCalls(1_123)).isFalse();
    assertThat(edgeCalls(918)).isTrue();
    assertThat(edgeCalls(917)).isFalse();
    // Failed requests: 16..20, one run may well show 10, which is more than a tenth away.
    assertThat(row(run().failed(12).record(), "failed").agrees()).isTrue();
  }

  private static boolean edgeCalls(int count) {
    RunRecord actual = run().calls(0, count).record();
    return Agreement.between(predicted(), actual).rows().stream()
        .filter(r -> r.scope() == Scope.EDGE && r.measure().equals("calls"))
        .findFirst()
        .orElseThrow()
        .agrees();
  }

  @Test
  void first_opening_agrees_within_a_second() {
    assertThat(row(run().breakerOpens(1, 0, 4.1).record(), Agreement.FIRST_OPENING).agrees())
        .isTrue();
    Agreement.Row late = row(run().breakerOpens(1, 0, 4.3).record(), Agreement.FIRST_OPENING);
    assertThat(late.agrees()).isFalse();
    assertThat(late.subject()).isEqualTo("playback -> license");
    assertThat(late.tolerance()).isEqualTo("±1 s");
  }

  @Test
  void breaker_that_stays_closed_against_the_prediction_disagrees() {
    assertThat(row(run().record(), Agreement.FIRST_OPENING).agrees()).isFalse();
  }

  @Test
  void breaker_that_nobody_predicted_disagrees_and_none_agrees() {
    Study quiet = study();
    quiet.add(run().answered(10, 10).record());
    quiet.add(run().answered(10, 10).record());
    assertThat(Agreement.between(quiet, run().answered(10, 10).record()).isComplete()).isTrue();
    Agreement noisy =
        Agreement.between(quiet, run().answered(10, 10).breakerOpens(0, 0, 1).record());
    assertThat(noisy.headlinesAgree()).isFalse();
    assertThat(noisy.rows().getFirst().actual()).isEqualTo(1);
  }
}
