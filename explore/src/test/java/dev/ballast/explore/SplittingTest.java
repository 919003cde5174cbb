package dev.ballast.explore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.engine.Plan;
import dev.ballast.kernel.RandomStream;
import dev.ballast.kernel.Units;
import dev.ballast.sim.Trajectory;
import dev.ballast.verdict.Estimate;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SplittingTest {
  private static Splitting splitting(int reaches, int runs) {
    Variation queue = Queues.exponential(100, 200, Units.SECOND / 10);
    Plan plan = Plan.of(queue.model());
    return new Splitting(
        plan, queue.experiment(), new RareEvent.Holds("shop", reaches).rare(plan), runs);
  }

  @Test
  void a_branch_has_the_past_of_its_parent_and_a_future_of_its_own() {
    Variation queue = Queues.exponential(100, 200, Units.SECOND);
    Plan plan = Plan.of(queue.model());
    Trajectory.Rare rare = new RareEvent.Holds("shop", 100).rare(plan);
    Trajectory parent =
        Trajectory.follow(plan, queue.experiment(), List.of(new Trajectory.Branch(0, 1)), rare);
    double level = parent.score() - 2;
    List<Trajectory.Climb> shared =
        parent.records().stream().filter(r -> r.importance() <= level + 1).toList();
    Set<Double> scores = new HashSet<>();
    for (long seed = 2; seed < 12; seed++) {
      Trajectory child =
          Trajectory.follow(plan, queue.experiment(), parent.branchesAbove(level, seed), rare);
      assertThat(child.records()).startsWith(shared.toArray(Trajectory.Climb[]::new));
      scores.add(child.score());
    }
    assertThat(scores).hasSizeGreaterThan(1);
  }

  @Test
  void the_same_seed_gives_the_same_trial() {
    assertThat(splitting(12, 20).trial(3, 1_000_000))
        .isEqualTo(splitting(12, 20).trial(3, 1_000_000))
        .isNotEqualTo(splitting(12, 20).trial(4, 1_000_000));
  }

  /** With so few runs side by side a biased estimator would show: 1,000 trials, 99.9 %. */
  @Test
  void the_mean_is_the_probability_however_few_runs_there_are() {
    double[] estimates = new double[1_000];
    for (int i = 0; i < estimates.length; i++) {
      estimates[i] = splitting(8, 4).trial(RandomStream.seedOf(9, i), 1_000_000).probability();
    }
    Estimate mean = Estimate.ofMean(estimates);
    double exact = BirthAndDeath.reaches(100, 200, 8, 0.1);
    double wider = 3.29 / 2.58; // the quantiles of 99.9 % and 99 %
    assertThat(Math.abs(mean.value() - exact)).isLessThan(wider * (mean.high() - mean.value()));
    assertThat(mean.high() - mean.low()).isLessThan(0.7 * exact);
  }
}
