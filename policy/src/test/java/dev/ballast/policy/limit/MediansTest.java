package dev.ballast.policy.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.ballast.kernel.RandomStream;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class MediansTest {
  @Test
  void the_median_is_within_1_6_percent_of_that_of_the_sorted_times() {
    Medians medians = new Medians();
    for (long seed = 0; seed < 200; seed++) {
      RandomStream random = RandomStream.of(seed, "medians");
      long[] times = new long[1 + random.nextInt(100)];
      for (int i = 0; i < times.length; i++) {
        times[i] = (long) StrictMath.exp(28 * random.nextUnit());
        medians.add(times[i]);
      }
      Arrays.sort(times);
      double exact = times[(times.length - 1) / 2];
      assertThat((double) medians.drain())
          .as("seed %s", seed)
          .isCloseTo(exact, within(0.016 * exact));
    }
  }

  @Test
  void below_64_ns_it_is_exact_and_what_is_too_long_counts_as_73_minutes() {
    Medians medians = new Medians();
    for (long nanos = 0; nanos < 64; nanos++) {
      medians.add(nanos);
      assertThat(medians.drain()).isEqualTo(nanos);
    }
    medians.add(Long.MAX_VALUE);
    assertThat(medians.drain() / 60e9).isBetween(72.0, 74.0);
    medians.add(-5);
    assertThat(medians.drain()).isZero();
  }

  @Test
  void draining_begins_anew() {
    Medians medians = new Medians();
    medians.add(40);
    medians.drain();
    assertThat(medians.drain()).isZero();
  }
}
