package dev.ballast.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.ballast.kernel.RandomStream;
import org.junit.jupiter.api.Test;

final class HedgeTest {
  private static final long MS = 1_000_000;

  @Test
  void a_fixed_time_is_the_time() {
    Hedge hedge = new Hedge(new HedgeConfig(new HedgeConfig.After.Time(30 * MS), 1, 0.05));
    hedge.succeeded(500 * MS, 0);
    assertThat(hedge.delayNanos()).isEqualTo(30 * MS);
  }

  @Test
  void a_measured_time_is_unknown_at_first_and_then_that_of_recent_answers() {
    Hedge hedge = p95();
    assertThat(hedge.delayNanos()).isEqualTo(Hedge.NOT_YET);
    for (int i = 0; i < 1_000; i++) {
      hedge.succeeded((1 + i * 37 % 100) * MS, 0);
    }
    assertThat(hedge.delayNanos() / (double) MS).isCloseTo(95, within(95.0 / 32));
  }

  @Test
  void one_call_gets_as_many_hedges_as_are_allowed() {
    Hedge two = new Hedge(new HedgeConfig(new HedgeConfig.After.Time(MS), 2, 0.05));
    assertThat(two.allows(1)).isTrue();
    assertThat(two.allows(2)).isFalse();
  }

  @Test
  void all_calls_together_get_their_share() {
    Hedge hedge = p95();
    int granted = 0;
    for (int i = 0; i < 1_000; i++) {
      hedge.callBegins(i * MS);
      granted += hedge.tryHedge(i * MS) ? 1 : 0;
    }
    assertThat(granted).isEqualTo(50);
  }

  /**
   * Every call above the estimate is hedged, so its latency is cut short; counting it as what it
   * waited must not draw the estimate down.
   */
  @Test
  void what_hedges_cut_short_does_not_draw_the_estimate_down() {
    Hedge hedge = p95();
    RandomStream random = RandomStream.of(1, "latencies");
    int hedged = 0;
    for (int i = 0; i < 50_000; i++) {
      long now = i * MS;
      long latency = (long) (-10 * MS * StrictMath.log(random.nextUnit()));
      long delay = hedge.delayNanos();
      if (latency > delay) {
        hedged += i >= 10_000 ? 1 : 0;
        hedge.superseded(delay + MS, now);
      } else {
        hedge.succeeded(latency, now);
      }
    }
    assertThat(hedged / 40_000.0).isCloseTo(0.05, within(0.01));
    assertThat(hedge.delayNanos() / (double) MS).isCloseTo(29.96, within(3.0)); // 10 ms · ln 20
  }

  @Test
  void a_hedge_that_lost_early_says_nothing() {
    Hedge hedge = p95();
    for (int i = 0; i < 100; i++) {
      hedge.succeeded(100 * MS, 0);
      hedge.superseded(MS, 0);
    }
    assertThat(hedge.delayNanos() / (double) MS).isCloseTo(100, within(100.0 / 32));
  }

  @Test
  void an_impossible_hedge_says_what_is_right() {
    HedgeConfig.After time = new HedgeConfig.After.Time(MS);
    assertThatThrownBy(() -> new HedgeConfig.After.Time(0))
        .hasMessage("the time before a hedge must be positive");
    for (double share : new double[] {0.49, 0.9991, Double.NaN}) {
      assertThatThrownBy(() -> new HedgeConfig.After.Quantile(share))
          .hasMessage("a hedge must wait for a quantile of p50 to p999");
    }
    for (int atMost : new int[] {0, 6}) {
      assertThatThrownBy(() -> new HedgeConfig(time, atMost, 0.05))
          .hasMessage("hedges must be 1 to 5");
    }
    for (double budget : new double[] {0, 1.01}) {
      assertThatThrownBy(() -> new HedgeConfig(time, 1, budget))
          .hasMessage("a hedge budget must be above 0 %, at most 100 %");
    }
  }

  private static Hedge p95() {
    return new Hedge(new HedgeConfig(new HedgeConfig.After.Quantile(0.95), 1, 0.05));
  }
}
