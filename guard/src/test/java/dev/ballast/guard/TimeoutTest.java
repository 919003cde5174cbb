package dev.ballast.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ballast.kernel.Result;
import dev.ballast.policy.Backoff;
import dev.ballast.policy.Deadline;
import dev.ballast.policy.RetryBudget;
import dev.ballast.policy.RetryConfig;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Blocking calls that somebody stops waiting for. */
@Timeout(60)
class TimeoutTest {
  private static final Duration SHORT = Duration.ofMillis(1);
  private static final Duration LONG = Duration.ofDays(1);

  @Test
  void code_that_takes_too_long_is_interrupted_and_its_effect_is_unknown() throws Exception {
    CountDownLatch interrupted = new CountDownLatch(1);
    Guard guard = Guard.named("slow").timeout(SHORT).build();
    assertThatExceptionOfType(GaveUp.class)
        .isThrownBy(() -> guard.call(() -> untilInterrupted(interrupted)))
        .withMessage("guard slow: no answer within 1ms or the deadline")
        .satisfies(gaveUp -> assertThat(gaveUp.result()).isEqualTo(Result.TIMED_OUT));
    interrupted.await();
    assertThat(guard.state().ended(Result.TIMED_OUT)).isEqualTo(1);
  }

  @Test
  void code_that_ends_in_time_answers_and_throws_as_it_does() throws Exception {
    Guard guard = Guard.named("quick").timeout(LONG).build();
    assertThat(guard.call(() -> "here")).isEqualTo("here");
    assertThatThrownBy(
            () ->
                guard.call(
                    () -> {
                      throw new IOException("gone");
                    }))
        .isInstanceOf(IOException.class)
        .hasMessage("gone");
    assertThatThrownBy(
            () ->
                guard.run(
                    () -> {
                      throw new StackOverflowError();
                    }))
        .isInstanceOf(StackOverflowError.class);
  }

  @Test
  void the_code_runs_in_a_virtual_thread_named_after_the_guard_and_knows_the_deadline() {
    Guard guard = Guard.named("stock").timeout(LONG).build();
    Thread thread = guard.get(Thread::currentThread);
    assertThat(thread.isVirtual()).isTrue();
    assertThat(thread.getName()).startsWith("guard-stock-");
    long deadline = guard.get(CallDeadline::nanos);
    assertThat(deadline).isNotEqualTo(Deadline.NONE);
  }

  @Test
  void the_callers_context_is_carried_along_where_that_is_wanted() {
    ThreadLocal<String> trace = new ThreadLocal<>();
    trace.set("trace 7");
    Guard guard =
        Guard.named("stock")
            .timeout(LONG)
            .context(
                body -> {
                  String callers = trace.get();
                  return () -> {
                    trace.set(callers);
                    body.run();
                  };
                })
            .build();
    assertThat(guard.get(trace::get)).isEqualTo("trace 7");
  }

  @Test
  void each_attempt_has_its_own_time_and_a_timed_out_one_is_repeated_only_if_idempotent() {
    RetryConfig retry =
        new RetryConfig(3, RetryBudget.Config.UNLIMITED, Backoff.NONE, SHORT.toNanos());
    for (boolean idempotent : new boolean[] {false, true}) {
      Guard guard = Guard.recommended("slow").retry(retry).build().idempotent(idempotent);
      assertThatExceptionOfType(GaveUp.class)
          .isThrownBy(() -> guard.call(() -> untilInterrupted(new CountDownLatch(1))));
      assertThat(guard.state().reading("retry", "repeats")).hasValue(idempotent ? 2 : 0);
    }
  }

  @Test
  void
      a_place_outside_a_timeout_is_free_when_the_caller_gives_up_and_one_inside_when_the_code_ends()
          throws Exception {
    CountDownLatch ends = new CountDownLatch(1);
    Guard outside = Guard.named("outside").bulkhead(1).timeout(SHORT).build();
    assertThatExceptionOfType(GaveUp.class).isThrownBy(() -> outside.call(() -> deafUntil(ends)));
    assertThatExceptionOfType(GaveUp.class).isThrownBy(() -> outside.call(() -> deafUntil(ends)));

    Guard inside = Guard.named("inside").timeout(LONG).bulkhead(1).build();
    CountDownLatch begun = new CountDownLatch(1);
    Thread caller =
        Thread.startVirtualThread(
            () ->
                assertThatExceptionOfType(GaveUp.class)
                    .isThrownBy(
                        () ->
                            inside.get(
                                () -> {
                                  begun.countDown();
                                  return deafUntil(ends);
                                })));
    begun.await();
    caller.interrupt();
    caller.join();
    assertThatExceptionOfType(Refused.class).isThrownBy(() -> inside.get(() -> "no place"));
    ends.countDown();
  }

  @Test
  void a_caller_that_is_interrupted_interrupts_the_code_and_stays_interrupted() throws Exception {
    Guard guard = Guard.named("slow").timeout(LONG).build();
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    AtomicReference<GaveUp> gaveUp = new AtomicReference<>();
    AtomicReference<Boolean> stays = new AtomicReference<>();
    Thread caller =
        Thread.startVirtualThread(
            () -> {
              try {
                guard.get(
                    () -> {
                      begun.countDown();
                      return untilInterrupted(interrupted);
                    });
              } catch (GaveUp e) {
                gaveUp.set(e);
                stays.set(Thread.currentThread().isInterrupted());
              }
            });
    begun.await();
    caller.interrupt();
    caller.join();
    interrupted.await();
    assertThat(gaveUp.get().result()).isEqualTo(Result.CANCELLED);
    assertThat(stays.get()).isTrue();
  }

  @Test
  void a_timeout_inside_another_ends_with_the_earlier_of_both() {
    Guard outer = Guard.named("outer").deadline(SHORT).build();
    Guard inner = Guard.named("inner").timeout(LONG).build();
    assertThatExceptionOfType(GuardException.class)
        .isThrownBy(
            () -> outer.run(() -> inner.get(() -> untilInterrupted(new CountDownLatch(1)))));
  }

  private static String untilInterrupted(CountDownLatch interrupted) {
    try {
      new CountDownLatch(1).await();
      return "never";
    } catch (InterruptedException e) {
      interrupted.countDown();
      return "too late";
    }
  }

  private static String deafUntil(CountDownLatch ends) {
    while (true) {
      try {
        ends.await();
        return "at last";
      } catch (InterruptedException e) {
        // deaf
      }
    }
  }
}
