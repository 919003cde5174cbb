package dev.ballast.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ballast.kernel.RandomStream;
import dev.ballast.policy.Bulkhead.Config;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BulkheadTest {
  private static final int THREADS = 4;

  @Test
  void lets_in_as_many_calls_as_it_has_places() {
    Bulkhead bulkhead = new Bulkhead(Config.of(2));
    assertThat(bulkhead.tryEnter()).isTrue();
    assertThat(bulkhead.tryEnter()).isTrue();
    assertThat(bulkhead.tryEnter()).isFalse();
  }

  @Test
  void a_place_given_back_is_free_for_one_call() {
    Bulkhead bulkhead = new Bulkhead(Config.of(1));
    bulkhead.tryEnter();
    assertThat(bulkhead.tryEnter()).isFalse(); // and a refused call takes no place
    assertThat(bulkhead.leave()).isFalse();
    assertThat(bulkhead.tryEnter()).isTrue();
    assertThat(bulkhead.tryEnter()).isFalse();
  }

  @Test
  void without_a_queue_nobody_waits() {
    assertThat(new Bulkhead(Config.of(1)).tryWait()).isFalse();
  }

  @Test
  void as_many_wait_as_the_queue_has_places() {
    Bulkhead bulkhead = new Bulkhead(Config.of(1).withQueue(2, 100));
    bulkhead.tryEnter();
    assertThat(bulkhead.tryWait()).isTrue();
    assertThat(bulkhead.tryWait()).isTrue();
    assertThat(bulkhead.tryWait()).isFalse();
    assertThat(bulkhead.waiting()).isEqualTo(2);
  }

  @Test
  void a_place_given_back_goes_to_who_waits_and_to_nobody_else() {
    Bulkhead bulkhead = new Bulkhead(Config.of(1).withQueue(2, 100));
    bulkhead.tryEnter();
    bulkhead.tryWait();
    assertThat(bulkhead.leave()).as("passed on").isTrue();
    assertThat(bulkhead.tryEnter()).as("a newcomer").isFalse();
    assertThat(bulkhead.waiting()).isZero();
    assertThat(bulkhead.leave()).as("passed on").isFalse();
    assertThat(bulkhead.tryEnter()).isTrue();
  }

  @Test
  void who_has_waited_long_enough_leaves_the_queue() {
    Bulkhead bulkhead = new Bulkhead(Config.of(1).withQueue(1, 100));
    bulkhead.tryEnter();
    bulkhead.tryWait();
    assertThat(bulkhead.tryStopWaiting()).isTrue();
    assertThat(bulkhead.tryWait()).as("a place in the queue").isTrue();
  }

  @Test
  void who_stops_waiting_when_a_place_was_passed_on_is_told_so() {
    Bulkhead bulkhead = new Bulkhead(Config.of(1).withQueue(1, 100));
    bulkhead.tryEnter();
    bulkhead.tryWait();
    bulkhead.leave();
    assertThat(bulkhead.tryStopWaiting()).isFalse();
  }

  @Test
  void nobody_leaves_who_has_not_entered() {
    assertThatThrownBy(new Bulkhead(Config.of(1))::leave).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void an_impossible_configuration_says_what_is_right() {
    assertThatThrownBy(() -> Config.of(0))
        .hasMessage("a bulkhead must let at least one call through");
    assertThatThrownBy(() -> Config.of(1).withQueue(-1, 1))
        .hasMessage("a bulkhead's queue must not be negative");
    assertThatThrownBy(() -> Config.of(1).withQueue(1, -1))
        .hasMessage("a bulkhead's wait must not be negative");
    String both = "a bulkhead with a queue needs a longest wait, and one without has none";
    assertThatThrownBy(() -> Config.of(1).withQueue(1, 0)).hasMessage(both);
    assertThatThrownBy(() -> Config.of(1).withQueue(0, 1)).hasMessage(both);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void does_what_two_plain_counters_do_whatever_happens(long seed) {
    RandomStream random = RandomStream.of(seed, "bulkhead");
    int calls = 1 + random.nextInt(5);
    int queue = random.nextInt(4);
    Config config = queue == 0 ? Config.of(calls) : Config.of(calls).withQueue(queue, 1);
    Bulkhead bulkhead = new Bulkhead(config);
    int inside = 0;
    int waiting = 0;
    for (int step = 0; step < 10_000; step++) {
      if (random.chance(0.55)) {
        boolean enters = inside < calls;
        assertThat(bulkhead.tryEnter()).isEqualTo(enters);
        inside += enters ? 1 : 0;
        if (!enters) {
          assertThat(bulkhead.tryWait()).isEqualTo(waiting < queue);
          waiting += waiting < queue ? 1 : 0;
        }
      } else if (waiting > 0 && random.chance(0.2)) {
        assertThat(bulkhead.tryStopWaiting()).isTrue();
        waiting--;
      } else if (inside > 0) {
        assertThat(bulkhead.leave()).isEqualTo(waiting > 0);
        inside -= waiting > 0 ? 0 : 1;
        waiting -= waiting > 0 ? 1 : 0;
      }
    }
  }

  @RepeatedTest(5)
  void never_lets_in_more_than_it_has_places_whatever_threads_do() throws Exception {
    Bulkhead bulkhead = new Bulkhead(Config.of(THREADS - 1));
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    Threads.run(
        THREADS,
        thread -> {
          for (int i = 0; i < 20_000; i++) {
            if (bulkhead.tryEnter()) {
              most.accumulateAndGet(inside.incrementAndGet(), Math::max);
              inside.getAndDecrement();
              bulkhead.leave();
            }
          }
        });
    assertThat(most.get()).isBetween(1, THREADS - 1);
    for (int i = 0; i < THREADS - 1; i++) {
      assertThat(bulkhead.tryEnter()).as("place %s is free", i).isTrue();
    }
    assertThat(bulkhead.tryEnter()).isFalse();
  }

  @RepeatedTest(5)
  void never_refuses_who_could_have_entered_at_every_moment() throws Exception {
    Bulkhead bulkhead = new Bulkhead(Config.of(THREADS));
    AtomicInteger refused = new AtomicInteger();
    Threads.run(
        THREADS,
        thread -> {
          for (int i = 0; i < 50_000; i++) {
            if (bulkhead.tryEnter()) {
              bulkhead.leave();
            } else {
              refused.getAndIncrement();
            }
          }
        });
    assertThat(refused).hasValue(0);
  }

  @RepeatedTest(5)
  void who_waits_gets_each_place_that_is_passed_on() throws Exception {
    Bulkhead bulkhead = new Bulkhead(Config.of(1).withQueue(THREADS, 1));
    AtomicInteger passedOn = new AtomicInteger();
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    Threads.run(
        THREADS,
        thread -> {
          for (int i = 0; i < 20_000; i++) {
            boolean entered = bulkhead.tryEnter();
            if (!entered && bulkhead.tryWait() && !bulkhead.tryStopWaiting()) {
              passedOn.getAndDecrement(); // the place is on its way to this one
              entered = true;
            }
            if (entered) {
              most.accumulateAndGet(inside.incrementAndGet(), Math::max);
              inside.getAndDecrement();
              passedOn.getAndAdd(bulkhead.leave() ? 1 : 0);
            }
          }
        });
    assertThat(most).hasValue(1);
    assertThat(passedOn).as("places under way to somebody").hasValue(0);
    assertThat(bulkhead.waiting()).isZero();
    assertThat(bulkhead.tryEnter()).isTrue();
  }
}
