package dev.ballast.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class ZipfTest {
  @Test
  void the_first_rank_of_three_has_six_elevenths_at_skew_one() {
    Zipf zipf = new Zipf(3, 1);
    assertThat(zipf.probability(0)).isCloseTo(6.0 / 11, within(1e-15));
    assertThat(zipf.probability(1)).isCloseTo(3.0 / 11, within(1e-15));
    assertThat(zipf.probability(2)).isCloseTo(2.0 / 11, within(1e-15));
  }

  @Test
  void draws_follow_the_probabilities() {
    Zipf zipf = new Zipf(100, 0.9);
    RandomStream random = RandomStream.of(5, "zipf");
    int[] seen = new int[100];
    int draws = 200_000;
    for (int i = 0; i < draws; i++) {
      seen[zipf.sample(random)]++;
    }
    for (int rank = 0; rank < 100; rank++) {
      double p = zipf.probability(rank);
      double error = 4.5 * Math.sqrt(p * (1 - p) / draws);
      assertThat((double) seen[rank] / draws).isCloseTo(p, within(error));
    }
  }

  @Test
  void without_skew_all_are_equally_likely() {
    Zipf zipf = new Zipf(4, 0);
    assertThat(zipf.probability(0)).isEqualTo(0.25);
    assertThat(zipf.probability(3)).isCloseTo(0.25, within(1e-15));
  }

  @Test
  void an_impossible_law_is_refused() {
    assertThatThrownBy(() -> new Zipf(0, 1)).hasMessageContaining("at least one rank");
    assertThatThrownBy(() -> new Zipf(1, -1)).hasMessageContaining("at least one rank");
    assertThatThrownBy(() -> new Zipf(1, Double.NaN)).hasMessageContaining("at least one rank");
  }
}
