package dev.ballast.policy.rate;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.ballast.policy.rate.RateLimit.Algorithm;
import dev.ballast.policy.rate.RateLimit.Scope;
import java.lang.management.ManagementFactory;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.Test;

/** Every request passes through these: none of them may leave garbage behind. */
final class RateAllocationTest {
  private static final int REQUESTS = 20_000;
  private static final long MS = 1_000_000;
  private static final RateLimit LIMIT = RateLimit.of(new Rate(100, 1_000 * MS));

  @Test
  void limits_allocate_nothing_per_request() {
    RateLimiter bucket = new RateLimiter(LIMIT);
    RateLimiter window = new RateLimiter(LIMIT.countedBy(Algorithm.SLIDING_WINDOW));
    KeyedRateLimiter keyed = new KeyedRateLimiter(LIMIT.per(Scope.KEY));
    QuotaLease lease = new QuotaLease(LIMIT.per(Scope.SERVICE), 3, 0);
    allocatesNothing(
        now -> {
          bucket.tryTake(now);
          window.tryTake(now);
          keyed.tryTake(7, now);
          lease.tryTake(now);
        });
  }

  private static void allocatesNothing(LongConsumer request) {
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    request.accept(0); // classes are loaded, keys have their places
    long before = threads.getCurrentThreadAllocatedBytes();
    for (long i = 1; i <= REQUESTS; i++) {
      request.accept(i * MS);
    }
    long perRequest = (threads.getCurrentThreadAllocatedBytes() - before) / REQUESTS;
    assertThat(perRequest).as("bytes per request").isZero();
  }
}
