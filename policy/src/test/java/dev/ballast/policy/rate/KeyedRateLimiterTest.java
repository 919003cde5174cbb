package dev.ballast.policy.rate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.kernel.RandomStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import org.junit.jupiter.api.Test;

final class KeyedRateLimiterTest {
  private static final long MS = 1_000_000L;
  private static final long SECOND = 1_000 * MS;

  private static RateLimit limit(int permits, int burst, int keys) {
    return RateLimit.of(new Rate(permits, SECOND))
        .withBurst(burst)
        .per(RateLimit.Scope.KEY)
        .withKeys(keys);
  }

  @Test
  void each_key_has_a_bucket_of_its_own() {
    KeyedRateLimiter limiter = new KeyedRateLimiter(limit(10, 2, 1_000));
    for (long key : new long[] {-1, 0, 1, Long.MAX_VALUE}) {
      assertThat(limiter.tryTake(key, 5)).isZero();
      assertThat(limiter.tryTake(key, 5)).isZero();
      assertThat(limiter.tryTake(key, 5)).isEqualTo(100 * MS);
    }
    assertThat(limiter.tryTake(0, 5 + 100 * MS)).isZero();
  }

  @Test
  void with_room_for_all_keys_each_gets_what_a_limiter_of_its_own_would_give() {
    RateLimit limit = limit(50, 5, 4_096);
    KeyedRateLimiter limiter = new KeyedRateLimiter(limit);
    Map<Long, RateLimiter> own = new HashMap<>();
    RandomStream random = RandomStream.of(1, "keys");
    long now = 0;
    for (int i = 0; i < 100_000; i++) {
      now += (long) (random.nextUnit() * MS);
      long key = random.nextInt(200);
      assertThat(limiter.tryTake(key, now))
          .isEqualTo(own.computeIfAbsent(key, _ -> new RateLimiter(limit)).tryTake(now));
    }
  }

  @Test
  void a_key_whose_bucket_is_full_again_loses_nothing_by_being_forgotten() {
    KeyedRateLimiter limiter = new KeyedRateLimiter(limit(10, 1, 8));
    for (long key = 0; key < 80; key++) {
      assertThat(limiter.tryTake(key, key * 20 * MS)).isZero();
    }
  }

  @Test
  void a_key_that_finds_no_place_goes_on_with_what_another_left() {
    KeyedRateLimiter limiter = new KeyedRateLimiter(limit(10, 1, 8));
    for (long key = 0; key < 8; key++) {
      assertThat(limiter.tryTake(key, key * MS)).isZero();
    }
    assertThat(limiter.tryTake(8, 8 * MS)).isEqualTo(92 * MS); // that of key 0
    assertThat(limiter.tryTake(8, 100 * MS)).isZero();
  }

  /** However many keys there are: the plain limiter of a key grants all that this one granted. */
  @Test
  void no_key_gets_more_than_a_limiter_of_its_own_would_give() {
    for (long seed = 0; seed < 100; seed++) {
      RandomStream random = RandomStream.of(seed, "crowd");
      int burst = 1 + random.nextInt(5);
      RateLimit limit = limit(20, burst, 8 << random.nextInt(3));
      int keys = 5 + random.nextInt(100);
      KeyedRateLimiter limiter = new KeyedRateLimiter(limit);
      Map<Long, RateLimiter> own = new HashMap<>();
      long now = 0;
      for (int i = 0; i < 5_000; i++) {
        now += (long) (random.nextUnit() * 5 * MS);
        long key = (long) (keys * random.nextUnit() * random.nextUnit());
        if (limiter.tryTake(key, now) == 0) {
          assertThat(own.computeIfAbsent(key, _ -> new RateLimiter(limit)).tryTake(now))
              .as("seed %s, step %s, key %s", seed, i, key)
              .isZero();
        }
      }
    }
  }

  @Test
  void threads_that_ask_for_more_keys_than_there_are_slots_get_no_key_more_than_its_limit()
      throws Exception {
    for (int round = 0; round < 20; round++) {
      RateLimit limit = limit(100, 3, 8);
      KeyedRateLimiter limiter = new KeyedRateLimiter(limit);
      AtomicLong clock = new AtomicLong();
      AtomicLongArray granted = new AtomicLongArray(12);
      long end = SECOND;
      Callable<Long> taker =
          () -> {
            RandomStream random = RandomStream.of(Thread.currentThread().threadId(), "taker");
            for (long now = 0; now < end; now = clock.addAndGet(30_000)) {
              int key = random.nextInt(granted.length());
              if (limiter.tryTake(key, now) == 0) {
                granted.incrementAndGet(key);
              }
            }
            return 0L;
          };
      try (var threads = Executors.newFixedThreadPool(4)) {
        for (Future<Long> each : threads.invokeAll(List.of(taker, taker, taker, taker))) {
          each.get();
        }
      }
      for (int key = 0; key < granted.length(); key++) {
        assertThat(granted.get(key)).isBetween(1L, 3 + end / limit.rate().intervalNanos());
      }
    }
  }
}
