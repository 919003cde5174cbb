package dev.ballast.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.verdict.Verdict;
import dev.ballast.verdict.edge.EdgeAnswer;
import dev.ballast.verdict.edge.EdgeAnswer.Budget;
import dev.ballast.verdict.edge.EdgeAnswer.Effect;
import dev.ballast.verdict.edge.EdgeAnswer.Outcome;
import dev.ballast.verdict.edge.EdgeAnswer.Setting;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class EdgeReportTest {
  private static final Outcome CALM =
      new Outcome("nothing goes wrong", 0, 0, 1, 20, 0.6, Double.NaN, 0, List.of());

  private static Outcome failing(double openedShare) {
    return new Outcome(
        "shop fails every request",
        0.999,
        0.9,
        0.2,
        3,
        0.1,
        openedShare == 0 ? Double.NaN : 0.25,
        openedShare,
        List.of(new Effect("breaker", 0.999, 2, 9), new Effect("eject", 0.999, 0.2, 3)));
  }

  private static EdgeReport report(
      boolean hasBreaker, double openedShare, double opensFrom, @Nullable Budget budget) {
    EdgeAnswer answer =
        new EdgeAnswer(
            "door -> shop",
            "calm",
            5,
            List.of(new Setting("breaker", "{}", true), new Setting("bulkhead", "50", false)),
            List.of(CALM, failing(openedShare)),
            hasBreaker,
            opensFrom,
            budget);
    return new EdgeReport("small", "1.0", 7, "ballast prove x", List.of(), answer);
  }

  private static String words(EdgeReport report) {
    return report.terminal(new Style(false, false, 100)).replaceAll("\\s+", " ");
  }

  @Test
  void a_breaker_that_opens_passes_and_the_report_says_from_which_share_on() {
    EdgeReport report = report(true, 1, 0.4, new EdgeAnswer.AtOnce(3, true, 20));
    assertThat(report.verdict()).isEqualTo(Verdict.PASS);
    assertThat(words(report))
        .startsWith("PASS door -> shop: its breaker opens when 40 % of the requests fail")
        .contains("shop fails every request 99.9 % 90 % 0.20 3 ms 0.25 s")
        .contains("0.60 calls are under way at once", "the floor decides, the share only from 20");
  }

  @Test
  void what_binds_is_told_with_its_effect_and_what_never_mattered_by_name() {
    assertThat(words(report(true, 1, 0.4, null)))
        .contains("when nothing goes wrong: none")
        .contains("breaker; without it 2.00 attempts per call, 9 ms in the mean")
        .doesNotContain("eject; without it")
        .contains("made no difference in any of these: bulkhead 50");
  }

  @Test
  void a_breaker_that_never_opens_fails() {
    EdgeReport report = report(true, 0, Double.NaN, null);
    assertThat(report.verdict()).isEqualTo(Verdict.FAIL);
    assertThat(words(report)).startsWith("FAIL door -> shop: its breaker opens in none of these");
  }

  @Test
  void a_breaker_that_opens_in_some_runs_and_not_by_failing_requests_says_so() {
    assertThat(words(report(true, 0.4, Double.NaN, new EdgeAnswer.AtOnce(8, false, 1))))
        .contains("its breaker opens, though not when requests fail")
        .contains("0.25 s in 40 % of runs", "allows 8 repeats at once; the share decides");
  }

  @Test
  void without_a_breaker_there_is_nothing_that_could_fail() {
    EdgeReport report = report(false, 0, Double.NaN, null);
    assertThat(report.verdict()).isEqualTo(Verdict.PASS);
    assertThat(words(report)).startsWith("PASS door -> shop: no breaker");
  }

  @Test
  void scripts_get_the_same_as_json() {
    assertThat(report(true, 0, Double.NaN, new EdgeAnswer.AtOnce(3, true, 20)).json())
        .contains("\"verdict\": \"FAIL\"", "\"opens_from\": null", "\"calm_allowed\": 3")
        .contains("\"when\": \"shop fails every request\"", "\"setting\": \"breaker\"")
        .contains("\"name\": \"bulkhead\"", "\"mattered\": false");
  }

  @Test
  void a_bucket_of_tokens_is_told_in_repeats_per_second() {
    EdgeReport report = report(true, 1, 0.4, new EdgeAnswer.PerSecond(26, 10, 80));
    assertThat(words(report))
        .contains("in calm 80.00 calls per second come from each replica of the caller")
        .contains("which allows 26.00 repeats per second; 10.00 of them are the reserve");
    assertThat(report.json()).contains("\"calm_allowed_per_second\": 26", "\"reserve\": 10");
  }
}
