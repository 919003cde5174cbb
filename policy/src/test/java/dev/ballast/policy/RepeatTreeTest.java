package dev.ballast.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.kernel.RandomStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RepeatTreeTest {
  @Test
  void half_of_what_is_left_is_lent_rounded_up() {
    int[] lent = new int[6];
    for (int left = 0; left < lent.length; left++) {
      lent[left] = RepeatTree.lent(left);
    }
    assertThat(lent).containsExactly(0, 1, 1, 2, 2, 3);
  }

  @Test
  void a_tree_without_a_bound_stays_so() {
    assertThat(RepeatTree.lent(RepeatTree.UNBOUNDED)).isEqualTo(RepeatTree.UNBOUNDED);
    assertThat(RepeatTree.used(RepeatTree.UNBOUNDED)).isEqualTo(RepeatTree.UNBOUNDED);
    assertThat(RepeatTree.after(RepeatTree.UNBOUNDED, RepeatTree.UNBOUNDED, 7))
        .isEqualTo(RepeatTree.UNBOUNDED);
    assertThat(RepeatTree.allows(RepeatTree.UNBOUNDED)).isTrue();
  }

  @Test
  void a_callee_that_gives_back_more_than_it_got_is_not_believed() {
    assertThat(RepeatTree.after(1, 2, 1_000)).isEqualTo(3);
    assertThat(RepeatTree.after(1, 2, -5)).isEqualTo(1);
    assertThat(RepeatTree.after(0, 0, 5)).isZero();
  }

  /** Trees of random shape and fate, walked as the engine does. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void no_tree_repeats_more_often_than_it_is_allowed(long seed) {
    RandomStream random = RandomStream.of(seed, "trees");
    for (int allowance = 0; allowance <= 20; allowance++) {
      Walk walk = new Walk(random);
      int left = walk.request(allowance, 5);
      assertThat(walk.repeats + left).isLessThanOrEqualTo(allowance);
      assertThat(left).isNotNegative();
    }
  }

  private static final class Walk {
    private final RandomStream random;
    private int repeats;

    Walk(RandomStream random) {
      this.random = random;
    }

    /** One or two calls of up to three attempts each; what the request has left. */
    int request(int allowance, int depth) {
      int left = allowance;
      for (int call = 0; depth > 0 && call < 1 + random.nextInt(2); call++) {
        for (int attempt = 1; attempt <= 3; attempt++) {
          if (attempt > 1) {
            left = RepeatTree.used(left);
            repeats++;
          }
          int lent = RepeatTree.lent(left);
          left -= lent;
          int back = request(lent, depth - 1);
          left = RepeatTree.after(left, lent, random.chance(0.8) ? back : 0);
          if (random.chance(0.1) || !RepeatTree.allows(left)) {
            break;
          }
        }
      }
      return left;
    }
  }
}
