package dev.ballast.policy.cache;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;

final class FlightsTest {
  private final Flights<String> flights = new Flights<>(3, 4);

  private Flight<String> board(long key, String who) {
    return requireNonNull(flights.board(0, key, null, who));
  }

  @Test
  void equal_calls_share_one_flight_and_others_do_not() {
    Flight<String> first = board(7, "ann");
    assertThat(board(7, "ben")).isSameAs(first);
    assertThat(board(8, "cid")).isNotSameAs(first);
    assertThat(flights.board(0, 7, "GET /a", "dan")).isNotSameAs(first);
    assertThat(first.begunBy()).isEqualTo("ann");
    assertThat(flights.size()).isEqualTo(3);
  }

  @Test
  void all_who_joined_are_told_in_the_order_in_which_they_did() {
    Flight<String> flight = board(7, "ann");
    board(7, "ben");
    board(7, "cid");
    assertThat(flights.land(flight)).containsExactly("ann", "ben", "cid");
    assertThat(flights.land(flight)).isEmpty();
    assertThat(flights.size()).isZero();
  }

  @Test
  void after_it_has_landed_the_next_begins_anew() {
    Flight<String> flight = board(7, "ann");
    flights.land(flight);
    assertThat(board(7, "ben").begunBy()).isEqualTo("ben");
  }

  @Test
  void it_goes_on_when_whoever_began_it_leaves_and_ends_with_the_last() {
    Flight<String> flight = board(7, "ann");
    board(7, "ben");
    assertThat(flights.leave(flight)).isFalse();
    assertThat(flight.hasEnded()).isFalse();
    assertThat(board(7, "cid")).isSameAs(flight);
    assertThat(flights.leave(flight)).isFalse();
    assertThat(flights.leave(flight)).isTrue();
    assertThat(flight.hasEnded()).isTrue();
    assertThat(flights.land(flight)).isEmpty();
    assertThat(flights.size()).isZero();
  }

  @Test
  void who_finds_no_room_calls_alone() {
    board(1, "ann");
    board(2, "ann");
    Flight<String> third = board(3, "ann");
    assertThat(flights.board(0, 4, null, "ann")).isNull();
    board(3, "ben");
    board(3, "cid");
    board(3, "dan");
    assertThat(flights.board(0, 3, null, "eve")).isNull();
    flights.land(third);
    assertThat(flights.board(0, 4, null, "ann")).isNotNull();
    assertThat(flights.size()).isEqualTo(3);
  }

  @Test
  @SuppressWarnings("ReferenceEquality") // this very waiter
  void of_many_threads_all_get_the_result_of_one_call_made_while_they_waited()
      throws InterruptedException {
    Flights<AtomicInteger> shared = new Flights<>();
    int keys = 3;
    AtomicIntegerArray underWay = new AtomicIntegerArray(keys);
    CacheTest.together(
        4,
        thread -> {
          for (int i = 0; i < 20_000; i++) {
            int key = i % keys;
            AtomicInteger mine = new AtomicInteger();
            Flight<AtomicInteger> flight =
                requireNonNull(shared.board(0, key, null, mine), "there is room for all");
            if (flight.begunBy() == mine) {
              assertThat(underWay.incrementAndGet(key)).as("calls at once").isEqualTo(1);
              underWay.decrementAndGet(key);
              shared.land(flight).forEach(AtomicInteger::incrementAndGet);
            }
            while (mine.get() == 0) {
              Thread.onSpinWait();
            }
            assertThat(mine).as("told once").hasValue(1);
          }
        });
    assertThat(shared.size()).isZero();
  }
}
