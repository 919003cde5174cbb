package dev.ballast.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ballast.kernel.BreakerState;
import dev.ballast.kernel.Result;
import dev.ballast.policy.Backoff;
import dev.ballast.policy.Deadline;
import dev.ballast.policy.RetryBudget;
import dev.ballast.policy.RetryConfig;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Calls in the caller's own thread. */
class GuardTest {
  private static final RetryConfig THREE_AT_ONCE =
      new RetryConfig(3, RetryBudget.Config.UNLIMITED, Backoff.NONE, Deadline.NONE);

  private final Heard heard = new Heard();

  @Test
  void a_guard_without_policies_passes_answers_and_exceptions_on_as_they_are() throws Exception {
    Guard guard = Guard.named("stock").build();
    assertThat(guard.call(() -> "five")).isEqualTo("five");
    assertThat(guard.get(() -> 5)).isEqualTo(5);
    IOException own = new IOException("gone");
    assertThatThrownBy(
            () ->
                guard.call(
                    () -> {
                      throw own;
                    }))
        .isSameAs(own);
    List<String> done = new ArrayList<>();
    guard.run(() -> done.add("ran"));
    assertThat(done).containsExactly("ran");
    assertThat(guard.state().ended()).isEqualTo(Map.of(Result.OK, 3L, Result.ERROR, 1L));
  }

  @Test
  void an_open_breaker_refuses_without_running_the_code_and_says_who_refused() {
    Guard guard = Guard.named("stock").breaker(0.5, 2).listener(heard).build();
    fail(guard);
    fail(guard);
    assertThatExceptionOfType(Refused.class)
        .isThrownBy(() -> guard.get(() -> neverRun()))
        .withMessage("guard stock: the breaker is open")
        .satisfies(
            refused -> {
              assertThat(refused.guard()).isEqualTo("stock");
              assertThat(refused.policy()).isEqualTo("breaker");
              assertThat(refused.result()).isEqualTo(Result.BREAKER_OPEN);
              assertThat(refused.getStackTrace()).isEmpty();
            });
    assertThat(guard.state().breaker()).contains(BreakerState.OPEN);
    assertThat(heard.events)
        .containsExactly(
            "stock ended ERROR",
            "stock breaker CLOSED to OPEN",
            "stock ended ERROR",
            "stock refused by breaker BREAKER_OPEN",
            "stock ended BREAKER_OPEN");
  }

  @Test
  void what_the_caller_did_wrong_does_not_count_against_the_callee() {
    Outcomes outcomes =
        thrown ->
            thrown instanceof IllegalArgumentException
                ? Result.OK
                : Outcomes.USUAL.ofException(thrown);
    Guard guard = Guard.named("stock").breaker(0.5, 1).outcomes(outcomes).build();
    assertThatThrownBy(
            () ->
                guard.run(
                    () -> {
                      throw new IllegalArgumentException("no such item");
                    }))
        .hasMessage("no such item");
    assertThat(guard.state().breaker()).contains(BreakerState.CLOSED);
  }

  @Test
  void an_answer_can_be_a_failure() {
    Outcomes outcomes =
        new Outcomes() {
          @Override
          public Result ofException(Exception thrown) {
            return Outcomes.USUAL.ofException(thrown);
          }

          @Override
          public Result ofAnswer(@Nullable Object answer) {
            return "sold out".equals(answer) ? Result.SHED : Result.OK;
          }
        };
    AtomicInteger attempts = new AtomicInteger();
    Guard guard = Guard.named("stock").retry(THREE_AT_ONCE).outcomes(outcomes).build();
    assertThat(guard.get(() -> attempts.incrementAndGet() < 3 ? "sold out" : "here"))
        .isEqualTo("here");
    assertThat(guard.get(() -> "sold out")).isEqualTo("sold out");
    assertThat(guard.state().ended(Result.SHED)).isEqualTo(1);
    assertThat(guard.state().reading("retry", "repeats")).hasValue(4);
  }

  @Test
  void a_full_bulkhead_refuses_and_a_place_is_given_back_however_a_call_ends() {
    Guard guard = Guard.named("stock").bulkhead(1).build();
    fail(guard);
    guard.run(
        () -> {
          assertThatExceptionOfType(Refused.class)
              .isThrownBy(() -> guard.get(() -> neverRun()))
              .withMessage("guard stock: all 1 places are taken");
        });
    assertThat(guard.get(() -> "free")).isEqualTo("free");
  }

  @Test
  void what_certainly_had_no_effect_is_repeated() throws Exception {
    Guard guard = Guard.named("stock").retry(THREE_AT_ONCE).listener(heard).build();
    AtomicInteger attempts = new AtomicInteger();
    String answer =
        guard.call(
            () -> {
              if (attempts.incrementAndGet() < 3) {
                throw new ConnectException("nobody listens");
              }
              return "here";
            });
    assertThat(answer).isEqualTo("here");
    assertThat(heard.events)
        .containsExactly(
            "stock repeat 1 because UNREACHABLE",
            "stock repeat 2 because UNREACHABLE",
            "stock ended OK");
  }

  @Test
  void what_may_have_had_an_effect_is_repeated_only_where_that_does_no_harm() {
    Guard guard = Guard.named("stock").retry(THREE_AT_ONCE).build();
    assertThat(attemptsOfFailing(guard)).isEqualTo(1);
    assertThat(attemptsOfFailing(guard.idempotent(true))).isEqualTo(3);
    assertThat(attemptsOfFailing(guard.idempotent(true).idempotent(false))).isEqualTo(1);
    Guard declared = Guard.named("stock").retry(THREE_AT_ONCE).idempotent().build();
    assertThat(attemptsOfFailing(declared)).isEqualTo(3);
  }

  @Test
  void a_refusal_inside_a_retry_is_not_repeated() {
    Guard guard =
        Guard.named("stock")
            .retry(THREE_AT_ONCE)
            .breaker(1, 1)
            .idempotent()
            .listener(heard)
            .build();
    assertThat(attemptsOfFailing(guard)).isEqualTo(1);
    assertThat(heard.events)
        .containsExactly(
            "stock breaker CLOSED to OPEN",
            "stock repeat 1 because ERROR",
            "stock refused by breaker BREAKER_OPEN",
            "stock ended BREAKER_OPEN");
  }

  @Test
  void the_budget_bounds_repeats() {
    RetryConfig none = new RetryConfig(3, new RetryBudget.Share(0, 0), Backoff.NONE, Deadline.NONE);
    assertThat(attemptsOfFailing(Guard.named("stock").retry(none).idempotent().build()))
        .isEqualTo(1);
  }

  @Test
  void the_order_of_the_builder_is_the_order_of_the_layers() {
    Guard callsCounted =
        Guard.named("stock").breaker(1, 2).retry(THREE_AT_ONCE).idempotent().build();
    assertThat(attemptsOfFailing(callsCounted)).isEqualTo(3);
    assertThat(callsCounted.state().breaker()).contains(BreakerState.CLOSED);

    Guard attemptsCounted =
        Guard.recommended("stock").breaker(1, 2).retry(THREE_AT_ONCE).idempotent().build();
    assertThat(attemptsOfFailing(attemptsCounted)).isEqualTo(2);
    assertThat(attemptsCounted.state().breaker()).contains(BreakerState.OPEN);
  }

  @Test
  void a_fallback_replaces_failures_and_refusals_and_is_counted_as_degraded() throws Exception {
    Guard guard = Guard.named("shelf").breaker(1, 1).listener(heard).build();
    assertThat(
            guard.<String>call(
                () -> {
                  throw new IOException("gone");
                },
                failure -> "instead of " + failure.result()))
        .isEqualTo("instead of ERROR");
    assertThat(guard.get(() -> "fresh", failure -> "instead of " + failure.result()))
        .isEqualTo("instead of BREAKER_OPEN");
    assertThat(guard.state().ended(Result.DEGRADED)).isEqualTo(2);
    assertThat(heard.events)
        .contains("shelf degraded because ERROR", "shelf degraded because BREAKER_OPEN");
  }

  @Test
  void a_fallback_that_fails_names_what_it_was_to_replace() {
    Guard guard = Guard.named("shelf").build();
    assertThatThrownBy(
            () ->
                guard.<String>get(
                    () -> {
                      throw new IllegalStateException("first");
                    },
                    _ -> {
                      throw new IllegalStateException("second");
                    }))
        .hasMessage("second")
        .satisfies(e -> assertThat(e.getSuppressed()[0]).hasMessage("first"));
    assertThat(guard.state().ended(Result.ERROR)).isEqualTo(1);
  }

  @Test
  void an_error_of_the_machine_is_neither_repeated_nor_replaced_and_everything_is_given_back() {
    Guard guard = Guard.recommended("stock").bulkhead(1).retry(THREE_AT_ONCE).idempotent().build();
    AtomicInteger attempts = new AtomicInteger();
    for (int i = 0; i < 2; i++) {
      assertThatExceptionOfType(StackOverflowError.class)
          .isThrownBy(
              () ->
                  guard.<String>get(
                      () -> {
                        attempts.incrementAndGet();
                        throw new StackOverflowError();
                      },
                      _ -> "nothing happened"));
    }
    assertThat(attempts).hasValue(2);
  }

  @Test
  void a_classifier_that_fails_costs_no_place() {
    Outcomes broken =
        _ -> {
          throw new IllegalStateException("broken");
        };
    Guard guard = Guard.named("stock").bulkhead(1).outcomes(broken).build();
    fail(guard);
    fail(guard);
    assertThat(guard.get(() -> "free")).isEqualTo("free");
  }

  @Test
  void the_deadline_reaches_the_code_inside_and_guards_inside_only_shorten_it() {
    Guard outer = Guard.named("outer").deadline(Duration.ofSeconds(10)).build();
    Guard inner = Guard.named("inner").deadline(Duration.ofHours(1)).build();
    assertThat(CallDeadline.isSet()).isFalse();
    long outside = outer.get(CallDeadline::nanos);
    assertThat(outside).isNotEqualTo(Deadline.NONE);
    outer.run(
        () -> {
          long own = CallDeadline.nanos();
          long further = inner.get(CallDeadline::nanos);
          assertThat(further).isEqualTo(own);
          assertThat(CallDeadline.timeLeft()).isBetween(Duration.ZERO, Duration.ofSeconds(10));
        });
    assertThat(CallDeadline.isSet()).isFalse();
  }

  @Test
  void what_is_too_late_is_refused_before_it_begins() throws Exception {
    Guard guard = Guard.named("late").deadline(Duration.ofSeconds(1)).build();
    CallDeadline.within(
        Duration.ZERO,
        () -> {
          while (System.nanoTime() < CallDeadline.nanos()) {
            Thread.onSpinWait();
          }
          assertThatExceptionOfType(Refused.class)
              .isThrownBy(() -> guard.get(() -> neverRun()))
              .satisfies(refused -> assertThat(refused.result()).isEqualTo(Result.TOO_LATE));
          return "done";
        });
  }

  @Test
  void a_repeat_that_could_not_begin_before_the_deadline_is_not_waited_for() {
    RetryConfig hourly =
        new RetryConfig(
            3,
            RetryBudget.Config.UNLIMITED,
            new Backoff(3_600_000_000_000L, 3_600_000_000_000L, Backoff.Jitter.NONE),
            Deadline.NONE);
    Guard guard =
        Guard.named("stock").deadline(Duration.ofSeconds(30)).retry(hourly).idempotent().build();
    assertThat(attemptsOfFailing(guard)).isEqualTo(1);
  }

  @Test
  void an_interrupt_during_the_backoff_ends_the_call_as_it_had_failed() {
    RetryConfig hourly =
        new RetryConfig(
            3,
            RetryBudget.Config.UNLIMITED,
            new Backoff(3_600_000_000_000L, 3_600_000_000_000L, Backoff.Jitter.NONE),
            Deadline.NONE);
    Guard guard = Guard.named("stock").retry(hourly).idempotent().build();
    Thread.currentThread().interrupt();
    assertThat(attemptsOfFailing(guard)).isEqualTo(1);
    assertThat(Thread.interrupted()).as("still interrupted").isTrue();
  }

  @Test
  void a_listener_that_fails_changes_no_call() throws Exception {
    List<Throwable> uncaught = new ArrayList<>();
    GuardListener broken =
        new GuardListener() {
          @Override
          public void ended(String guard, Result result, long latencyNanos) {
            throw new IllegalStateException("broken listener");
          }
        };
    Guard guard = Guard.named("stock").bulkhead(1).listener(broken).listener(heard).build();
    Thread thread =
        Thread.ofVirtual()
            .uncaughtExceptionHandler((_, e) -> uncaught.add(e))
            .start(() -> assertThat(guard.get(() -> "fine")).isEqualTo("fine"));
    thread.join();
    assertThat(uncaught)
        .singleElement()
        .satisfies(e -> assertThat(e).hasMessage("broken listener"));
    assertThat(heard.events).containsExactly("stock ended OK");
  }

  private static String neverRun() {
    throw new AssertionError("the guarded code ran");
  }

  static void fail(Guard guard) {
    assertThatThrownBy(
            () ->
                guard.run(
                    () -> {
                      throw new IllegalStateException("failed");
                    }))
        .hasMessage("failed");
  }

  private static int attemptsOfFailing(Guard guard) {
    AtomicInteger attempts = new AtomicInteger();
    assertThatThrownBy(
            () ->
                guard.run(
                    () -> {
                      attempts.incrementAndGet();
                      throw new IllegalStateException("failed");
                    }))
        .isInstanceOf(RuntimeException.class);
    return attempts.get();
  }
}
