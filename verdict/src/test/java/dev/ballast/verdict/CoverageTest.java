package dev.ballast.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.kernel.Result;
import dev.ballast.kernel.Units;
import dev.ballast.model.Objective.Measure;
import dev.ballast.model.Objective.Target;
import dev.ballast.observation.Observation;
import dev.ballast.observation.RunRecorder;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

/**
 * Do 99 % intervals hold the truth in 99 % of studies? Each test makes 300 studies of ten
 * repetitions whose truth is known by formula. Of 300 with 99 %, at least 291 hold it with 99.9 %.
 */
class CoverageTest {
  private static final int STUDIES = 300;
  private static final int LEAST = 291;
  private static final int RUNS = 10;
  private static final int REQUESTS = 200;

  private static int held(Target target, double truth, ToDoubleFunction<SplittableRandom> millis) {
    int held = 0;
    for (int study = 0; study < STUDIES; study++) {
      SplittableRandom random = new SplittableRandom(1_000_003L * study);
      Study made = Given.study(target);
      for (int run = 0; run < RUNS; run++) {
        RunRecorder recorder = new RunRecorder(Given.SUBJECTS, 10 * Units.SECOND);
        for (int i = 0; i < REQUESTS; i++) {
          long at = i * 10L * Units.MILLISECOND;
          double latency = millis.applyAsDouble(random);
          recorder.on(new Observation.RequestOffered(at, 0));
          recorder.on(
              new Observation.RequestEnded(
                  at + (long) (latency * Units.MILLISECOND),
                  0,
                  at,
                  Double.isNaN(latency) ? Result.ERROR : Result.OK));
        }
        made.add(recorder.record());
      }
      Estimate measured = made.verdict().objectives().getFirst().measured();
      held += measured.low() <= truth && truth <= measured.high() ? 1 : 0;
    }
    return held;
  }

  private static Target latency(Measure measure) {
    return new Target(measure, Units.SECOND);
  }

  @Test
  void mean_and_p99_of_an_m_m_1_queue_s_sojourn_are_held() {
    // Exponential with mean 1/(μ - λ) = 20 ms.
    ToDoubleFunction<SplittableRandom> sojourn = r -> -20 * StrictMath.log(1 - r.nextDouble());
    assertThat(held(latency(Measure.MEAN), 20, sojourn)).isGreaterThanOrEqualTo(LEAST);
    assertThat(held(latency(Measure.P99), 20 * StrictMath.log(100), sojourn))
        .isGreaterThanOrEqualTo(LEAST);
  }

  @Test
  void p99_of_a_heavy_tail_is_held_although_ten_values_of_it_are_skewed() {
    // Pareto with shape 1.5: the p99 is 100^(1/1.5) times the smallest.
    ToDoubleFunction<SplittableRandom> pareto = r -> StrictMath.pow(1 - r.nextDouble(), -1 / 1.5);
    assertThat(held(latency(Measure.P99), StrictMath.pow(100, 1 / 1.5), pareto))
        .isGreaterThanOrEqualTo(LEAST);
  }

  @Test
  void share_of_rare_failures_is_held() {
    ToDoubleFunction<SplittableRandom> rare = r -> r.nextDouble() < 0.001 ? Double.NaN : 1;
    assertThat(held(new Target(Measure.SUCCESS, 0.5), 0.999, rare)).isGreaterThanOrEqualTo(LEAST);
  }
}
