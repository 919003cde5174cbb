package dev.ballast.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.verdict.ExperimentVerdict;
import dev.ballast.verdict.ServiceSummary;
import java.util.List;
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

  @Test
  void full_service_is_named_and_nobody_is_told_to_ask_it_again() {
    List<String> advice =
        Advice.on(
            using(
                List.of(
                    new ServiceSummary("playback", 70, 0.99),
                    new ServiceSummary("license", 310, 0.998))));
    assertThat(advice)
        .singleElement()
        .asString()
        .startsWith("`license` is at its capacity: 99.8 %");
  }

  @Test
  void busy_service_that_is_not_full_is_not_blamed() {
    assertThat(Advice.on(using(List.of(new ServiceSummary("license", 3, 0.94)))))
        .singleElement()
        .asString()
        .startsWith("most failures come from playback -> license");
  }

  private static ExperimentVerdict using(List<ServiceSummary> services) {
    ExperimentVerdict failed = Given.study(false).verdict();
    return new ExperimentVerdict(
        failed.name(),
        failed.verdict(),
        failed.sentence(),
        failed.runs(),
        failed.lengthSeconds(),
        failed.calls(),
        failed.objectives(),
        failed.routes(),
        failed.edges(),
        services,
        failed.noticed(),
        failed.openings(),
        failed.timeline(),
        failed.timelineCut(),
        failed.series(),
        failed.notes());
  }
}
