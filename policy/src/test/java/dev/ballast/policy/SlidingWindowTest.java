package dev.ballast.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.kernel.RandomStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The windows against lists of everything that ever happened. */
final class SlidingWindowTest {
  private record Answer(boolean good, long nanos) {}

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 20, 100})
  void a_window_of_calls_counts_the_last_n(int size) {
    for (long seed = 0; seed < 20; seed++) {
      RandomStream random = RandomStream.of(seed, "window of " + size);
      var window = new SlidingWindow.OfCalls(size);
      List<Answer> answers = new ArrayList<>();
      for (int step = 0; step < 500; step++) {
        answer(window, answers, random.chance(0.5), step);
        List<Answer> last = answers.subList(Math.max(0, answers.size() - size), answers.size());
        assertCounts(window, last, seed, step);
        clearSometimes(window, answers, random);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {10, 100, 1_000, 12_345})
  void a_window_of_time_counts_the_slice_of_now_and_the_nine_before(long length) {
    for (long seed = 0; seed < 20; seed++) {
      RandomStream random = RandomStream.of(seed, "window of " + length);
      var window = new SlidingWindow.OfTime(length);
      long slice = length / 10;
      List<Answer> answers = new ArrayList<>();
      long now = -5 * length; // a world's clock may start anywhere
      for (int step = 0; step < 500; step++) {
        now += pause(random, length);
        answer(window, answers, random.chance(0.5), now);
        long newest = Math.floorDiv(now, slice);
        List<Answer> recent =
            answers.stream().filter(a -> Math.floorDiv(a.nanos(), slice) > newest - 10).toList();
        assertCounts(window, recent, seed, step);
        clearSometimes(window, answers, random);
      }
    }
  }

  @Test
  void a_clock_that_stands_still_or_steps_back_does_not_move_a_window() {
    var window = new SlidingWindow.OfTime(1_000);
    window.add(false, 5_000);
    window.add(false, 4_000);
    window.add(true, 5_000);
    assertThat(window.calls()).isEqualTo(3);
    assertThat(window.failures()).isEqualTo(2);
    window.add(true, 5_999);
    assertThat(window.calls()).isEqualTo(4);
    window.add(true, 6_000);
    assertThat(window.calls()).isEqualTo(2);
  }

  private static void answer(SlidingWindow window, List<Answer> answers, boolean good, long nanos) {
    answers.add(new Answer(good, nanos));
    window.add(good, nanos);
  }

  private static void assertCounts(
      SlidingWindow window, List<Answer> expected, long seed, int step) {
    assertThat(window.calls()).as("calls, seed %s, step %s", seed, step).isEqualTo(expected.size());
    assertThat(window.failures())
        .as("failures, seed %s, step %s", seed, step)
        .isEqualTo((int) expected.stream().filter(a -> !a.good()).count());
  }

  private static void clearSometimes(
      SlidingWindow window, List<Answer> answers, RandomStream random) {
    if (random.chance(0.01)) {
      window.clear();
      answers.clear();
    }
  }

  /** Mostly short, sometimes longer than the window, sometimes nothing. */
  private static long pause(RandomStream random, long length) {
    return switch (random.nextInt(10)) {
      case 0 -> (long) (3 * length * random.nextUnit());
      case 1, 2 -> (long) (length * random.nextUnit());
      case 3, 4 -> 0;
      default -> (long) (length / 20.0 * random.nextUnit());
    };
  }
}
