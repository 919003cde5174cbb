package dev.ballast.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.kernel.BreakerState;
import dev.ballast.kernel.SharedRandomStream;
import dev.ballast.policy.BreakerConfig.Forced;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** What must hold when threads share a breaker, whatever their order. */
final class BreakerThreadsTest {
  private static final List<Forced> FORCES = List.of(Forced.values());
  private static final int THREADS = 4;
  private static final int CALLS = 50_000;

  private static Breaker breaker(BreakerConfig config, Breaker.Listener listener) {
    return new Breaker(config, new SharedRandomStream(1), listener);
  }

  @Test
  void a_window_of_time_has_counted_every_answer_when_the_threads_are_done() throws Exception {
    BreakerConfig.Trip trip = BreakerConfig.ofTime(1, 1_000_000, 1_000_000_000).trip();
    TimeWindow window = new TimeWindow(trip);
    Threads.run(
        THREADS,
        thread -> {
          for (int i = 0; i < CALLS; i++) {
            window.add(i % 10 == 0 ? Judge.FAILED : Judge.GOOD, 10L * i);
          }
        });
    assertThat(window.calls()).isEqualTo(THREADS * CALLS);
    assertThat(window.failures()).isEqualTo(THREADS * CALLS / 10);
  }

  @Test
  void a_window_of_calls_holds_as_many_failures_as_its_last_answers_when_the_threads_are_done()
      throws Exception {
    CallWindow window = new CallWindow(BreakerConfig.ofCalls(1, 100).trip());
    Threads.run(
        THREADS,
        thread -> {
          for (int i = 0; i < CALLS; i++) {
            window.add((i + thread) % 3 == 0 ? Judge.FAILED : Judge.GOOD, 0);
          }
        });
    assertThat(window.calls()).isEqualTo(100);
    for (int i = 0; i < 60; i++) {
      window.add(Judge.FAILED, 0);
    }
    assertThat(window.failures()).isBetween(60L, 100L);
    for (int i = 0; i < 40; i++) {
      window.add(Judge.FAILED, 0);
    }
    assertThat(window.failures()).isEqualTo(100);
    for (int i = 0; i < 100; i++) {
      window.add(Judge.GOOD, 0);
    }
    assertThat(window.failures()).isZero();
  }

  @RepeatedTest(20)
  void opens_with_the_answer_that_completes_the_window_whoever_gives_it() throws Exception {
    for (BreakerConfig config :
        List.of(
            BreakerConfig.ofCalls(0.5, THREADS * 100),
            BreakerConfig.ofTime(0.5, THREADS * 100, 1_000))) {
      Breaker breaker = breaker(config, (_, _, _) -> {});
      Threads.run(
          THREADS,
          thread -> {
            for (int i = 0; i < 100; i++) {
              breaker.record(breaker.tryAdmit(5), i >= 50, 0, 5);
            }
          });
      assertThat(breaker.state()).isEqualTo(BreakerState.OPEN);
    }
  }

  @RepeatedTest(20)
  void lets_no_more_than_its_probes_pass_while_half_open() throws Exception {
    Breaker breaker = breaker(BreakerConfig.ofConsecutive(1).withProbes(3), (_, _, _) -> {});
    breaker.record(breaker.tryAdmit(0), false, 0, 0);
    AtomicInteger admitted = new AtomicInteger();
    Threads.run(
        THREADS,
        thread -> {
          for (int i = 0; i < 1_000; i++) {
            if (breaker.tryAdmit(BreakerConfig.PAUSE_DEFAULT_NANOS) != Breaker.REFUSED) {
              admitted.getAndIncrement();
            }
          }
        });
    assertThat(admitted).hasValue(3);
    assertThat(breaker.state()).isEqualTo(BreakerState.HALF_OPEN);
  }

  @RepeatedTest(20)
  void a_ramp_admits_the_share_of_the_moment_to_all_threads_together() throws Exception {
    Breaker breaker =
        breaker(
            BreakerConfig.ofConsecutive(1).withPause(10).withProbes(1).withRamp(100),
            (_, _, _) -> {});
    breaker.record(breaker.tryAdmit(0), false, 0, 0);
    breaker.record(breaker.tryAdmit(10), true, 0, 10);
    AtomicInteger admitted = new AtomicInteger();
    Threads.run(
        THREADS,
        thread -> {
          for (int i = 0; i < 1_000; i++) {
            admitted.getAndAdd(breaker.tryAdmit(10 + 25) != Breaker.REFUSED ? 1 : 0);
          }
        });
    assertThat(admitted.get()).isBetween(THREADS * 250, THREADS * 250 + 1);
  }

  @RepeatedTest(10)
  void every_change_is_told_once_and_in_order() throws Exception {
    Queue<BreakerState> told = new ConcurrentLinkedQueue<>();
    AtomicInteger telling = new AtomicInteger();
    AtomicInteger overlaps = new AtomicInteger();
    Breaker breaker =
        breaker(
            BreakerConfig.ofConsecutive(2).withPause(1).withProbes(2).withRamp(2),
            (from, to, _) -> {
              overlaps.getAndAdd(telling.getAndIncrement());
              told.add(from);
              told.add(to);
              telling.getAndDecrement();
            });
    AtomicLong clock = new AtomicLong();
    Threads.run(
        THREADS,
        thread -> {
          for (int i = 0; i < 5_000; i++) {
            long now = clock.incrementAndGet();
            if (thread == 0 && i % 500 == 0) {
              breaker.force(FORCES.get(i / 500 % 3), now);
            }
            long permit = breaker.tryAdmit(now);
            if (permit != Breaker.REFUSED) {
              breaker.record(permit, (now & 12) != 0, 0, now);
            }
          }
          breaker.force(Forced.NOT, clock.get());
        });
    List<BreakerState> states = new ArrayList<>(told);
    assertThat(states).hasSizeGreaterThan(20);
    assertThat(overlaps).hasValue(0);
    assertThat(states.getFirst()).isEqualTo(BreakerState.CLOSED);
    for (int i = 1; i + 1 < states.size(); i += 2) {
      assertThat(states.get(i + 1)).as("the state after change %s", i).isEqualTo(states.get(i));
    }
    assertThat(states.getLast()).isEqualTo(breaker.state());
  }
}
