package dev.ballast.guard;

import dev.ballast.kernel.Result;
import dev.ballast.kernel.Units;
import dev.ballast.policy.Deadline;
import dev.ballast.policy.RetryBudget;
import dev.ballast.policy.RetryConfig;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Repeats what failed and can be repeated without harm, while attempts, budget and deadline allow.
 * What a guard refused is not repeated: the refusal would be the same.
 */
final class RetryLayer extends Layer {
  private final Site site;
  private final Layer next;
  private final RetryConfig config;
  private final RetryBudget budget;
  private final LongAdder repeats = new LongAdder();

  RetryLayer(Site site, RetryConfig config, Layer next) {
    this.site = site;
    this.next = next;
    this.config = config;
    budget = RetryBudget.of(config.budget());
  }

  @Override
  @Nullable Object call(Object body, Kind kind, Terms terms, long nowNanos, long deadlineNanos)
      throws Exception {
    long now = nowNanos;
    long waited = 0;
    boolean isRepeat = false;
    budget.callBegins(nowNanos);
    try {
      for (int attempt = 1; ; attempt++) {
        Object answer = null;
        Exception thrown = null;
        Result result;
        try {
          answer = next.call(body, kind, terms, now, deadlineNanos);
          result = site.resultOfAnswer(answer);
        } catch (Exception e) {
          thrown = e;
          result = site.resultOf(e);
        }
        if (isRepeat) {
          isRepeat = false;
          budget.repeatEnds();
        }
        if (!result.isSuccess() && isWorthRepeating(attempt, result, thrown, terms)) {
          waited = waitNanos(attempt, waited, answer, thrown);
          isRepeat = mayRepeat(waited, deadlineNanos);
        }
        if (!isRepeat || !slept(attempt, result, waited)) {
          if (thrown != null) {
            throw thrown;
          }
          return answer;
        }
        site.outcomes().dropped(answer);
        now = System.nanoTime();
      }
    } finally {
      if (isRepeat) {
        budget.repeatEnds();
      }
      budget.callEnds();
    }
  }

  private boolean isWorthRepeating(
      int attempt, Result result, @Nullable Throwable thrown, Terms terms) {
    return !(thrown instanceof Refused) && config.repeats(attempt, result, terms.isIdempotent());
  }

  /** {@link RetryConfig#TOO_LONG} where the callee asks for more patience than there is. */
  private long waitNanos(
      int attempt, long waited, @Nullable Object answer, @Nullable Exception thrown) {
    return config.waitNanos(
        config.backoff().waitNanos(attempt - 1, waited, site.random()),
        site.outcomes().retryAfterNanos(answer, thrown));
  }

  /** Whether the repeat would begin in time and the budget grants it. */
  private boolean mayRepeat(long waitNanos, long deadlineNanos) {
    long now = System.nanoTime();
    boolean inTime =
        waitNanos != RetryConfig.TOO_LONG
            && (deadlineNanos == Deadline.NONE || waitNanos < deadlineNanos - now);
    return inTime && budget.tryRepeat(now);
  }

  private void announce(int repeat, Result because, long waitNanos) {
    repeats.increment();
    site.listeners().repeated(repeat, because, waitNanos);
  }

  /** Waits out the backoff; false when interrupted, and the call ends as it had failed. */
  private boolean slept(int repeat, Result because, long waitNanos) {
    announce(repeat, because, waitNanos);
    if (waitNanos == 0) {
      return true;
    }
    try {
      Thread.sleep(waitNanos / Units.MILLISECOND, (int) (waitNanos % Units.MILLISECOND));
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  CompletableFuture<@Nullable Object> stage(Stage call, long deadlineNanos) {
    CompletableFuture<@Nullable Object> outer = new CompletableFuture<>();
    budget.callBegins(System.nanoTime());
    Stage.atEnd(outer, (_, _) -> budget.callEnds());
    attempt(call, deadlineNanos, outer, 1, 0);
    return outer;
  }

  private void attempt(
      Stage call,
      long deadlineNanos,
      CompletableFuture<@Nullable Object> outer,
      int attempt,
      long waited) {
    CompletableFuture<@Nullable Object> inner = next.stage(call, deadlineNanos);
    Stage.tie(outer, inner);
    Stage.atEnd(
        inner,
        (answer, thrown) -> {
          if (attempt > 1) {
            budget.repeatEnds();
          }
          if (outer.isDone()
              || !repeats(call, deadlineNanos, outer, attempt, waited, answer, thrown)) {
            Stage.hand(inner, outer);
          }
        });
  }

  private boolean repeats(
      Stage call,
      long deadlineNanos,
      CompletableFuture<@Nullable Object> outer,
      int attempt,
      long waited,
      @Nullable Object answer,
      @Nullable Throwable wrapped) {
    Throwable thrown = wrapped == null ? null : Site.unwrapped(wrapped);
    Result result = thrown == null ? site.resultOfAnswer(answer) : site.resultOf(thrown);
    if (result.isSuccess()
        || thrown instanceof Error
        || !isWorthRepeating(attempt, result, thrown, call.terms())) {
      return false;
    }
    long wait = waitNanos(attempt, waited, answer, thrown instanceof Exception e ? e : null);
    if (!mayRepeat(wait, deadlineNanos)) {
      return false;
    }
    site.outcomes().dropped(answer);
    announce(attempt, result, wait);
    AtomicBoolean isSettled = new AtomicBoolean(); // the granted repeat is begun or given back
    Stage.atEnd(
        outer,
        (_, _) -> {
          if (isSettled.compareAndSet(false, true)) {
            budget.repeatEnds();
          }
        });
    call.later(
        wait,
        outer,
        () -> {
          if (isSettled.compareAndSet(false, true)) {
            attempt(call, deadlineNanos, outer, attempt + 1, wait);
          }
        });
    return true;
  }

  @Override
  void read(Consumer<GuardState.Reading> readings) {
    readings.accept(new GuardState.Reading("retry", "repeats", repeats.sum()));
  }
}
