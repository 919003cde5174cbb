package dev.ballast.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ballast.policy.HedgeConfig;
import dev.ballast.policy.HedgeConfig.After;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A second attempt beside a slow one. */
@Timeout(60)
class HedgeTest {
  private static final HedgeConfig AT_ONCE = new HedgeConfig(new After.Time(1), 1, 1);
  private static final HedgeConfig NEVER =
      new HedgeConfig(new After.Time(Duration.ofDays(1).toNanos()), 1, 1);

  private final AtomicInteger attempts = new AtomicInteger();
  private final Heard heard = new Heard();

  @Test
  void the_first_answer_wins_and_the_slow_attempt_is_interrupted() throws Exception {
    Guard guard = Guard.named("g").hedge(AT_ONCE).idempotent().listener(heard).build();
    CountDownLatch interrupted = new CountDownLatch(1);
    String answer =
        guard.call(
            () -> {
              if (attempts.incrementAndGet() == 2) {
                return "the second";
              }
              try {
                new CountDownLatch(1).await();
              } catch (InterruptedException e) {
                interrupted.countDown();
              }
              return "too late";
            });
    assertThat(answer).isEqualTo("the second");
    interrupted.await();
    assertThat(heard.events).containsExactly("g hedged", "g ended OK");
    assertThat(guard.state().reading("hedge", "hedges")).hasValue(1);
  }

  @Test
  void what_must_not_be_done_twice_is_not_hedged() throws Exception {
    Guard guard = Guard.named("g").hedge(AT_ONCE).idempotentByCall().build();
    Thread caller = Thread.currentThread();
    assertThat(guard.call(Thread::currentThread)).isSameAs(caller);
    assertThat(guard.idempotent(true).call(Thread::currentThread)).isNotSameAs(caller);
  }

  @Test
  void a_failure_of_the_only_attempt_ends_the_call_without_waiting_for_a_hedge() {
    Guard guard = Guard.named("g").hedge(NEVER).idempotent().build();
    GuardTest.fail(guard);
    assertThat(guard.state().reading("hedge", "hedges")).hasValue(0);
  }

  @Test
  void a_failure_beside_an_attempt_that_is_under_way_waits_for_that() throws Exception {
    Guard guard = Guard.named("g").hedge(AT_ONCE).idempotent().build();
    CountDownLatch failed = new CountDownLatch(1);
    String answer =
        guard.call(
            () -> {
              if (attempts.incrementAndGet() == 1) {
                failed.await();
                return "the first";
              }
              failed.countDown();
              throw new IllegalStateException("the second failed");
            });
    assertThat(answer).isEqualTo("the first");
  }

  @Test
  void if_all_fail_the_first_failure_is_thrown() {
    Guard guard = Guard.named("g").hedge(AT_ONCE).idempotent().build();
    CountDownLatch both = new CountDownLatch(2);
    assertThatThrownBy(
            () ->
                guard.call(
                    () -> {
                      int attempt = attempts.incrementAndGet();
                      both.countDown();
                      both.await();
                      throw new IllegalStateException("attempt " + attempt);
                    }))
        .isInstanceOf(IllegalStateException.class);
    assertThat(attempts).hasValue(2);
  }

  @Test
  void an_asynchronous_call_is_hedged_too() {
    try (var scheduler = new ScheduledThreadPoolExecutor(1)) {
      Guard guard = Guard.named("g").hedge(AT_ONCE).idempotent().build();
      List<CompletableFuture<String>> sent = new ArrayList<>();
      CountDownLatch both = new CountDownLatch(2);
      CompletableFuture<String> answer =
          guard.stage(
              () -> {
                CompletableFuture<String> attempt = new CompletableFuture<>();
                synchronized (sent) {
                  sent.add(attempt);
                }
                both.countDown();
                return attempt;
              },
              scheduler);
      awaits(both);
      synchronized (sent) {
        sent.getLast().complete("the second");
        assertThat(answer.join()).isEqualTo("the second");
        while (!sent.getFirst().isCancelled()) {
          Thread.onSpinWait();
        }
      }
    }
  }

  private static void awaits(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
