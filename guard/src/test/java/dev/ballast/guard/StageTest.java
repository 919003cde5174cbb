package dev.ballast.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.ballast.kernel.BreakerState;
import dev.ballast.kernel.Result;
import dev.ballast.policy.Backoff;
import dev.ballast.policy.Deadline;
import dev.ballast.policy.RetryBudget;
import dev.ballast.policy.RetryConfig;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Asynchronous calls. */
@Timeout(60)
class StageTest {
  private static final Duration LONG = Duration.ofDays(1);

  private final ScheduledThreadPoolExecutor scheduler =
      new ScheduledThreadPoolExecutor(1, Thread.ofVirtual().factory());
  private final List<CompletableFuture<String>> sent = new ArrayList<>();

  StageTest() {
    scheduler.setRemoveOnCancelPolicy(true);
  }

  @AfterEach
  void nothing_waits_any_more() {
    while (!scheduler.getQueue().isEmpty()) {
      Thread.onSpinWait(); // what ended a call may just be cancelling its timers
    }
    scheduler.shutdownNow();
  }

  @Test
  void an_answer_comes_through_all_layers() {
    Guard guard = everything().build();
    CompletableFuture<String> answer = guard.stage(this::sends, scheduler);
    assertThat(answer).isNotDone();
    sent.getFirst().complete("here");
    assertThat(answer).isCompletedWithValue("here");
    assertThat(guard.state().ended(Result.OK)).isEqualTo(1);
  }

  @Test
  void a_failure_is_repeated_and_a_fallback_takes_over_when_nothing_is_left() {
    Guard guard = Guard.recommended("g").retry(attempts(3)).breaker(1, 10).build();
    CompletableFuture<String> answer =
        guard.stage(
            () -> CompletableFuture.<String>failedFuture(new ConnectException("nobody")),
            scheduler,
            failure -> "instead of " + failure.result());
    assertThat(answer.join()).isEqualTo("instead of UNREACHABLE");
    assertThat(guard.state().reading("retry", "repeats")).hasValue(2);
    assertThat(guard.state().ended(Result.DEGRADED)).isEqualTo(1);
  }

  @Test
  void code_that_throws_instead_of_returning_a_stage_fails_the_call() {
    Guard guard = Guard.named("g").bulkhead(1).build();
    for (int i = 0; i < 2; i++) {
      CompletableFuture<String> answer =
          guard.stage(
              () -> {
                throw new IllegalStateException("at once");
              },
              scheduler);
      assertThat(failureOf(answer)).hasMessage("at once");
    }
  }

  @Test
  void a_timeout_ends_the_call_and_cancels_what_was_begun() {
    Guard guard = Guard.named("g").timeout(Duration.ofMillis(1)).breaker(1, 1).build();
    CompletableFuture<String> answer = guard.stage(this::sends, scheduler);
    assertThat(failureOf(answer))
        .isInstanceOfSatisfying(
            GaveUp.class, gaveUp -> assertThat(gaveUp.result()).isEqualTo(Result.TIMED_OUT));
    while (!sent.getFirst().isCancelled()) {
      Thread.onSpinWait(); // by the thread that ended the call
    }
  }

  @Test
  void cancelling_the_answer_ends_everything_and_gives_everything_back() {
    Guard guard = everything().build();
    CompletableFuture<String> answer = guard.stage(this::sends, scheduler);
    CompletableFuture<String> waiting = guard.stage(this::sends, scheduler);
    assertThat(guard.state().reading("bulkhead", "waiting")).hasValue(1);
    waiting.cancel(true);
    assertThat(guard.state().reading("bulkhead", "waiting")).hasValue(0);
    answer.cancel(true);
    assertThat(sent).singleElement().satisfies(attempt -> assertThat(attempt).isCancelled());
    assertThat(guard.state().breaker()).contains(BreakerState.CLOSED);
    assertThat(guard.state().ended(Result.CANCELLED)).isEqualTo(2);
    CompletableFuture<String> next = guard.stage(this::sends, scheduler);
    sent.getLast().complete("free again");
    assertThat(next).isCompletedWithValue("free again");
  }

  @Test
  void a_call_that_waited_for_a_place_begins_in_the_scheduler() {
    Guard guard = Guard.named("g").bulkhead(1, 5, LONG).build();
    CompletableFuture<String> first = guard.stage(this::sends, scheduler);
    CompletableFuture<Thread> second =
        guard.stage(() -> CompletableFuture.completedFuture(Thread.currentThread()), scheduler);
    assertThat(second).isNotDone();
    sent.getFirst().complete("done");
    assertThat(first).isCompletedWithValue("done");
    assertThat(second.join()).isNotSameAs(Thread.currentThread());
  }

  @Test
  void a_wait_for_a_place_ends_in_time() {
    Guard guard = Guard.named("g").bulkhead(1, 5, Duration.ofMillis(1)).build();
    CompletableFuture<String> first = guard.stage(this::sends, scheduler);
    CompletableFuture<String> second = guard.stage(this::sends, scheduler);
    assertThat(failureOf(second)).isInstanceOf(Refused.class);
    sent.getFirst().complete("done");
    assertThat(first).isCompletedWithValue("done");
    assertThat(sent).hasSize(1);
  }

  @Test
  void an_open_breaker_refuses() {
    Guard guard = Guard.named("g").breaker(1, 1).build();
    CompletableFuture<String> first = guard.stage(this::sends, scheduler);
    sent.getFirst().completeExceptionally(new IllegalStateException("failed"));
    assertThat(failureOf(first)).hasMessage("failed");
    assertThat(failureOf(guard.stage(this::sends, scheduler))).isInstanceOf(Refused.class);
    assertThat(sent).hasSize(1);
  }

  @Test
  void a_scheduler_that_takes_nothing_any_more_fails_the_call() {
    ScheduledExecutorService closed = Executors.newSingleThreadScheduledExecutor();
    closed.shutdownNow();
    Guard guard = Guard.named("g").bulkhead(1).timeout(LONG).build();
    for (int i = 0; i < 2; i++) {
      CompletableFuture<String> answer = guard.stage(this::sends, closed);
      assertThat(failureOf(answer)).isInstanceOf(RejectedExecutionException.class);
    }
  }

  @Test
  void a_blocking_guard_and_an_asynchronous_one_share_their_state() {
    Guard guard = Guard.named("g").bulkhead(1).build();
    CompletableFuture<String> answer = guard.stage(this::sends, scheduler);
    assertThatExceptionOfType(Refused.class).isThrownBy(() -> guard.get(() -> "no place"));
    sent.getFirst().complete("done");
    assertThat(answer).isCompleted();
    assertThat(guard.get(() -> "free")).isEqualTo("free");
  }

  private static GuardBuilder everything() {
    return Guard.recommended("g")
        .deadline(LONG)
        .bulkhead(1, 5, LONG)
        .timeout(LONG.minusHours(1))
        .retry(attempts(3))
        .attemptTimeout(LONG.minusHours(2))
        .breaker(1, 1);
  }

  private static RetryConfig attempts(int attempts) {
    return new RetryConfig(attempts, RetryBudget.Config.UNLIMITED, Backoff.NONE, Deadline.NONE);
  }

  private CompletableFuture<String> sends() {
    CompletableFuture<String> attempt = new CompletableFuture<>();
    sent.add(attempt);
    return attempt;
  }

  private static @Nullable Throwable failureOf(CompletableFuture<?> call) {
    try {
      call.join();
      return null;
    } catch (CompletionException e) {
      return e.getCause();
    } catch (CancellationException e) {
      return e;
    }
  }
}
