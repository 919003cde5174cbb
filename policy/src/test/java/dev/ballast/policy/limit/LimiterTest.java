package dev.ballast.policy.limit;

import static dev.ballast.policy.limit.Given.MS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ballast.kernel.RandomStream;
import dev.ballast.kernel.Result;
import dev.ballast.policy.limit.Limiter.Ended;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class LimiterTest {
  private final List<String> told = new ArrayList<>();
  private long now = -5_000 * MS; // a world's clock may start anywhere

  @Test
  void as_many_enter_as_the_limit_says_and_one_more_for_each_that_leaves() {
    Limiter limiter = limiter(aimd(3, 1, 10));
    assertThat(entered(limiter, 10)).isEqualTo(3);
    assertThat(limiter.inFlight()).isEqualTo(3);
    limiter.leave(Ended.IGNORED, now, now);
    assertThat(entered(limiter, 10)).isEqualTo(1);
  }

  @Test
  void a_window_ends_when_its_time_is_over_and_ten_have_ended() {
    Limiter limiter = limiter(aimd(10, 1, 100));
    round(limiter, 9, Ended.ANSWERED); // the first begins the window
    now += 100 * MS;
    assertThat(limiter.limit()).isEqualTo(10);
    round(limiter, 1, Ended.ANSWERED);
    assertThat(limiter.limit()).isEqualTo(11);
    round(limiter, 11, Ended.ANSWERED);
    assertThat(limiter.limit()).isEqualTo(11);
    now += 99 * MS;
    round(limiter, 1, Ended.ANSWERED);
    assertThat(limiter.limit()).isEqualTo(11);
    now += MS;
    round(limiter, 1, Ended.ANSWERED);
    assertThat(limiter.limit()).isEqualTo(12);
  }

  @Test
  void what_is_ignored_fills_no_window() {
    Limiter limiter = limiter(aimd(10, 1, 100));
    for (int i = 0; i < 100; i++) {
      round(limiter, 10, Ended.IGNORED);
      now += 100 * MS;
    }
    assertThat(limiter.limit()).isEqualTo(10);
  }

  @Test
  void when_the_limit_falls_nothing_enters_until_enough_have_left() {
    Limiter limiter = limiter(aimd(20, 1, 100));
    entered(limiter, 20);
    limiter.leave(Ended.DROPPED, now, now);
    entered(limiter, 1);
    now += 100 * MS;
    for (int i = 0; i < 9; i++) {
      limiter.leave(Ended.DROPPED, now, now);
      entered(limiter, 1);
    }
    assertThat(limiter.limit()).isEqualTo(18); // 20 were in flight, one left
    assertThat(limiter.inFlight()).isEqualTo(19);
    limiter.leave(Ended.IGNORED, now, now);
    assertThat(entered(limiter, 1)).isZero();
    limiter.leave(Ended.IGNORED, now, now);
    assertThat(entered(limiter, 5)).isEqualTo(1);
  }

  @Test
  void a_limit_of_which_less_than_half_is_used_stays_though_all_goes_well() {
    Limiter limiter = limiter(aimd(20, 1, 100));
    for (int i = 0; i < 200; i++) {
      round(limiter, 9, Ended.ANSWERED);
      now += 50 * MS;
    }
    assertThat(limiter.limit()).isEqualTo(20);
    for (int i = 0; i < 200; i++) {
      round(limiter, 10, Ended.ANSWERED);
      now += 50 * MS;
    }
    assertThat(limiter.limit()).isEqualTo(21); // 10 are less than half of 21
  }

  @Test
  void a_listener_hears_of_a_half_more_or_a_third_less_but_once_a_second() {
    Limiter limiter = limiter(aimd(10, 1, 100));
    for (int i = 0; i < 5; i++) {
      fill(limiter, Ended.ANSWERED);
    }
    assertThat(told).containsExactly("10 to 15");
    for (int i = 0; i < 3; i++) {
      fill(limiter, Ended.DROPPED); // 13, 11, 9: more than a third less, but too soon
    }
    assertThat(told).containsExactly("10 to 15");
    now += 1_000 * MS;
    fill(limiter, Ended.DROPPED);
    assertThat(told).containsExactly("10 to 15", "15 to 8");
  }

  @Test
  void a_measurement_is_no_news() {
    Limiter limiter = limiter(Gradient.DEFAULT);
    assertThat(limiter.limit()).isEqualTo(3);
    for (int i = 0; i < 1_000 && limiter.limit() < 50; i++) {
      fill(limiter, Ended.ANSWERED);
    }
    int before = told.size();
    now += 100_000 * MS; // the next measurement is due
    fill(limiter, Ended.ANSWERED);
    assertThat(limiter.limit()).isEqualTo(3);
    assertThat(told).hasSize(before);
  }

  @Test
  void what_entered_before_a_measurement_says_nothing_in_it() {
    Limiter limiter = limiter(Gradient.DEFAULT);
    for (int i = 0; i < 1_000 && limiter.limit() < 200; i++) {
      fill(limiter, Ended.ANSWERED);
    }
    long before = now;
    int many = entered(limiter, 1_000);
    now += 100_000 * MS;
    for (int i = 0; i < 10; i++) {
      limiter.leave(Ended.ANSWERED, now, now);
    }
    assertThat(limiter.limit()).isEqualTo(3);
    for (int i = 10; i < many; i++) {
      limiter.leave(Ended.ANSWERED, before, now);
    }
    assertThat(limiter.limit()).isEqualTo(3);
    for (int i = 0; i < 20; i++) {
      now += MS;
      round(limiter, 3, Ended.ANSWERED);
    }
    assertThat(limiter.limit()).isGreaterThan(200);
  }

  @Test
  void what_did_not_enter_cannot_leave() {
    Limiter limiter = limiter(aimd(10, 1, 100));
    assertThatThrownBy(
            () -> {
              for (int i = 0; i < 100; i++) {
                limiter.leave(Ended.ANSWERED, now, now);
                now += 100 * MS;
              }
            })
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("more left a limiter than entered it");
  }

  @Test
  void slow_and_refused_work_is_a_drop_and_what_has_other_reasons_is_no_news() {
    assertThat(Result.values())
        .filteredOn(r -> Ended.of(r) == Ended.ANSWERED)
        .containsExactly(Result.OK, Result.DEGRADED);
    assertThat(Result.values())
        .filteredOn(r -> Ended.of(r) == Ended.DROPPED)
        .containsExactly(Result.SHED, Result.TOO_LATE, Result.TIMED_OUT);
  }

  /** The twin counts with a list, and hands the algorithm samples of what it has written down. */
  @ParameterizedTest
  @MethodSource("dev.ballast.policy.limit.LimitConfigTest#all")
  void with_one_thread_it_decides_as_its_plain_twin(LimitConfig config) {
    for (long seed = 0; seed < 20; seed++) {
      RandomStream random = RandomStream.of(seed, "twin");
      Limiter limiter = new Limiter(config, RandomStream.of(seed, "limit"), (_, _, _) -> {});
      PlainLimiter twin = new PlainLimiter(config, RandomStream.of(seed, "limit"));
      Deque<Long> inside = new ArrayDeque<>();
      for (int step = 0; step < 5_000; step++) {
        now += (long) (10 * MS * random.nextUnit() * random.nextUnit());
        if (random.chance(0.4) && !inside.isEmpty()) {
          Ended ended = Given.ENDS.get(random.nextInt(10) / 8 * random.nextInt(3));
          long since = random.chance(0.5) ? inside.removeFirst() : inside.removeLast();
          limiter.leave(ended, since, now);
          twin.leave(ended, since, now);
        } else {
          boolean enters = limiter.tryEnter();
          assertThat(enters).as("seed %s, step %s", seed, step).isEqualTo(twin.tryEnter());
          if (enters) {
            inside.add(now);
          }
        }
        assertThat(limiter.limit()).as("seed %s, step %s", seed, step).isEqualTo(twin.limit());
        assertThat(limiter.inFlight()).isEqualTo(inside.size());
      }
    }
  }

  private Limiter limiter(LimitConfig config) {
    return new Limiter(
        config, RandomStream.of(1, "limit"), (from, to, _) -> told.add(from + " to " + to));
  }

  private static Aimd aimd(int initial, int min, int max) {
    return new Aimd(initial, min, max, 0.9, 5_000 * MS, 100 * MS);
  }

  private static int entered(Limiter limiter, int asked) {
    int entered = 0;
    for (int i = 0; i < asked; i++) {
      entered += limiter.tryEnter() ? 1 : 0;
    }
    return entered;
  }

  /** So many at once, at no time at all. */
  private void round(Limiter limiter, int count, Ended ended) {
    assertThat(entered(limiter, count)).isEqualTo(count);
    for (int i = 0; i < count; i++) {
      limiter.leave(ended, now, now);
    }
  }

  /** One window in which the limit is used up. */
  private void fill(Limiter limiter, Ended ended) {
    int left = entered(limiter, limiter.limit() + 1);
    for (int i = 0; i < left; i++) {
      now += i == left - 1 ? 100 * MS : 0;
      limiter.leave(ended, now - MS, now);
    }
    for (int i = left; i < 10; i++) {
      limiter.tryEnter();
      limiter.leave(ended, now - MS, now);
    }
  }
}
