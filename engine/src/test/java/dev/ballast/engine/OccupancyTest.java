package dev.ballast.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.ballast.kernel.RandomStream;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.Test;

class OccupancyTest {
  private final Occupancy place = new Occupancy();

  @Test
  void the_number_present_over_time_is_the_sum_of_all_stays() {
    place.enters(10);
    place.enters(30);
    place.leaves(10, 60);
    assertThat(place.present()).isEqualTo(1);
    assertThat(place.stayedNanos()).isEqualTo(50);
    assertThat(place.presentNanos(100)).isEqualTo(50 + 70);
    assertThatCode(() -> place.check("here", 1, 120, 100)).doesNotThrowAnyException();
  }

  @Test
  void a_stay_that_began_before_it_was_told_counts_from_its_beginning() {
    place.enters(10);
    place.leaves(10, 40);
    assertThat(place.presentNanos(99)).isEqualTo(place.stayedNanos()).isEqualTo(30);
  }

  @Test
  void both_counts_agree_on_any_path_and_when_they_no_longer_fit_a_long() {
    RandomStream random = RandomStream.of(1, "path");
    Occupancy path = new Occupancy();
    Deque<Long> inside = new ArrayDeque<>();
    long now = 0;
    for (int i = 0; i < 10_000; i++) {
      now += random.nextInt(Integer.MAX_VALUE) * 1_000_000L;
      if (inside.isEmpty() || random.chance(0.51)) {
        path.enters(now);
        inside.add(now);
      } else {
        path.leaves(inside.remove(), now);
      }
    }
    long stays = path.stayedNanos();
    for (long since : inside) {
      stays += now - since;
    }
    path.check("the path", inside.size(), stays, now);
  }

  @Test
  void who_left_without_being_present_is_a_defect() {
    place.enters(0);
    place.leaves(0, 1);
    assertThatIllegalStateException().isThrownBy(() -> place.leaves(0, 2));
  }

  @Test
  void a_request_that_got_lost_is_a_defect_and_says_what_was_expected() {
    place.enters(0);
    assertThatIllegalStateException()
        .isThrownBy(() -> place.check("stock/0", 0, 0, 5))
        .withMessage(
            "Little's law is broken at stock/0: expected 1 requests, found 0; this is a defect of"
                + " Ballast");
    assertThatIllegalStateException()
        .isThrownBy(() -> place.check("stock/0", 1, 4, 5))
        .withMessageContaining("expected 5 ns of stay, found 4");
  }
}
