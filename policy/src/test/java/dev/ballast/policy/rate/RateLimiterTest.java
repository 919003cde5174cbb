package dev.ballast.policy.rate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.kernel.RandomStream;
import dev.ballast.policy.rate.RateLimit.Algorithm;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RateLimiterTest {
  private static final long MS = 1_000_000L;
  private static final long SECOND = 1_000 * MS;

  private static RateLimiter bucket(int permits, int burst) {
    return new RateLimiter(RateLimit.of(new Rate(permits, SECOND)).withBurst(burst));
  }

  private static RateLimiter window(int permits, long nanos) {
    return new RateLimiter(
        RateLimit.of(new Rate(permits, nanos)).countedBy(Algorithm.SLIDING_WINDOW));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1_000 * SECOND, 1_000_000 * SECOND})
  void a_bucket_grants_its_burst_at_once_and_then_one_per_interval(long start) {
    RateLimiter limiter = bucket(10, 3);
    assertThat(limiter.tryTake(start)).isZero();
    assertThat(limiter.tryTake(start)).isZero();
    assertThat(limiter.tryTake(start)).isZero();
    assertThat(limiter.tryTake(start)).isEqualTo(100 * MS);
    assertThat(limiter.tryTake(start + 99_999_999)).isEqualTo(1);
    assertThat(limiter.tryTake(start + 100 * MS)).isZero();
    assertThat(limiter.tryTake(start + 100 * MS)).isEqualTo(100 * MS);
    assertThat(limiter.tryTake(start + 1_000 * MS)).isZero();
    assertThat(limiter.tryTake(start + 1_000 * MS)).isZero();
    assertThat(limiter.tryTake(start + 1_000 * MS)).isZero();
    assertThat(limiter.tryTake(start + 1_000 * MS)).isEqualTo(100 * MS);
  }

  /** The bucket as textbooks draw it: tokens in it, counted in fractions of an interval. */
  private static final class PlainBucket {
    private final long interval;
    private final BigInteger full;
    private BigInteger tokens;
    private long last = Long.MIN_VALUE;

    PlainBucket(long interval, long burst) {
      this.interval = interval;
      full = BigInteger.valueOf(interval).multiply(BigInteger.valueOf(burst));
      tokens = full;
    }

    long tryTake(long now) {
      if (last != Long.MIN_VALUE) {
        tokens = tokens.add(BigInteger.valueOf(now - last)).min(full);
      }
      last = now;
      BigInteger left = tokens.subtract(BigInteger.valueOf(interval));
      if (left.signum() < 0) {
        return left.negate().longValueExact();
      }
      tokens = left;
      return 0;
    }
  }

  @Test
  void gcra_and_a_token_bucket_give_the_same_answers() {
    for (long seed = 0; seed < 300; seed++) {
      RandomStream random = RandomStream.of(seed, "bucket");
      Rate rate = new Rate(1 + random.nextInt(5_000), SECOND);
      int burst = 1 + random.nextInt(20);
      RateLimiter limiter = new RateLimiter(RateLimit.of(rate).withBurst(burst));
      PlainBucket plain = new PlainBucket(rate.intervalNanos(), burst);
      long now = random.nextLong() >> 4;
      for (int i = 0; i < 500; i++) {
        now += (long) (random.nextUnit() * random.nextUnit() * 3 * rate.intervalNanos());
        assertThat(limiter.tryTake(now))
            .as("seed %s, step %s", seed, i)
            .isEqualTo(plain.tryTake(now));
      }
    }
  }

  @Test
  void a_refusal_says_exactly_when_to_come_again() {
    for (long seed = 0; seed < 200; seed++) {
      RandomStream random = RandomStream.of(seed, "again");
      boolean isWindow = random.chance(0.5);
      int permits = 1 + random.nextInt(50);
      RateLimiter limiter =
          isWindow ? window(permits, SECOND) : bucket(permits, 1 + random.nextInt(10));
      long now = random.nextInt(1_000_000);
      for (int i = 0; i < 300; i++) {
        long wait = limiter.tryTake(now);
        if (wait > 0) {
          assertThat(limiter.tryTake(now + wait - 1)).as("seed %s, step %s", seed, i).isEqualTo(1);
          now += wait;
          assertThat(limiter.tryTake(now)).as("seed %s, step %s", seed, i).isZero();
        }
        now += (long) (random.nextUnit() * SECOND / permits);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1_000 * SECOND, 1_000_000 * SECOND})
  void a_sliding_window_counts_the_one_before_by_what_it_still_covers(long start) {
    RateLimiter limiter = window(4, SECOND);
    for (int i = 0; i < 4; i++) {
      assertThat(limiter.tryTake(start + 900 * MS)).isZero();
    }
    // next window: 4·(1 − elapsed) + current + 1 ≤ 4 holds from a quarter on
    assertThat(limiter.tryTake(start + 900 * MS)).isEqualTo(350 * MS);
    assertThat(limiter.tryTake(start + 1_249 * MS)).isEqualTo(MS);
    assertThat(limiter.tryTake(start + 1_250 * MS)).isZero();
    assertThat(limiter.tryTake(start + 1_250 * MS)).isEqualTo(250 * MS);
    assertThat(limiter.tryTake(start + 1_500 * MS)).isZero();
    assertThat(limiter.tryTake(start + 3_000 * MS)).isZero(); // the window before was empty
    assertThat(limiter.tryTake(start + 3_000 * MS)).isZero();
    assertThat(limiter.tryTake(start + 3_000 * MS)).isZero();
    assertThat(limiter.tryTake(start + 3_000 * MS)).isZero();
    assertThat(limiter.tryTake(start + 3_000 * MS)).isEqualTo(1_250 * MS);
  }

  @Test
  void a_clock_that_is_a_little_behind_gets_nothing_that_the_window_has_not() {
    RateLimiter limiter = window(2, SECOND);
    assertThat(limiter.tryTake(1_000 * MS)).isZero();
    assertThat(limiter.tryTake(999 * MS)).isZero();
    assertThat(limiter.tryTake(998 * MS)).isPositive();
    assertThat(limiter.tryTake(1_000 * MS)).isPositive();
  }

  @Test
  void no_window_anywhere_sees_twice_the_limit() {
    for (long seed = 0; seed < 100; seed++) {
      RandomStream random = RandomStream.of(seed, "windows");
      int permits = 1 + random.nextInt(30);
      RateLimiter limiter = window(permits, SECOND);
      List<Long> granted = new ArrayList<>();
      long now = 0;
      for (int i = 0; i < 2_000; i++) {
        now += (long) (random.nextUnit() * SECOND / permits / (random.chance(0.1) ? 0.2 : 5));
        if (limiter.tryTake(now) == 0) {
          granted.add(now);
        }
      }
      int first = 0;
      for (int last = 0; last < granted.size(); last++) {
        while (granted.get(last) - granted.get(first) >= SECOND) {
          first++;
        }
        assertThat(last - first + 1).as("seed %s", seed).isLessThan(Math.max(2, 2 * permits));
      }
    }
  }

  @Test
  void threads_together_get_what_the_limit_allows_and_never_more() throws Exception {
    for (int burst : new int[] {1, 100}) {
      Rate rate = new Rate(1_000, SECOND);
      RateLimiter limiter = new RateLimiter(RateLimit.of(rate).withBurst(burst));
      long end = 2 * SECOND;
      long allowed = burst + end / rate.intervalNanos();
      // what comes while every thread that could take it is paused, a small burst cannot keep
      assertThat(grantedToThreads(limiter::tryTake, end)).isBetween(allowed * 9 / 10, allowed);
    }
  }

  @Test
  void threads_together_fill_a_sliding_window_and_no_more() throws Exception {
    RateLimiter limiter = window(1_000, SECOND);
    assertThat(grantedToThreads(limiter::tryTake, SECOND - 1)).isEqualTo(1_000);
  }

  interface Taking {
    long at(long nowNanos);
  }

  /** Four threads read one clock that steps on, and ask without a pause until its end. */
  static long grantedToThreads(Taking taking, long endNanos) throws Exception {
    AtomicLong clock = new AtomicLong();
    Callable<Long> taker =
        () -> {
          long granted = 0;
          long now = clock.get();
          while (now < endNanos) {
            granted += taking.at(now) == 0 ? 1 : 0;
            now = Math.min(endNanos, clock.addAndGet(50_000));
          }
          while (taking.at(endNanos) == 0) {
            granted++;
          }
          return granted;
        };
    try (var threads = Executors.newFixedThreadPool(4)) {
      long sum = 0;
      for (Future<Long> each : threads.invokeAll(List.of(taker, taker, taker, taker))) {
        sum += each.get();
      }
      return sum;
    }
  }
}
