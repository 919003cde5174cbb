package dev.ballast.bench.policies;

import com.netflix.concurrency.limits.Limiter.Listener;
import com.netflix.concurrency.limits.limit.Gradient2Limit;
import com.netflix.concurrency.limits.limiter.SimpleLimiter;
import dev.ballast.kernel.SharedRandomStream;
import dev.ballast.policy.limit.Gradient2;
import dev.ballast.policy.limit.Limiter;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** One call into a Gradient2 limit and out again, both reading the clock on each side. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class AdaptiveLimits {
  private final Limiter ballast =
      new Limiter(Gradient2.DEFAULT, new SharedRandomStream(1), (_, _, _) -> {});
  private final SimpleLimiter<Void> concurrencyLimits =
      SimpleLimiter.newBuilder().limit(Gradient2Limit.newDefault()).build();

  @Benchmark
  public boolean ballast() {
    long entered = System.nanoTime();
    boolean isIn = ballast.tryEnter();
    if (isIn) {
      ballast.leave(Limiter.Ended.ANSWERED, entered, System.nanoTime());
    }
    return isIn;
  }

  @Benchmark
  public boolean concurrencyLimits() {
    var listener = concurrencyLimits.acquire(null);
    listener.ifPresent(Listener::onSuccess);
    return listener.isPresent();
  }
}
