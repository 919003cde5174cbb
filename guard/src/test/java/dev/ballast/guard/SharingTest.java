package dev.ballast.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ballast.policy.cache.CacheConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Answers that serve more than one call. */
@Timeout(60)
class SharingTest {
  private static final long DAY = Duration.ofDays(1).toNanos();

  private final AtomicInteger calls = new AtomicInteger();

  @Test
  void a_fresh_answer_is_given_again_to_calls_about_the_same_thing() {
    Guard guard = Guard.named("g").cache(new CacheConfig(DAY, 0, 0, 100)).build();
    assertThat(guard.about("a").get(this::numbered)).isEqualTo("answer 1");
    assertThat(guard.about("a").get(this::numbered)).isEqualTo("answer 1");
    assertThat(guard.about("b").get(this::numbered)).isEqualTo("answer 2");
    assertThat(guard.get(this::numbered)).as("about nothing").isEqualTo("answer 3");
    assertThat(guard.state().reading("cache", "hits")).hasValue(1);
    assertThat(guard.state().reading("cache", "entries")).hasValue(2);
  }

  @Test
  void a_failure_is_not_kept_and_an_answer_of_null_is() {
    Guard guard = Guard.named("g").cache(new CacheConfig(DAY, 0, 0, 100)).build();
    GuardTest.fail(guard.about("a"));
    guard.about("a").run(calls::incrementAndGet);
    guard.about("a").run(calls::incrementAndGet);
    assertThat(calls).hasValue(1);
  }

  @Test
  void a_stale_answer_takes_the_place_of_a_failure() {
    Heard heard = new Heard();
    Guard guard = Guard.named("g").cache(new CacheConfig(0, 0, DAY, 100)).listener(heard).build();
    assertThat(guard.about("a").get(this::numbered)).isEqualTo("answer 1");
    assertThat(guard.about("a").get(this::numbered)).isEqualTo("answer 2");
    String stale =
        guard
            .about("a")
            .get(
                () -> {
                  throw new IllegalStateException("failed");
                });
    assertThat(stale).isEqualTo("answer 2");
    assertThat(heard.events).contains("g degraded because ERROR");
    assertThat(guard.state().reading("cache", "in place of failures")).hasValue(1);
  }

  @Test
  void a_stale_answer_is_given_at_once_and_renewed_beside() throws Exception {
    Guard guard = Guard.named("g").cache(new CacheConfig(0, DAY, 0, 100)).build();
    guard.about("a").get(this::numbered);
    CountDownLatch renewing = new CountDownLatch(1);
    CountDownLatch mayEnd = new CountDownLatch(1);
    String given =
        guard
            .about("a")
            .call(
                () -> {
                  renewing.countDown();
                  mayEnd.await();
                  return "renewed";
                });
    assertThat(given).isEqualTo("answer 1");
    renewing.await();
    assertThat(guard.about("a").get(this::numbered))
        .as("somebody renews it already")
        .isEqualTo("answer 1");
    mayEnd.countDown();
    while (!guard.about("a").get(this::numbered).equals("renewed")) {
      Thread.onSpinWait();
    }
  }

  @Test
  void calls_about_the_same_thing_share_one_answer_while_it_is_under_way() throws Exception {
    Guard guard = Guard.named("g").coalesce().build();
    CountDownLatch mayEnd = new CountDownLatch(1);
    List<String> answers = new CopyOnWriteArrayList<>();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      threads.add(
          Thread.startVirtualThread(
              () ->
                  answers.add(
                      guard
                          .about("a")
                          .get(
                              () -> {
                                awaits(mayEnd);
                                return numbered();
                              }))));
    }
    while (guard.state().reading("coalesce", "shared").orElse(0) < 19) {
      Thread.onSpinWait();
    }
    mayEnd.countDown();
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(answers).hasSize(20).containsOnly("answer 1");
    assertThat(guard.state().reading("coalesce", "under way")).hasValue(0);
  }

  @Test
  void if_the_one_who_makes_a_shared_call_is_interrupted_another_makes_it() throws Exception {
    Guard guard = Guard.named("g").coalesce().build();
    CountDownLatch begun = new CountDownLatch(1);
    Thread first =
        Thread.startVirtualThread(
            () ->
                assertThatThrownBy(
                        () ->
                            guard
                                .about("a")
                                .call(
                                    () -> {
                                      begun.countDown();
                                      new CountDownLatch(1).await();
                                      return "never";
                                    }))
                    .isInstanceOf(InterruptedException.class));
    begun.await();
    List<String> answers = new CopyOnWriteArrayList<>();
    Thread second =
        Thread.startVirtualThread(() -> answers.add(guard.about("a").get(this::numbered)));
    while (guard.state().reading("coalesce", "shared").orElse(0) < 1) {
      Thread.onSpinWait();
    }
    first.interrupt();
    second.join();
    assertThat(answers).containsExactly("answer 1");
  }

  @Test
  void an_asynchronous_shared_call_goes_on_while_anybody_wants_it() {
    Guard guard = Guard.named("g").coalesce().build();
    try (var scheduler = new ScheduledThreadPoolExecutor(1)) {
      List<CompletableFuture<String>> sent = new ArrayList<>();
      CompletableFuture<String> first = guard.about("a").stage(() -> send(sent), scheduler);
      CompletableFuture<String> second = guard.about("a").stage(() -> send(sent), scheduler);
      first.cancel(true);
      assertThat(sent).singleElement().satisfies(call -> assertThat(call).isNotDone());
      sent.getFirst().complete("here");
      assertThat(second).isCompletedWithValue("here");

      CompletableFuture<String> third = guard.about("a").stage(() -> send(sent), scheduler);
      CompletableFuture<String> fourth = guard.about("a").stage(() -> send(sent), scheduler);
      third.cancel(true);
      fourth.cancel(true);
      assertThat(sent.getLast()).isCancelled();
      assertThat(guard.state().reading("coalesce", "under way")).hasValue(0);
    }
  }

  @Test
  void an_asynchronous_call_uses_the_same_cache() {
    Guard guard = Guard.named("g").cache(new CacheConfig(DAY, 0, 0, 100)).build();
    try (var scheduler = new ScheduledThreadPoolExecutor(1)) {
      var answer =
          guard.about("a").stage(() -> CompletableFuture.completedFuture("here"), scheduler);
      assertThat(answer).isCompletedWithValue("here");
      assertThat(guard.about("a").get(this::numbered)).isEqualTo("here");
    }
  }

  private static CompletableFuture<String> send(List<CompletableFuture<String>> sent) {
    CompletableFuture<String> call = new CompletableFuture<>();
    sent.add(call);
    return call;
  }

  private static void awaits(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private String numbered() {
    return "answer " + calls.incrementAndGet();
  }
}
