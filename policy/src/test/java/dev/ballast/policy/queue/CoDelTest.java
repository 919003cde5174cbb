package dev.ballast.policy.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Target 5 ms, interval 100 ms; one request is taken out per millisecond. */
final class CoDelTest {
  private static final long MS = 1_000_000L;

  private final CoDel codel = new CoDel(5 * MS, 100 * MS);
  private final List<Long> drops = new ArrayList<>();

  private void waits(long waitedMillis, long fromMillis, long toMillis) {
    for (long at = fromMillis; at < toMillis; at++) {
      if (codel.drops(waitedMillis * MS, false, at * MS)) {
        drops.add(at);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -5_000, 1_000_000})
  void drops_come_an_interval_over_the_square_root_of_their_number_apart(long start) {
    waits(6, start, start + 500);
    // 100 + 100 = 200, + 100/√2 = 270.7, + 100/√3 = 328.4, + 50 = 378.4, + 44.7 = 423.2, 464.0
    assertThat(drops.stream().map(at -> at - start))
        .containsExactly(100L, 200L, 271L, 329L, 379L, 424L, 464L);
  }

  @Test
  void waits_below_the_target_are_never_dropped() {
    waits(4, 0, 10_000);
    assertThat(drops).isEmpty();
  }

  @Test
  void one_wait_below_the_target_within_an_interval_forgives_the_rest() {
    for (long at = 0; at < 1_000; at += 100) {
      waits(50, at, at + 99);
      waits(4, at + 99, at + 100);
    }
    assertThat(drops).isEmpty();
  }

  @Test
  void who_drops_again_soon_goes_on_from_the_rate_that_had_helped() {
    waits(6, 0, 430); // six drops, the last at 424
    waits(4, 430, 431);
    drops.clear();
    waits(6, 431, 600);
    // 431 + 100, then 100/√5 = 44.7 later
    assertThat(drops).containsExactly(531L, 576L);
  }

  @Test
  void who_drops_again_late_begins_anew() {
    waits(6, 0, 430);
    waits(4, 430, 3_000);
    drops.clear();
    waits(6, 3_000, 3_250);
    assertThat(drops).containsExactly(3_100L, 3_200L);
  }

  @Test
  void the_last_that_waits_is_served() {
    waits(50, 0, 100);
    assertThat(codel.drops(50 * MS, true, 100 * MS)).isFalse();
    assertThat(codel.drops(50 * MS, false, 101 * MS)).isFalse(); // a new interval has begun
  }

  /** Taken out seldom, several are dropped at once: as many as the law has come to be due. */
  @Test
  void drops_that_are_overdue_are_made_up_for_at_once() {
    waits(6, 0, 101);
    drops.clear();
    while (codel.drops(6 * MS, false, 400 * MS)) {
      drops.add(400L);
    }
    assertThat(drops).hasSize(4); // those of 200, 271, 329 and 379
  }
}
