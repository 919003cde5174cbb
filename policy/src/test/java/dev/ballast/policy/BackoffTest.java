package dev.ballast.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.ballast.kernel.RandomStream;
import dev.ballast.policy.Backoff.Jitter;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class BackoffTest {
  private static final long MS = 1_000_000;

  private final RandomStream random = RandomStream.of(1, "backoff");

  @Test
  void without_jitter_it_doubles_up_to_the_cap() {
    Backoff backoff = new Backoff(25 * MS, 250 * MS, Jitter.NONE);
    assertThat(IntStream.range(0, 6).mapToLong(n -> backoff.waitNanos(n, 0, random) / MS))
        .containsExactly(25L, 50L, 100L, 200L, 250L, 250L);
  }

  @Test
  void no_backoff_waits_for_nothing() {
    for (int repeat = 0; repeat < 100; repeat++) {
      assertThat(Backoff.NONE.waitNanos(repeat, 0, random)).isZero();
    }
  }

  @Test
  void a_base_of_nothing_stays_nothing_however_often_it_doubles() {
    Backoff backoff = new Backoff(0, 250 * MS, Jitter.NONE);
    assertThat(IntStream.of(0, 1, 62, 63, 64, 99).mapToLong(n -> backoff.waitNanos(n, 0, random)))
        .containsOnly(0L);
  }

  @Test
  void doubling_beyond_what_a_largeholds_is_the_cap() {
    Backoff least = new Backoff(1, Long.MAX_VALUE, Jitter.NONE);
    assertThat(least.waitNanos(62, 0, random)).isEqualTo(1L << 62);
    assertThat(least.waitNanos(63, 0, random)).isEqualTo(Long.MAX_VALUE);
    assertThat(least.waitNanos(64, 0, random)).isEqualTo(Long.MAX_VALUE);
    Backoff large = new Backoff(3L << 60, Long.MAX_VALUE, Jitter.NONE);
    assertThat(large.waitNanos(1, 0, random)).isEqualTo(3L << 61);
    assertThat(large.waitNanos(2, 0, random)).isEqualTo(Long.MAX_VALUE);
    Backoff capped = new Backoff(25 * MS, 250 * MS, Jitter.NONE);
    assertThat(IntStream.range(4, 100).mapToLong(n -> capped.waitNanos(n, 0, random)))
        .containsOnly(250 * MS);
  }

  @Test
  void full_jitter_is_uniform_from_nothing_to_the_exponential() {
    Backoff backoff = new Backoff(25 * MS, 250 * MS, Jitter.FULL);
    isUniform(0, 25 * MS, () -> backoff.waitNanos(0, 0, random));
    isUniform(0, 100 * MS, () -> backoff.waitNanos(2, 0, random));
    isUniform(0, 250 * MS, () -> backoff.waitNanos(9, 0, random));
  }

  @Test
  void equal_jitter_is_uniform_over_the_upper_half() {
    Backoff backoff = new Backoff(25 * MS, 250 * MS, Jitter.EQUAL);
    isUniform(12_500_000, 25 * MS, () -> backoff.waitNanos(0, 0, random));
    isUniform(125 * MS, 250 * MS, () -> backoff.waitNanos(9, 0, random));
  }

  @Test
  void decorrelated_jitter_is_uniform_from_the_base_to_three_times_the_wait_before() {
    Backoff backoff = new Backoff(25 * MS, 250 * MS, Jitter.DECORRELATED);
    isUniform(25 * MS, 75 * MS, () -> backoff.waitNanos(0, 0, random));
    isUniform(25 * MS, 180 * MS, () -> backoff.waitNanos(1, 60 * MS, random));
  }

  @Test
  void decorrelated_jitter_is_cut_at_the_cap() {
    Backoff backoff = new Backoff(25 * MS, 250 * MS, Jitter.DECORRELATED);
    long[] waits = sample(() -> backoff.waitNanos(5, 250 * MS, random));
    assertThat(LongStream.of(waits).max()).hasValue(250 * MS);
    double cut = LongStream.of(waits).filter(w -> w == 250 * MS).count() / (double) waits.length;
    assertThat(cut).isCloseTo(500.0 / 725, within(0.02)); // U(25, 750) above 250
  }

  @ParameterizedTest
  @EnumSource(Jitter.class)
  void no_wait_is_negative_or_above_the_cap(Jitter jitter) {
    for (long cap : new long[] {1, 250 * MS, Long.MAX_VALUE}) {
      Backoff backoff = new Backoff(1, cap, jitter);
      long previous = 0;
      for (int repeat = 0; repeat < 100; repeat++) {
        previous = backoff.waitNanos(repeat, previous, random);
        assertThat(previous).isBetween(0L, cap);
      }
    }
  }

  @Test
  void an_impossible_backoff_says_what_is_right() {
    assertThatThrownBy(() -> new Backoff(-1, 1, Jitter.NONE))
        .hasMessage("a backoff must not be negative");
    assertThatThrownBy(() -> new Backoff(2, 1, Jitter.NONE))
        .hasMessage("the longest backoff must not be below the first");
  }

  /** Bounds always, mean within 4 standard errors, both ends nearly reached. */
  private static void isUniform(long low, long high, LongSupplier draw) {
    long[] waits = sample(draw);
    double width = high - low;
    double mean = LongStream.of(waits).average().orElseThrow();
    assertThat(LongStream.of(waits)).allMatch(w -> w >= low && w <= high);
    assertThat(mean).isCloseTo(low + width / 2, within(4 * width / Math.sqrt(12.0 * waits.length)));
    assertThat(LongStream.of(waits).min().orElseThrow() - low).isLessThan((long) (width / 500));
    assertThat(high - LongStream.of(waits).max().orElseThrow()).isLessThan((long) (width / 500));
  }

  private static long[] sample(LongSupplier draw) {
    return LongStream.generate(draw).limit(10_000).toArray();
  }
}
