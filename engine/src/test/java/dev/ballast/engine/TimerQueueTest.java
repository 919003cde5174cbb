package dev.ballast.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ballast.kernel.RandomStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

class TimerQueueTest {
  private static final class Mark extends Timer {
    @Override
    public void fires() {}
  }

  @Test
  void timers_come_by_time_and_then_in_the_order_they_were_started_whatever_was_taken_back() {
    for (int seed = 0; seed < 200; seed++) {
      RandomStream random = RandomStream.of(seed, "timer queue");
      TimerQueue queue = new TimerQueue();
      List<Mark> pending = new ArrayList<>(); // the plain twin
      for (int i = 0; i < 400; i++) {
        int action = random.nextInt(10);
        if (action < 6) {
          Mark mark = new Mark();
          queue.add(mark, random.nextInt(20));
          pending.add(mark);
        } else if (action < 8 && !pending.isEmpty()) {
          queue.remove(pending.remove(random.nextInt(pending.size())));
        } else if (!pending.isEmpty()) {
          Mark first =
              pending.stream()
                  .min(
                      Comparator.<Mark>comparingLong(m -> m.dueNanos)
                          .thenComparingLong(m -> m.sequence))
                  .orElseThrow();
          assertThat(queue.firstDueNanos()).isEqualTo(first.dueNanos);
          assertThat(queue.poll()).as("seed %s", seed).isSameAs(first);
          pending.remove(first);
        }
        assertThat(queue.size()).isEqualTo(pending.size());
      }
    }
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
