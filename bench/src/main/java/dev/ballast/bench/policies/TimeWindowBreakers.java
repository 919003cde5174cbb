package dev.ballast.bench.policies;

import dev.ballast.kernel.SharedRandomStream;
import dev.ballast.policy.Breaker;
import dev.ballast.policy.BreakerConfig;
import dev.failsafe.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * An attempt that succeeds, through a breaker that looks at the last 10 s. The caller reads the
 * clock once where the breaker wants a time or a latency; Failsafe reads its own.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class TimeWindowBreakers {
  private static final int CALLS = 100;
  private static final int SECONDS = 10;

  private final Breaker ballast =
      new Breaker(
          BreakerConfig.ofTime(0.5, CALLS, SECONDS * 1_000_000_000L),
          new SharedRandomStream(1),
          (_, _, _) -> {});
  private final io.github.resilience4j.circuitbreaker.CircuitBreaker resilience4j =
      io.github.resilience4j.circuitbreaker.CircuitBreaker.of(
          "peer",
          CircuitBreakerConfig.custom()
              .slidingWindow(SECONDS, CALLS, SlidingWindowType.TIME_BASED)
              .build());
  private final CircuitBreaker<Object> failsafe =
      CircuitBreaker.builder()
          .withFailureRateThreshold(50, CALLS, Duration.ofSeconds(SECONDS))
          .build();

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
