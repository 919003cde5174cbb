package dev.ballast.guard;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.ballast.policy.limit.Aimd;
import dev.ballast.policy.limit.ThrottleConfig;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a guard costs the garbage collector. */
class AllocationTest {
  private static final int CALLS = 20_000;

  @Test
  void policies_that_only_let_through_allocate_nothing() {
    Guard guard =
        Guard.recommended("quick")
            .rateLimit(10_000_000, Duration.ofSeconds(1))
            .bulkhead(10)
            .limit(Aimd.DEFAULT)
            .throttle(ThrottleConfig.DEFAULT)
            .retry(3)
            .breaker(0.5, 20)
            .build();
    assertThat(bytesOfACall(() -> guard.get(AllocationTest::here))).isZero();
  }

  @Test
  void a_bulkhead_with_a_queue_allocates_nothing_while_nobody_waits() {
    Guard guard = Guard.named("quick").bulkhead(1, 10, Duration.ofSeconds(1)).build();
    assertThat(bytesOfACall(() -> guard.get(AllocationTest::here))).isZero();
  }

  @Test
  void a_refusal_allocates_nothing() {
    Guard guard = Guard.named("open").breaker(1, 1).build();
    GuardTest.fail(guard);
    assertThat(
            bytesOfACall(
                () -> {
                  try {
                    guard.get(AllocationTest::here);
                  } catch (Refused e) {
                    // the same every time
                  }
                }))
        .isZero();
  }

  private static String here() {
    return "here";
  }

  /** The mean, rounded down: a window that is judged now and then may allocate. */
  private static long bytesOfACall(Runnable call) {
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    for (int i = 0; i < 100; i++) {
      call.run(); // classes are loaded
    }
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < CALLS; i++) {
      call.run();
    }
    return (threads.getCurrentThreadAllocatedBytes() - before) / CALLS;
  }
}
