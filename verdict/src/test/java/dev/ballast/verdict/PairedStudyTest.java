package dev.ballast.verdict;

import static dev.ballast.verdict.Given.p99Millis;
import static dev.ballast.verdict.Given.run;
import static dev.ballast.verdict.Given.success;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.ballast.kernel.Units;
import dev.ballast.model.Experiment;
import dev.ballast.model.Load;
import dev.ballast.model.Objective.Target;
import dev.ballast.observation.RunRecord;
import dev.ballast.observation.RunRecorder;
import dev.ballast.observation.Subjects;
import dev.ballast.verdict.Difference.Relation;
import java.util.List;
import org.junit.jupiter.api.Test;

class PairedStudyTest {
  private static PairedStudy.Side side(String name, Experiment experiment, Target... targets) {
    return new PairedStudy.Side(name, Given.system(targets), experiment);
  }

  private static PairedStudy study(Margins margins, Target... targets) {
    Experiment experiment = Given.experiment("viewers-can-play");
    return new PairedStudy(
        List.of(side("old", experiment, targets), side("new", experiment, targets)), margins);
  }

  private static Difference difference(PairedStudy study, String measure) {
    return study.comparison().differences().stream()
        .filter(d -> d.measure().equals(measure))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void pairs_show_a_difference_that_the_spread_of_the_repetitions_hides() {
    PairedStudy study = study(Margins.DEFAULT, p99Millis(400));
    for (int i = 0; i < 10; i++) {
      double luck = 100 + 20 * (i % 5);
      study.add(
          List.of(
              run().answered(1_000, luck).record(),
              run().answered(1_000, luck - 5 + 0.1 * (i % 3)).record()));
    }
    Difference p99 = difference(study, "p99");
    assertThat(p99.difference().value()).isCloseTo(-4.9, within(0.1));
    assertThat(p99.relation()).isEqualTo(Relation.BETTER);
    assertThat(p99.gain()).isGreaterThan(100);
    assertThat(p99.isBounded()).isTrue();
    List<ExperimentVerdict> apart = study.comparison().verdicts();
    Estimate old = apart.getFirst().objectives().getFirst().measured();
    assertThat(old.low()).isLessThan(p99.b());
    assertThat(study.isSettled()).isTrue();
  }

  @Test
  void more_failures_are_worse_and_a_slower_answer_too() {
    PairedStudy study = study(Margins.DEFAULT, success(0.5));
    for (int i = 0; i < 5; i++) {
      study.add(
          List.of(
              run().answered(1_000, 50).record(),
              run().answered(950 - i, 80).failed(50 + i).record()));
    }
    assertThat(difference(study, "success").relation()).isEqualTo(Relation.WORSE);
    assertThat(difference(study, "success").difference().value()).isCloseTo(-0.052, within(1e-9));
    assertThat(difference(study, "noticed").relation()).isEqualTo(Relation.WORSE);
    assertThat(difference(study, "p50").relation()).isEqualTo(Relation.WORSE);
  }

  @Test
  void difference_too_small_to_matter_is_none() {
    PairedStudy strict = study(new Margins(0.001, 0.0001), p99Millis(400));
    PairedStudy easy = study(new Margins(0.05, 0.0001), p99Millis(400));
    for (PairedStudy study : List.of(strict, easy)) {
      for (int i = 0; i < 5; i++) {
        study.add(List.of(run().answered(100, 100).record(), run().answered(100, 102).record()));
      }
    }
    assertThat(difference(strict, "p99").relation()).isEqualTo(Relation.WORSE);
    assertThat(difference(easy, "p99").relation()).isEqualTo(Relation.SAME);
  }

  @Test
  void open_difference_of_a_bounded_measure_asks_for_more_repetitions() {
    PairedStudy study = study(Margins.DEFAULT, p99Millis(400));
    for (int i = 0; i < 5; i++) {
      double noise = i % 2 == 0 ? 10 : -10;
      study.add(
          List.of(run().answered(100, 100).record(), run().answered(100, 100 + noise).record()));
    }
    assertThat(difference(study, "p99").relation()).isEqualTo(Relation.OPEN);
    assertThat(study.isSettled()).isFalse();
  }

  @Test
  void equal_shares_leave_room_for_what_no_request_happened_to_show() {
    PairedStudy study = study(Margins.DEFAULT, success(0.5));
    for (int i = 0; i < 5; i++) {
      RunRecord all = run().answered(200, 50).record();
      study.add(List.of(all, all));
    }
    // No request of 1,000 went differently: Wilson leaves z² / (n + z²) with z = 2.575829.
    Difference success = difference(study, "success");
    assertThat(success.difference().high()).isCloseTo(6.634897 / 1_006.634897, within(1e-9));
    assertThat(success.relation()).isEqualTo(Relation.OPEN);
    assertThat(success.gain()).isNaN();
  }

  @Test
  void what_only_one_system_has_is_told_and_not_compared() {
    PairedStudy study = study(Margins.DEFAULT, success(0.5));
    Subjects fewer =
        new Subjects(
            List.of(Given.ROUTE), List.of("edge -> playback", "playback -> keys"), List.of());
    study.add(List.of(run().record(), new RunRecorder(fewer, 10 * Units.SECOND).record()));
    assertThat(study.comparison().notes())
        .containsExactly(
            "only in new: calls playback -> keys", "only in old: calls playback -> license");
    assertThat(study.comparison().differences())
        .extracting(Difference::subject)
        .contains("edge -> playback")
        .doesNotContain("playback -> keys", "playback -> license");
  }

  @Test
  void experiments_that_differ_are_told() {
    Experiment other =
        new Experiment(
            "bad-release",
            0,
            10 * Units.SECOND,
            List.of(new Load.Constant(Given.ROUTE, 200)),
            List.of(),
            List.of());
    PairedStudy study =
        new PairedStudy(
            List.of(side("old", Given.experiment()), side("new", other)), Margins.DEFAULT);
    study.add(List.of(run().record(), run().record()));
    assertThat(study.comparison().notes().getFirst())
        .startsWith("the experiment is not the same in old and new");
  }

  @Test
  void each_system_is_compared_with_the_first() {
    Experiment experiment = Given.experiment();
    PairedStudy study =
        new PairedStudy(
            List.of(side("a", experiment), side("b", experiment), side("c", experiment)),
            Margins.DEFAULT);
    for (int i = 0; i < 5; i++) {
      study.add(
          List.of(
              run().answered(10, 100).record(),
              run().answered(10, 50).record(),
              run().answered(10, 200).record()));
    }
    Comparison comparison = study.comparison();
    assertThat(comparison.differences(1))
        .filteredOn(d -> d.measure().equals("mean"))
        .extracting(d -> d.difference().value())
        .containsExactly(-50.0);
    assertThat(comparison.differences(2))
        .filteredOn(d -> d.measure().equals("mean"))
        .extracting(d -> d.difference().value())
        .containsExactly(100.0);
  }

  @Test
  void one_system_has_nothing_to_be_compared_with() {
    assertThatThrownBy(
            () -> new PairedStudy(List.of(side("old", Given.experiment())), Margins.DEFAULT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("two systems");
  }
}
