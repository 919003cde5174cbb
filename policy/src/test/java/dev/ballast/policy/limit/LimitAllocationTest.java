package dev.ballast.policy.limit;

import static dev.ballast.policy.limit.Given.MS;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.ballast.kernel.Priority;
import dev.ballast.kernel.RandomStream;
import dev.ballast.kernel.Result;
import java.lang.management.ManagementFactory;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every call passes through these: none of them may leave garbage behind. */
final class LimitAllocationTest {
  private static final int CALLS = 50_000;

  @ParameterizedTest
  @MethodSource("dev.ballast.policy.limit.LimitConfigTest#all")
  void limits_allocate_nothing_per_call(LimitConfig config) {
    Limiter limiter = new Limiter(config, RandomStream.of(1, "limit"), (_, _, _) -> {});
    allocatesNothing(
        now -> {
          if (limiter.tryEnter()) {
            limiter.leave(Limiter.Ended.ANSWERED, now - MS, now);
          }
        });
  }

  @Test
  void throttles_allocate_nothing_per_call() {
    RandomStream random = RandomStream.of(1, "answers");
    Throttle throttle = new Throttle(ThrottleConfig.DEFAULT, RandomStream.of(1, "throttle"));
    allocatesNothing(
        now -> {
          if (throttle.tryPass(Priority.NORMAL, now)) {
            throttle.ended(random.chance(0.2) ? Result.OK : Result.SHED, now);
          }
        });
  }

  /** A window may leave a few hundred bytes, or some thousands where it sorts out a median. */
  private static void allocatesNothing(LongConsumer call) {
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    for (long i = 0; i < 1_000; i++) {
      call.accept(i); // classes are loaded, and nothing is measured any more
    }
    long before = threads.getCurrentThreadAllocatedBytes();
    for (long i = 1; i <= CALLS; i++) {
      call.accept(i * 1_000);
    }
    long perCall = (threads.getCurrentThreadAllocatedBytes() - before) / CALLS;
    assertThat(perCall).as("bytes per call").isZero();
  }
}
