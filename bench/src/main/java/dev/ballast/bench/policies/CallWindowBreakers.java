package dev.ballast.bench.policies;

import dev.ballast.kernel.SharedRandomStream;
import dev.ballast.policy.Breaker;
import dev.ballast.policy.BreakerConfig;
import dev.failsafe.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * An attempt that succeeds, through a breaker that looks at the last 100 attempts. The caller reads
 * the clock once where the breaker wants a time or a latency; Failsafe reads its own.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CallWindowBreakers {
  private static final int CALLS = 100;

  private final Breaker ballast =
      new Breaker(BreakerConfig.ofCalls(0.5, CALLS), new SharedRandomStream(1), (_, _, _) -> {});
  private final io.github.resilience4j.circuitbreaker.CircuitBreaker resilience4j =
      io.github.resilience4j.circuitbreaker.CircuitBreaker.of(
          "peer",
          CircuitBreakerConfig.custom()
              .slidingWindow(CALLS, CALLS, SlidingWindowType.COUNT_BASED)
              .build());
  private final CircuitBreaker<Object> failsafe =
      CircuitBreaker.builder().withFailureThreshold(CALLS / 2, CALLS).build();

  @Benchmark
  public long ballast() {
    long now = System.nanoTime();
    long permit = ballast.tryAdmit(now);
    ballast.record(permit, true, 1_000, now);
    return permit;
  }

  @Benchmark
  public boolean resilience4j() {
    long latency = System.nanoTime() & 1_023;
    boolean admitted = resilience4j.tryAcquirePermission();
    resilience4j.onSuccess(latency, TimeUnit.NANOSECONDS);
    return admitted;
  }

  @Benchmark
  public boolean failsafe() {
    boolean admitted = failsafe.tryAcquirePermit();
    failsafe.recordSuccess();
    return admitted;
  }
}
