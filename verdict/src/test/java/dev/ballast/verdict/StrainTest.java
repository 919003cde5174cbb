package dev.ballast.verdict;

import static dev.ballast.verdict.Given.p99Millis;
import static dev.ballast.verdict.Given.run;
import static dev.ballast.verdict.Given.success;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.ballast.model.Objective;
import dev.ballast.model.Objective.Target;
import dev.ballast.observation.RunRecord;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How much of what an objective allows is used. */
final class StrainTest {
  private static double strain(RunRecord run, Target... targets) {
    return Strain.of(new Objective("o", Given.ROUTE, List.of(targets)), run);
  }

  @Test
  void of_a_share_it_is_what_failed_over_what_may_fail() {
    RunRecord run = run().answered(980, 10).failed(20).record();
    assertThat(strain(run, success(0.96))).isCloseTo(0.5, within(1e-9));
    assertThat(strain(run, success(0.99))).isCloseTo(2, within(1e-9));
    assertThat(strain(run, success(1))).isInfinite();
    assertThat(strain(run().answered(10, 10).record(), success(1))).isZero();
  }

  @Test
  void of_a_latency_it_is_what_was_measured_over_the_bound() {
    RunRecord run = run().answered(100, 50).record();
    assertThat(strain(run, p99Millis(200))).isCloseTo(0.25, within(0.001));
    assertThat(strain(run, p99Millis(25))).isCloseTo(2, within(0.01));
  }

  @Test
  void the_target_that_is_used_most_counts() {
    RunRecord run = run().answered(999, 50).failed(1).record();
    assertThat(strain(run, success(0.9), p99Millis(100))).isCloseTo(0.5, within(0.001));
  }

  @Test
  void where_nothing_was_answered_a_latency_is_broken_without_measure() {
    assertThat(strain(run().failed(5).record(), p99Millis(100))).isInfinite();
    assertThat(strain(run().record(), p99Millis(100))).isZero();
  }
}
