package dev.ballast.policy.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ballast.kernel.Priority;
import dev.ballast.policy.queue.CoDelConfig.Law;
import dev.ballast.policy.queue.QueueConfig.Order;
import org.junit.jupiter.api.Test;

final class QueueDecisionsTest {
  private static final long MS = 1_000_000L;
  private static final CoDelConfig LATE = new CoDelConfig(Law.LATE, 5 * MS, 100 * MS);

  private static QueueDecisions given(QueueConfig config) {
    return new QueueDecisions(config, 10, 0);
  }

  @Test
  void first_come_first_served_drops_nothing_and_is_full_when_it_is_full() {
    QueueDecisions queue = given(QueueConfig.FIFO);
    assertThat(queue.admits(Priority.SHEDDABLE, 9)).isTrue();
    assertThat(queue.admits(Priority.CRITICAL, 10)).isFalse();
    assertThat(queue.drops(Priority.NORMAL, 10_000 * MS, 10, 10_000 * MS)).isFalse();
    assertThat(queue.servesNewest(10_000 * MS)).isFalse();
    assertThat(queue.yieldsOldest(10_000 * MS)).isFalse();
  }

  @Test
  void a_queue_that_was_empty_within_the_interval_lets_requests_wait_as_long_as_that() {
    QueueDecisions queue = given(QueueConfig.FIFO.withCodel(LATE));
    queue.empty(1_000 * MS);
    assertThat(queue.drops(Priority.NORMAL, 50 * MS, 9, 1_050 * MS)).isFalse();
    assertThat(queue.drops(Priority.NORMAL, 100 * MS, 9, 1_100 * MS)).isFalse();
    assertThat(queue.drops(Priority.NORMAL, 100 * MS + 1, 9, 1_100 * MS)).isTrue();
  }

  @Test
  void a_standing_queue_drops_what_waited_longer_than_the_target() {
    QueueDecisions queue = given(QueueConfig.FIFO.withCodel(LATE));
    queue.empty(1_000 * MS);
    assertThat(queue.drops(Priority.NORMAL, 5 * MS, 9, 1_101 * MS)).isFalse();
    assertThat(queue.drops(Priority.NORMAL, 5 * MS + 1, 9, 1_101 * MS)).isTrue();
    queue.empty(1_102 * MS);
    assertThat(queue.drops(Priority.NORMAL, 5 * MS + 1, 9, 1_103 * MS)).isFalse();
  }

  @Test
  void where_priorities_count_critical_requests_may_wait_as_long_as_the_interval() {
    for (boolean counts : new boolean[] {false, true}) {
      PriorityShares shares = counts ? new PriorityShares(0.9, 0.5) : null;
      QueueDecisions queue = given(QueueConfig.FIFO.withCodel(LATE).withPriorities(shares));
      long now = 1_000 * MS;
      assertThat(queue.drops(Priority.NORMAL, 6 * MS, 9, now)).isTrue();
      assertThat(queue.drops(Priority.CRITICAL, 6 * MS, 9, now)).isEqualTo(!counts);
      assertThat(queue.drops(Priority.CRITICAL, 100 * MS + 1, 9, now)).isTrue();
    }
  }

  @Test
  void an_adaptive_queue_serves_the_newest_only_while_it_stands() {
    QueueDecisions queue = given(QueueConfig.FIFO.withOrder(Order.ADAPTIVE_LIFO));
    queue.empty(1_000 * MS);
    assertThat(queue.servesNewest(1_100 * MS)).isFalse();
    assertThat(queue.servesNewest(1_100 * MS + 1)).isTrue();
    assertThat(queue.yieldsOldest(1_100 * MS + 1)).isTrue();
    queue.empty(1_200 * MS);
    assertThat(queue.servesNewest(1_201 * MS)).isFalse();
  }

  @Test
  void a_lifo_queue_always_serves_the_newest() {
    assertThat(given(QueueConfig.FIFO.withOrder(Order.LIFO)).servesNewest(0)).isTrue();
  }

  @Test
  void a_queue_without_places_has_no_oldest_to_give_up() {
    QueueDecisions queue = new QueueDecisions(QueueConfig.FIFO.withOrder(Order.LIFO), 0, 0);
    assertThat(queue.admits(Priority.CRITICAL, 0)).isFalse();
    assertThat(queue.yieldsOldest(0)).isFalse();
  }

  @Test
  void what_matters_less_may_fill_less_of_the_queue() {
    QueueDecisions queue = given(QueueConfig.FIFO.withPriorities(new PriorityShares(0.9, 0.5)));
    assertThat(queue.admits(Priority.SHEDDABLE, 4)).isTrue();
    assertThat(queue.admits(Priority.SHEDDABLE, 5)).isFalse();
    assertThat(queue.admits(Priority.NORMAL, 8)).isTrue();
    assertThat(queue.admits(Priority.NORMAL, 9)).isFalse();
    assertThat(queue.admits(Priority.CRITICAL, 9)).isTrue();
    assertThat(queue.admits(Priority.CRITICAL, 10)).isFalse();
  }

  @Test
  void an_impossible_configuration_says_what_is_right() {
    refuses("CoDel's target must be above 0", () -> new CoDelConfig(Law.LATE, 0, 100 * MS));
    refuses(
        "CoDel's interval must be longer than its target",
        () -> new CoDelConfig(Law.LATE, 5 * MS, 5 * MS));
    refuses(
        "CoDel's interval must be at most 1h",
        () -> new CoDelConfig(Law.LATE, 5 * MS, CoDelConfig.INTERVAL_NANOS_MAX + 1));
    refuses(
        "the share of normal requests must be above 0 % and at most 100 %",
        () -> new PriorityShares(0, 0));
    refuses(
        "the share of sheddable requests must not be above that of normal ones",
        () -> new PriorityShares(0.5, 0.6));
    CoDelConfig packets = new CoDelConfig(Law.SQUARE_ROOT, 5 * MS, 100 * MS);
    String oneLine =
        "the square-root law judges one line of requests, first come, first served; use the law"
            + " late";
    refuses(oneLine, () -> QueueConfig.FIFO.withCodel(packets).withOrder(Order.LIFO));
    refuses(
        oneLine,
        () -> QueueConfig.FIFO.withCodel(packets).withPriorities(new PriorityShares(1, 1)));
  }

  private static void refuses(String message, Runnable made) {
    assertThatThrownBy(made::run).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
  }
}
