package dev.ballast.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.kernel.Units;
import dev.ballast.model.Experiment;
import dev.ballast.model.Experiment.TimedFault;
import dev.ballast.model.Fault;
import dev.ballast.model.Fault.Scope;
import dev.ballast.verdict.Verdict;
import dev.ballast.verdict.explore.Coverage;
import dev.ballast.verdict.explore.Exploration;
import dev.ballast.verdict.explore.Exploration.Closest;
import dev.ballast.verdict.explore.Finding;
import dev.ballast.verdict.explore.Trial;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ExploreReportTest {
  private static final TimedFault CRASH =
      new TimedFault(5 * Units.SECOND, 3 * Units.SECOND, new Fault.Crash(new Scope("license", 2)));
  private static final TimedFault SLOW =
      new TimedFault(
          5 * Units.SECOND, 15 * Units.SECOND, new Fault.Slow(new Scope("license", 1), 3, null));

  private static Coverage coverage(int singles, boolean isInterrupted) {
    return new Coverage(
        singles, 40, 120, 2_838, 2, 2, 12_345_678, 50_000_000, false, isInterrupted);
  }

  private static Exploration found() {
    Experiment experiment =
        new Experiment(
            "breaks-viewers-can-play",
            0,
            30 * Units.SECOND,
            Given.badRelease().loads(),
            List.of(CRASH),
            List.of("viewers-can-play"));
    return new Exploration(
        "bad-release",
        30,
        List.of("viewers-can-play", "viewers-can-play-again"),
        Optional.of(Given.study(true).verdict()),
        List.of(
            new Trial(List.of(CRASH), 2, List.of(3.4, 0.2)),
            new Trial(List.of(SLOW), 3.33, List.of(Double.POSITIVE_INFINITY, 0.05))),
        List.of(
            new Finding(
                "viewers-can-play",
                experiment,
                2,
                List.of("at 5s: crash 3 replicas of license, for 5s"),
                7,
                true,
                Given.study(false).verdict())),
        List.of(
            new Closest(
                "viewers-can-play-again",
                new Trial(List.of(CRASH, SLOW), 5.33, List.of(4.0, 0.6)),
                Given.study(true).verdict())),
        coverage(40, false));
  }

  private static Exploration nothing(Coverage coverage) {
    return new Exploration(
        "bad-release",
        30,
        List.of("a"),
        Optional.empty(),
        List.of(),
        List.of(),
        List.of(),
        coverage);
  }

  private static ExploreReport report(Exploration exploration) {
    return new ExploreReport(
        "streaming",
        "1.0",
        7,
        "ballast explore x.yaml --seed 7",
        List.of(),
        exploration,
        "x: 1\n",
        "");
  }

  @Test
  void terminal_says_what_breaks_first_and_then_what_was_looked_at() {
    Golden.assertEqual("explore.txt", ExploreText.of(report(found()), Style.plain()));
  }

  @Test
  void json_holds_everything() {
    String json = ExploreJson.of(report(found())).replaceAll("\\s+", " ");
    assertThat(json)
        .startsWith("{ \"system\": \"streaming\", \"version\": \"1.0\", \"seed\": 7,")
        .contains("\"verdict\": \"FAIL\", \"checks\": [], \"experiment\": \"bad-release\"")
        .contains(
            "\"findings\": [ { \"objective\": \"viewers-can-play\", \"size_s\": 2, \"faults\": [ {"
                + " \"fault\": \"crash 2 replicas of license\", \"at_s\": 5, \"for_s\": 3 } ],"
                + " \"minimal\": true, \"smaller_tried\": 7, \"experiment\": {")
        .contains(
            "\"closest\": [ { \"objective\": \"viewers-can-play-again\", \"verdict\":"
                + " \"INCONCLUSIVE\"")
        .contains("\"strains\": { \"viewers-can-play\": 3.4, \"viewers-can-play-again\": 0.2 }")
        .contains("\"strains\": { \"viewers-can-play\": null,")
        .contains("\"coverage\": { \"singles\": 40, \"singles_of\": 40, \"combinations\": 120")
        .endsWith("\"found\": \"x: 1\\n\" } ");
  }

  @Test
  void page_shows_the_timeline_of_the_finding_and_asks_nobody_for_anything() {
    String page = ExplorePage.of(report(found()));
    assertThat(page)
        .contains("What breaks viewers-can-play", "crash 2 replicas of license, for 3s", "<svg")
        .doesNotContain("<script", "http://", "https://");
  }

  @Test
  void what_was_not_looked_at_leaves_the_question_open() {
    assertThat(report(nothing(coverage(39, false))).verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(report(nothing(coverage(39, false))).headline()).contains("a larger --budget");
    assertThat(report(nothing(coverage(40, true))).headline()).contains("interrupted");
  }
}
