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
 * An attempt that succeeds, through a breaker that looks at the last 10 s. The time that the
 * breaker wants is there already; a peer that reads a clock of its own still does.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class TimeWindowBreakersAlone {
  private static final int CALLS = 100;
  private static final int SECONDS = 10;
  private static final long STEP_NANOS = 50;

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

  /** What each thread has for itself. */
  @State(Scope.Thread)
  public static class Mine {
    long now;
  }

  @Benchmark
  public long ballast(Mine mine) {
    long now = mine.now += STEP_NANOS;
    long permit = ballast.tryAdmit(now);
    ballast.record(permit, true, 1_000, now);
    return permit;
  }

  @Benchmark
  public boolean resilience4j() {
    long latency = 1_000;
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
