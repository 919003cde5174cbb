package dev.ballast.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.ballast.kernel.RandomStream;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RecentQuantileTest {
  private static final long MS = 1_000_000;
  private static final long SECOND = 1_000 * MS;
  private static final double ERROR = 1.0 / 32;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void it_is_the_exact_quantile_to_a_thirty_second_part(long seed) {
    for (double share : new double[] {0.5, 0.9, 0.95, 0.99, 0.999}) {
      RandomStream random = RandomStream.of(seed, "latencies");
      RecentQuantile quantile = new RecentQuantile(share);
      int renewed = 0;
      long[] seen = new long[20_000];
      for (int i = 0; i < seen.length; i++) {
        // from a microsecond to a quarter of an hour, all scales alike
        seen[i] = (long) StrictMath.exp(7 + 20 * random.nextUnit() * random.nextUnit());
        long before = quantile.nanos();
        quantile.add(seen[i], 1);
        if (quantile.nanos() != before) {
          long[] sorted = Arrays.copyOf(seen, i + 1);
          Arrays.sort(sorted);
          double exact = sorted[(int) Math.ceil(share * sorted.length - 1e-6) - 1];
          assertThat((double) quantile.nanos())
              .isCloseTo(exact, within(Math.max(40, exact * ERROR)));
          renewed++;
        }
      }
      assertThat(renewed).isPositive();
    }
  }

  @Test
  void it_keeps_still_until_two_answers_can_lie_above() {
    RecentQuantile p95 = new RecentQuantile(0.95);
    for (int i = 1; i < 40; i++) {
      p95.add(i * MS, 0);
      assertThat(p95.nanos()).isEqualTo(Deadline.NONE);
    }
    p95.add(40 * MS, 0);
    assertThat(p95.nanos() / (double) MS).isCloseTo(38, within(38 * ERROR));
  }

  @Test
  void it_forgets_what_was() {
    RecentQuantile p95 = new RecentQuantile(0.95);
    for (int i = 0; i < 1_000; i++) {
      p95.add(400 * MS, 0);
    }
    for (int second = 10; second <= 60; second += 10) {
      for (int i = 0; i < 1_000; i++) {
        p95.add(10 * MS, second * SECOND);
      }
    }
    assertThat(p95.nanos() / (double) MS).isCloseTo(10, within(10 * ERROR));
  }

  @Test
  void it_says_nothing_again_when_all_it_knew_is_long_ago() {
    RecentQuantile p50 = new RecentQuantile(0.5);
    for (int i = 0; i < 1_000; i++) {
      p50.add(MS, 0);
    }
    p50.add(MS, 3_600 * SECOND);
    assertThat(p50.nanos()).isEqualTo(Deadline.NONE);
  }

  @Test
  void latencies_beyond_its_range_count_as_the_ends_of_it() {
    RecentQuantile low = new RecentQuantile(0.5);
    RecentQuantile high = new RecentQuantile(0.5);
    for (int i = 0; i < 100; i++) {
      low.add(i % 2 == 0 ? 0 : -5, 0);
      high.add(Long.MAX_VALUE, 0);
    }
    assertThat(low.nanos()).isBetween(1_000L, 1_100L);
    assertThat(high.nanos()).isBetween(1_000 * SECOND, 1_200 * SECOND);
  }

  @Test
  void threads_lose_no_answer() {
    RecentQuantile p50 = new RecentQuantile(0.5);
    RetryBudgetTest.inThreads(
        thread -> {
          for (int i = 0; i < 10_000; i++) {
            p50.add((thread + 1) * 10L * MS, i * SECOND / 1_000);
          }
        });
    p50.add(20 * MS, 20 * SECOND);
    assertThat(p50.nanos() / (double) MS).isCloseTo(20, within(20 * ERROR));
  }
}
