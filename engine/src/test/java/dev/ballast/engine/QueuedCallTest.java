package dev.ballast.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.kernel.Result;
import dev.ballast.policy.Bulkhead;
import dev.ballast.policy.CallPolicy;
import org.junit.jupiter.api.Test;

/** Calls that wait for a place in a bulkhead of one, two of them, 100 ms each. */
final class QueuedCallTest {
  private static final long MS = Asking.MS;

  private final Asking asking =
      new Asking(CallPolicy.DEFAULT.withBulkhead(Bulkhead.Config.of(1).withQueue(2, 100 * MS)), 1);

  @Test
  void who_waits_is_sent_when_a_place_is_given_back_first_come_first_served() {
    asking.call();
    asking.call();
    asking.call();
    assertThat(asking.world.sent).hasSize(1);
    asking.answers(Result.OK);
    assertThat(asking.world.sent).hasSize(2);
    asking.answers(Result.OK);
    asking.answers(Result.OK);
    assertThat(asking.results).containsExactly(Result.OK, Result.OK, Result.OK);
  }

  @Test
  void who_finds_no_place_to_wait_is_refused_at_once() {
    for (int i = 0; i < 4; i++) {
      asking.call();
    }
    assertThat(asking.results).containsExactly(Result.BULKHEAD_FULL);
  }

  @Test
  void who_has_waited_long_enough_is_refused() {
    asking.call();
    asking.call();
    asking.at(99);
    assertThat(asking.results).isEmpty();
    asking.at(100);
    assertThat(asking.results).containsExactly(Result.BULKHEAD_FULL);
    asking.answers(Result.OK);
    assertThat(asking.world.sent).as("nobody waits any more").hasSize(1);
  }

  /** As in a warm-up; the sum of such a moment and no deadline at all is no number. */
  @Test
  void a_wait_before_time_0_is_as_long() {
    asking.at(-20_000);
    asking.call();
    asking.call();
    asking.at(-19_901);
    assertThat(asking.results).isEmpty();
    asking.at(-19_900);
    assertThat(asking.results).containsExactly(Result.BULKHEAD_FULL);
  }

  @Test
  void whose_deadline_passes_while_waiting_has_timed_out() {
    asking.call();
    asking.origin.deadlineNanos = 40 * MS;
    asking.call();
    asking.at(40);
    assertThat(asking.results).containsExactly(Result.TIMED_OUT);
    asking.answers(Result.OK);
    assertThat(asking.world.sent).hasSize(1);
  }

  @Test
  void whose_caller_has_left_gives_up_its_place_in_the_queue() {
    asking.call();
    Cancellable second = asking.call();
    asking.call();
    second.cancel();
    asking.call();
    assertThat(asking.results).as("there was room for the fourth").isEmpty();
    asking.answers(Result.OK);
    asking.answers(Result.OK);
    asking.answers(Result.OK);
    assertThat(asking.results).containsExactly(Result.OK, Result.OK, Result.OK);
    assertThat(asking.world.isIdle()).isTrue();
  }
}
