package dev.ballast.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ballast.kernel.RandomStream;
import dev.ballast.kernel.Units;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class TimerQueueTest {
  private static final class Mark extends Timer {
    @Override
    public void fires() {}
  }

  private static final Comparator<Mark> ORDER =
      Comparator.<Mark>comparingLong(m -> m.dueNanos).thenComparingLong(m -> m.sequence);

  /** How far ahead timers are started: within a bucket, over some levels, over all of them. */
  @SuppressWarnings("UnusedVariable") // JUnit reads it
  private static final long[] REACHES = {
    20, 1_000_000, 50_000_000, Units.SECOND, 3_600 * Units.SECOND, Long.MAX_VALUE / 2
  };

  @ParameterizedTest
  @FieldSource("REACHES")
  void timers_come_by_time_and_then_in_the_order_they_were_started_whatever_was_taken_back(
      long reach) {
    for (int seed = 0; seed < 50; seed++) {
      RandomStream random = RandomStream.of(seed, "timer queue");
      TimerQueue queue = new TimerQueue();
      List<Mark> pending = new ArrayList<>(); // the plain twin
      long now = -Units.SECOND;
      for (int i = 0; i < 600; i++) {
        int action = random.nextInt(10);
        if (action < 5 || (action < 6 && i < 300)) {
          Mark mark = new Mark();
          long near = random.chance(0.3) ? random.nextInt(3) : 0;
          queue.add(mark, now + near * (long) (random.nextUnit() * (reach / 4.0)));
          pending.add(mark);
        } else if (action < 8 && !pending.isEmpty()) {
          queue.remove(pending.remove(random.nextInt(pending.size())));
        } else if (!pending.isEmpty()) {
          Mark first = Collections.min(pending, ORDER);
          assertThat(queue.firstDueNanos()).isEqualTo(first.dueNanos);
          assertThat(queue.poll(first.dueNanos - 1)).isNull();
          assertThat(queue.poll(first.dueNanos)).as("seed %s", seed).isSameAs(first);
          now = first.dueNanos;
          pending.remove(first);
        }
        assertThat(queue.size()).isEqualTo(pending.size());
      }
    }
  }

  @Test
  void a_timer_that_is_never_due_stays_until_it_is_taken_back() {
    TimerQueue queue = new TimerQueue();
    Mark never = new Mark();
    queue.add(never, Long.MAX_VALUE);
    assertThat(queue.poll(Long.MAX_VALUE - 1)).isNull();
    Mark soon = new Mark();
    queue.add(soon, 5);
    assertThat(queue.poll(Long.MAX_VALUE)).isSameAs(soon);
    queue.remove(never);
    assertThat(queue.firstDueNanos()).isEqualTo(Long.MAX_VALUE);
    assertThat(queue.poll(Long.MAX_VALUE)).isNull();
  }

  @Test
  void a_timer_may_be_due_before_what_was_looked_at() {
    TimerQueue queue = new TimerQueue();
    Mark far = new Mark();
    queue.add(far, 100 * Units.SECOND);
    assertThat(queue.firstDueNanos()).isEqualTo(100 * Units.SECOND);
    Mark near = new Mark();
    queue.add(near, -Units.SECOND);
    assertThat(queue.poll(Long.MAX_VALUE)).isSameAs(near);
    assertThat(queue.poll(Long.MAX_VALUE)).isSameAs(far);
  }

  @Test
  void taking_back_a_timer_that_is_not_pending_does_nothing() {
    TimerQueue queue = new TimerQueue();
    queue.remove(new Mark());
    assertThat(queue.size()).isZero();
  }

  @Test
  void a_pending_timer_cannot_be_started_again() {
    TimerQueue queue = new TimerQueue();
    Mark mark = new Mark();
    queue.add(mark, 1);
    assertThatThrownBy(() -> queue.add(mark, 2)).isInstanceOf(IllegalStateException.class);
  }
}
