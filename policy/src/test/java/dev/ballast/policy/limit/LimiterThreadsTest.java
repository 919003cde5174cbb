package dev.ballast.policy.limit;

import static dev.ballast.policy.limit.Given.MS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.kernel.Priority;
import dev.ballast.kernel.RandomStream;
import dev.ballast.kernel.Result;
import dev.ballast.kernel.SharedRandomStream;
import dev.ballast.policy.limit.Limiter.Ended;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class LimiterThreadsTest {
  private static final int THREADS = 6;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5})
  void never_more_than_the_limit_are_inside(int limit) throws InterruptedException {
    Limiter limiter = limiter(new Aimd(limit, limit, limit, 0.9, 1_000 * MS, MS));
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    AtomicLong entered = new AtomicLong();
    AtomicLong clock = new AtomicLong();
    inThreads(
        _ -> {
          for (int i = 0; i < 50_000; i++) {
            if (limiter.tryEnter()) {
              most.accumulateAndGet(inside.incrementAndGet(), Math::max);
              entered.incrementAndGet();
              inside.decrementAndGet();
              limiter.leave(Ended.ANSWERED, 0, clock.addAndGet(1_000));
            }
          }
        });
    assertThat(most.get()).isBetween(1, limit);
    assertThat(entered.get()).isPositive();
    assertThat(limiter.inFlight()).isZero();
  }

  @ParameterizedTest
  @MethodSource("dev.ballast.policy.limit.LimitConfigTest#all")
  void while_the_limit_moves_nobody_is_lost(LimitConfig config) throws InterruptedException {
    Limiter limiter = limiter(config);
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    AtomicLong clock = new AtomicLong();
    inThreads(
        thread -> {
          RandomStream random = RandomStream.of(thread, "work");
          long[] since = new long[100];
          int held = 0;
          for (int i = 0; i < 30_000; i++) {
            long now = clock.addAndGet(10_000);
            if (held > 0 && (held == since.length || random.chance(0.5))) {
              inside.decrementAndGet();
              limiter.leave(Given.ENDS.get(random.nextInt(3)), since[--held], now);
            } else if (limiter.tryEnter()) {
              most.accumulateAndGet(inside.incrementAndGet(), Math::max);
              since[held++] = now;
            }
          }
          while (held > 0) {
            inside.decrementAndGet();
            limiter.leave(Ended.IGNORED, since[--held], clock.get());
          }
        });
    assertThat(most.get()).isLessThanOrEqualTo(config.max());
    assertThat(limiter.inFlight()).isZero();
    assertThat(limiter.limit()).isBetween(config.min(), config.max());
  }

  @Test
  void who_enters_on_one_thread_and_leaves_on_another_counts_once() throws InterruptedException {
    Places places = new Places(100);
    for (int i = 0; i < 20; i++) {
      Thread enters = new Thread(() -> assertThat(places.tryTake()).isTrue());
      enters.start();
      enters.join();
      Thread leaves = new Thread(places::giveBack);
      leaves.start();
      leaves.join();
    }
    assertThat(100 - places.fresh()).as("the most at once").isEqualTo(1);
    assertThat(places.free()).isEqualTo(100);
  }

  @Test
  void a_throttle_counts_every_call_of_every_thread() throws InterruptedException {
    Throttle throttle = new Throttle(ThrottleConfig.of(2, 10_000 * MS), new SharedRandomStream(1));
    inThreads(
        thread -> {
          for (int i = 0; i < 50_000; i++) {
            throttle.ended(thread == 0 ? Result.OK : Result.SHED, 5);
          }
        });
    double requests = THREADS * 50_000.0;
    assertThat(throttle.refusal(Priority.NORMAL))
        .isEqualTo((requests - 2 * 50_000) / (requests + 1));
  }

  private static Limiter limiter(LimitConfig config) {
    return new Limiter(config, new SharedRandomStream(1), (_, _, _) -> {});
  }

  private static void inThreads(IntConsumer work) throws InterruptedException {
    Thread[] threads = new Thread[THREADS];
    AtomicInteger failed = new AtomicInteger();
    for (int i = 0; i < THREADS; i++) {
      int number = i;
      threads[i] = new Thread(() -> work.accept(number));
      threads[i].setUncaughtExceptionHandler((_, _) -> failed.incrementAndGet());
      threads[i].start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(failed.get()).isZero();
  }
}
