package dev.ballast.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.function.IntSupplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class RandomStreamTest {

  /**
   * Computed by a second implementation, written from the paper in another language. A change of
   * these values changes what every seed proves.
   */
  @Test
  void a_stream_begins_with_these_values_for_ever() {
    RandomStream stream = RandomStream.of(42, "playback");
    assertThat(LongStream.generate(stream::nextLong).limit(6))
        .containsExactly(
            0x7e273cf71dee7956L,
            0xf91636bc3a7b92c9L,
            0x5ae2db1d34f546bbL,
            0x481115511e4e896cL,
            0xa4b6eb6947168632L,
            0x909056aea0137865L);
  }

  @Test
  void fractions_and_choices_begin_with_these_values_for_ever() {
    RandomStream stream = RandomStream.of(42, "playback");
    assertThat(stream.nextUnit()).isEqualTo(0.49278622658851556);
    assertThat(stream.nextInt(10)).isEqualTo(9);
    assertThat(stream.nextInt(10)).isEqualTo(3);
  }

  @Test
  void the_seeds_of_repetitions_are_these_for_ever() {
    assertThat(LongStream.of(0, 1, 2).map(i -> RandomStream.seedOf(42, (int) i)))
        .containsExactly(0xb29ed950786f5ae3L, 0x57e1faba65107204L, 0xf4abd143feb24055L);
  }

  @Test
  void equal_seeds_and_names_give_equal_sequences() {
    RandomStream one = RandomStream.of(7, "license#2");
    RandomStream other = RandomStream.of(7, "license#2");
    for (int i = 0; i < 1_000; i++) {
      assertThat(one.nextLong()).isEqualTo(other.nextLong());
    }
  }

  @Test
  void streams_of_other_names_and_other_seeds_are_uncorrelated() {
    assertUncorrelated(RandomStream.of(7, "a"), RandomStream.of(7, "b"));
    assertUncorrelated(RandomStream.of(7, "license#1"), RandomStream.of(7, "license#2"));
    assertUncorrelated(RandomStream.of(7, "a"), RandomStream.of(8, "a"));
    assertUncorrelated(
        RandomStream.of(RandomStream.seedOf(7, 0), "a"),
        RandomStream.of(RandomStream.seedOf(7, 1), "a"));
  }

  /** The correlation of n independent pairs is within 4/√n of 0 in 99.99 % of cases. */
  private static void assertUncorrelated(RandomStream one, RandomStream other) {
    int n = 100_000;
    double sum = 0;
    for (int i = 0; i < n; i++) {
      sum += (one.nextUnit() - 0.5) * (other.nextUnit() - 0.5);
    }
    assertThat(sum / n * 12).isCloseTo(0, within(4 / Math.sqrt(n)));
  }

  /** χ² with 99 degrees of freedom is in (55.0, 160.1) in 99.98 % of cases. */
  @Test
  void fractions_fill_the_unit_interval_evenly() {
    RandomStream stream = RandomStream.of(1, "uniformity");
    assertThat(chiSquare(100, () -> (int) (stream.nextUnit() * 100))).isBetween(55.0, 160.1);
  }

  @Test
  void choices_among_100_are_equally_likely() {
    RandomStream stream = RandomStream.of(2, "uniformity");
    assertThat(chiSquare(100, () -> stream.nextInt(100))).isBetween(55.0, 160.1);
  }

  /** χ² with 6 degrees of freedom is in (0.17, 27.9) in 99.98 % of cases. */
  @Test
  void choices_among_7_are_equally_likely() {
    RandomStream stream = RandomStream.of(3, "uniformity");
    assertThat(chiSquare(7, () -> stream.nextInt(7))).isBetween(0.17, 27.9);
  }

  private static double chiSquare(int cells, IntSupplier draw) {
    int n = 200_000;
    int[] counts = new int[cells];
    for (int i = 0; i < n; i++) {
      counts[draw.getAsInt()]++;
    }
    double expected = (double) n / cells;
    double sum = 0;
    for (int count : counts) {
      sum += (count - expected) * (count - expected) / expected;
    }
    return sum;
  }

  @Test
  void a_fraction_is_never_0_and_never_1() {
    assertThat(RandomStream.unit(0L)).isEqualTo(0x1.0p-53).isPositive();
    assertThat(RandomStream.unit(-1L)).isEqualTo(1 - 0x1.0p-53).isLessThan(1);
  }

  @Test
  void impossible_never_happens_and_certain_always_does() {
    RandomStream stream = RandomStream.of(4, "chance");
    for (int i = 0; i < 10_000; i++) {
      assertThat(stream.chance(0)).isFalse();
      assertThat(stream.chance(1)).isTrue();
    }
  }

  @Test
  void a_chance_of_30_percent_comes_about_in_30_percent() {
    RandomStream stream = RandomStream.of(5, "chance");
    int n = 100_000;
    int hits = 0;
    for (int i = 0; i < n; i++) {
      hits += stream.chance(0.3) ? 1 : 0;
    }
    assertThat((double) hits / n).isCloseTo(0.3, within(4 * Math.sqrt(0.3 * 0.7 / n)));
  }

  @Test
  void a_choice_among_one_is_that_one_and_among_none_is_an_error() {
    RandomStream stream = RandomStream.of(6, "choice");
    assertThat(stream.nextInt(1)).isZero();
    assertThatThrownBy(() -> stream.nextInt(0)).hasMessage("a bound must be at least 1, was 0");
  }
}
