package dev.ballast.policy.cache;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class CacheTest {
  private static final long S = 1_000_000_000L;

  /** Fresh for 10 s, then 30 s while one asks again, or 300 s in the place of an error. */
  private static final CacheConfig USUAL = new CacheConfig(10 * S, 30 * S, 300 * S, 100);

  private static Cache<String> cache(CacheConfig config) {
    return new Cache<>(config, Long.MAX_VALUE);
  }

  private static Cache<String> holding(String answer, Lifetime lifetime, long nowNanos) {
    Cache<String> cache = cache(USUAL);
    cache.put(0, 7, null, answer, 0, lifetime, nowNanos);
    return cache;
  }

  private static Stored<String> found(Cache<String> cache, long key) {
    return requireNonNull(cache.find(0, key, null));
  }

  @Test
  void an_answer_is_fresh_until_its_lifetime_has_passed_and_then_stale() {
    for (long begin : new long[] {0, -5 * S, Long.MAX_VALUE - 5 * S}) {
      Stored<String> answer = found(holding("news", Lifetime.NEW, begin), 7);
      assertThat(answer.use(begin)).isEqualTo(Use.FRESH);
      assertThat(answer.use(begin + 10 * S - 1)).isEqualTo(Use.FRESH);
      assertThat(answer.use(begin + 10 * S)).isEqualTo(Use.REFRESH);
      assertThat(answer.use(begin + 40 * S - 1)).isEqualTo(Use.STALE);
      assertThat(answer.use(begin + 40 * S)).isEqualTo(Use.MISS);
      assertThat(answer.value()).isEqualTo("news");
    }
  }

  @Test
  void one_caller_is_told_to_refresh_and_another_only_when_that_failed() {
    Stored<String> answer = found(holding("news", Lifetime.NEW, 0), 7);
    assertThat(answer.use(15 * S)).isEqualTo(Use.REFRESH);
    assertThat(answer.use(15 * S)).isEqualTo(Use.STALE);
    answer.refreshFailed();
    assertThat(answer.use(16 * S)).isEqualTo(Use.REFRESH);
    assertThat(answer.use(16 * S)).isEqualTo(Use.STALE);
  }

  @Test
  void of_many_threads_exactly_one_is_told_to_refresh() throws InterruptedException {
    for (int round = 0; round < 200; round++) {
      Stored<String> answer = found(holding("news", Lifetime.NEW, 0), 7);
      AtomicInteger told = new AtomicInteger();
      together(4, _ -> told.addAndGet(answer.use(15 * S) == Use.REFRESH ? 1 : 0));
      assertThat(told).hasValue(1);
    }
  }

  @Test
  void a_refreshed_answer_is_fresh_again() {
    Cache<String> cache = holding("old news", Lifetime.NEW, 0);
    assertThat(found(cache, 7).use(15 * S)).isEqualTo(Use.REFRESH);
    cache.put(0, 7, null, "news", 0, Lifetime.NEW, 16 * S);
    assertThat(found(cache, 7).value()).isEqualTo("news");
    assertThat(found(cache, 7).use(17 * S)).isEqualTo(Use.FRESH);
    assertThat(cache.size()).isEqualTo(1);
  }

  @Test
  void an_older_answer_never_takes_the_place_of_a_newer_one() {
    Cache<String> cache = holding("news", Lifetime.NEW, 5 * S);
    cache.put(0, 7, null, "old news", 0, new Lifetime(3 * S, Long.MAX_VALUE, true), 6 * S);
    assertThat(found(cache, 7).value()).isEqualTo("news");
  }

  @Test
  void in_the_place_of_an_error_an_answer_helps_for_longer() {
    Stored<String> answer = found(holding("news", Lifetime.NEW, 0), 7);
    assertThat(answer.helpsOnError(310 * S - 1)).isTrue();
    assertThat(answer.helpsOnError(310 * S)).isFalse();
  }

  @Test
  void an_answer_may_ask_for_a_shorter_life_but_not_for_a_longer_one() {
    Stored<String> brief = found(holding("news", new Lifetime(0, 2 * S, true), 0), 7);
    assertThat(brief.use(2 * S - 1)).isEqualTo(Use.FRESH);
    assertThat(brief.use(2 * S)).isEqualTo(Use.REFRESH);
    assertThat(brief.use(32 * S)).isEqualTo(Use.MISS);
    Stored<String> old = found(holding("news", new Lifetime(4 * S, 3_600 * S, true), 0), 7);
    assertThat(old.ageNanos(S)).isEqualTo(5 * S);
    assertThat(old.use(6 * S - 1)).isEqualTo(Use.FRESH);
    assertThat(old.use(6 * S)).isEqualTo(Use.REFRESH);
  }

  @Test
  void an_answer_that_must_not_be_stale_is_given_neither_meanwhile_nor_on_errors() {
    Stored<String> strict = found(holding("news", new Lifetime(0, 20 * S, false), 0), 7);
    assertThat(strict.use(10 * S - 1)).isEqualTo(Use.FRESH);
    assertThat(strict.use(10 * S)).isEqualTo(Use.MISS);
    assertThat(strict.helpsOnError(10 * S)).isFalse();
  }

  @Test
  void endpoint_key_and_detail_tell_answers_apart() {
    Cache<String> cache = cache(USUAL);
    cache.put(0, 7, "GET /a", "a", 0, Lifetime.NEW, 0);
    assertThat(cache.find(0, 7, "GET /a")).isNotNull();
    assertThat(cache.find(1, 7, "GET /a")).isNull();
    assertThat(cache.find(0, 8, "GET /a")).isNull();
    assertThat(cache.find(0, 7, "GET /b")).isNull();
    assertThat(cache.find(0, 7, null)).isNull();
  }

  @Test
  void it_never_holds_more_than_its_entries() {
    for (int entries : new int[] {1, 7, 8, 9, 100, 1_001}) {
      Cache<String> cache = cache(new CacheConfig(S, 0, 0, entries));
      for (int key = 0; key < 20 * entries; key++) {
        cache.put(0, key, null, "x", 0, Lifetime.NEW, 0);
      }
      assertThat(cache.size()).isEqualTo(entries);
    }
  }

  @Test
  void it_never_weighs_more_than_its_bound() {
    Cache<String> cache = new Cache<>(USUAL, 1_000);
    cache.put(0, 1, null, "too heavy", 1_001, Lifetime.NEW, 0);
    assertThat(cache.find(0, 1, null)).isNull();
    for (int key = 0; key < 500; key++) {
      cache.put(0, key, null, "x", 90 + key % 21, Lifetime.NEW, 0);
      assertThat(cache.weight()).isLessThanOrEqualTo(1_000);
    }
    assertThat(cache.size()).isBetween(9, 11);
    cache.clear();
    assertThat(cache.weight()).isZero();
    assertThat(cache.size()).isZero();
  }

  @Test
  void what_is_of_no_use_any_more_makes_room_first() {
    Cache<String> cache = cache(new CacheConfig(10 * S, 0, 0, 3));
    cache.put(0, 1, null, "x", 0, Lifetime.NEW, 0);
    cache.put(0, 2, null, "dead", 0, new Lifetime(0, S, true), 0);
    cache.put(0, 3, null, "x", 0, Lifetime.NEW, 0);
    found(cache, 2);
    cache.put(0, 4, null, "x", 0, Lifetime.NEW, 5 * S);
    assertThat(cache.find(0, 2, null)).isNull();
    assertThat(IntStream.of(1, 3, 4)).allMatch(key -> cache.find(0, key, null) != null);
  }

  @Test
  void what_was_asked_for_again_outlives_a_scan_as_long_as_the_cache() {
    int entries = 8_000;
    Cache<String> cache = cache(new CacheConfig(S, 0, 0, entries));
    for (int key = 0; key < entries / 2; key++) {
      cache.put(0, key, null, "x", 0, Lifetime.NEW, 0);
      cache.find(0, key, null);
    }
    for (int key = 0; key < entries; key++) {
      cache.put(1, key, null, "scanned", 0, Lifetime.NEW, 0);
    }
    long kept = IntStream.range(0, entries / 2).filter(k -> cache.find(0, k, null) != null).count();
    assertThat((double) kept / entries).as("of a half").isGreaterThan(0.4);
  }

  @Test
  void many_threads_leave_it_within_its_bounds() throws InterruptedException {
    Cache<Integer> cache = new Cache<>(new CacheConfig(S, 0, 0, 64), 3_000);
    together(
        4,
        thread -> {
          for (int i = 0; i < 20_000; i++) {
            int key = (i * 31 + thread * 7) % 500;
            Stored<Integer> found = cache.find(0, key, null);
            if (found == null) {
              cache.put(0, key, null, key, 50 + key % 50, Lifetime.NEW, i);
            } else {
              assertThat(found.value()).isEqualTo(key);
            }
          }
        });
    assertThat(cache.size()).isLessThanOrEqualTo(64);
    assertThat(cache.weight()).isBetween(0L, 3_000L);
    cache.clear();
    assertThat(cache.weight()).isZero();
  }

  @Test
  void an_impossible_configuration_says_what_is_right() {
    assertThatThrownBy(() -> new CacheConfig(0, 0, 0, 1))
        .hasMessage("a cache must keep answers for some time: fresh ones, stale ones or both");
    assertThatThrownBy(() -> new CacheConfig(-1, 0, 0, 1))
        .hasMessage("a cache keeps answers for 0 to 365 days");
    assertThatThrownBy(() -> new CacheConfig(S, CacheConfig.NANOS_MAX + 1, 0, 1))
        .hasMessage("stale-while-revalidate must be 0 to 365 days");
    assertThatThrownBy(() -> new CacheConfig(S, 0, -1, 1))
        .hasMessage("stale-if-error must be 0 to 365 days");
    for (int entries : new int[] {0, 1_000_001}) {
      assertThatThrownBy(() -> new CacheConfig(S, 0, 0, entries))
          .hasMessage("a cache must have 1 to 1000000 entries");
    }
    assertThatThrownBy(() -> new Lifetime(-1, 0, true))
        .hasMessage("an age and a lifetime must not be negative");
  }

  /** What one of several threads does. */
  interface Work {
    void run(int thread);
  }

  static void together(int threads, Work work) throws InterruptedException {
    CountDownLatch go = new CountDownLatch(1);
    @Nullable Throwable[] failed = new @Nullable Throwable[threads];
    Thread[] all = new Thread[threads];
    for (int i = 0; i < threads; i++) {
      int thread = i;
      all[i] =
          new Thread(
              () -> {
                try {
                  go.await();
                  work.run(thread);
                } catch (Throwable e) {
                  failed[thread] = e;
                }
              });
      all[i].start();
    }
    go.countDown();
    for (Thread thread : all) {
      thread.join();
    }
    assertThat(failed).containsOnlyNulls();
  }
}
