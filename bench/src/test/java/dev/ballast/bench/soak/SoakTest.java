package dev.ballast.bench.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A short soak, with every buffer followed. */
final class SoakTest {
  private static final SoakPlan SHORT =
      new SoakPlan(
          Duration.ofSeconds(6),
          6,
          1,
          3,
          Duration.ofMillis(300),
          Duration.ofMillis(2_500),
          Duration.ofMillis(300),
          3,
          "paranoid",
          false);

  @Test
  void no_request_is_lost_while_everything_happens_at_once() throws Exception {
    SoakResult result = Soak.run(SHORT, System.err::println);
    assertThat(result.failures()).isEmpty();
    assertThat(result.tally().answered()).isGreaterThan(100);
    assertThat(result.kills()).isGreaterThanOrEqualTo(2);
    assertThat(result.reloads()).isPositive();
    assertThat(result.refusedReloads()).isPositive();
    assertThat(result.rotations()).isPositive();
  }
}
