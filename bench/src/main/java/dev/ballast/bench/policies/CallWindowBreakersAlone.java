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
 * An attempt that succeeds, through a breaker that looks at the last 100 attempts. The time that
 * the breaker wants is there already; a peer that reads a clock of its own still does.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CallWindowBreakersAlone {
  private static final int CALLS = 100;
  private static final long STEP_NANOS = 50;

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
