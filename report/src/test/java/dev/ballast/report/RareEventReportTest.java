package dev.ballast.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.verdict.Estimate;
import dev.ballast.verdict.explore.RareEventFinding;
import java.util.List;
import org.junit.jupiter.api.Test;

class RareEventReportTest {
  private static RareEventReport report(Estimate probability) {
    RareEventFinding finding =
        new RareEventFinding(
            "license sheds", "friday", 90, probability, 20, 24_521, 3_105_178, 100, 0.004);
    return new RareEventReport(
        "streaming", "0.1", 7, "ballast explore streaming.yaml", List.of(), finding);
  }

  @Test
  void every_report_is_the_golden_one() {
    RareEventReport report = report(new Estimate(2.06e-7, 1.7e-7, 2.4e-7));
    Golden.assertEqual("rare-event.txt", report.terminal(Style.plain()));
    Golden.assertEqual("rare-event.json", report.json());
  }

  @Test
  void what_was_never_seen_has_a_bound_and_no_claim() {
    assertThat(report(new Estimate(0, 0, 0.0021)).terminal(Style.plain()))
        .startsWith("INCONCLUSIVE")
        .contains("never seen; in a run it is less likely than 0.0021");
  }

  @Test
  void a_budget_that_did_not_suffice_is_said_to_be_the_reason() {
    assertThat(report(Estimate.NO_DATA).terminal(Style.plain()))
        .startsWith("INCONCLUSIVE")
        .contains("one run takes 100 calls: allow");
    assertThat(report(Estimate.NO_DATA).json()).contains("\"probability\": null");
  }

  @Test
  void what_always_happens_is_said_not_to_be_rare() {
    assertThat(report(new Estimate(1, 0.98, 1)).terminal(Style.plain()).replaceAll("\\s+", " "))
        .contains("it happened in every run, so nothing about it is rare");
  }

  @Test
  void small_numbers_are_read_as_powers_of_ten() {
    assertThat(RareEventReport.scientific(2.06e-7)).isEqualTo("2.1e-7");
    assertThat(RareEventReport.scientific(0.0021)).isEqualTo("0.0021");
    assertThat(RareEventReport.scientific(86_000_000)).isEqualTo("8.6e7");
    assertThat(RareEventReport.scientific(9.99e-9)).isEqualTo("1e-8");
    assertThat(RareEventReport.scientific(0)).isEqualTo("0");
  }
}
