package dev.ballast.bench.policies;

import dev.ballast.guard.Guard;
import dev.failsafe.CircuitBreaker;
import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeExecutor;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** A supplier that answers, inside a bulkhead of 25 and a breaker on the last 100 calls. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class GuardedSuppliers implements Supplier<Integer> {
  private static final int PLACES = 25;
  private static final int CALLS = 100;

  private final Guard ballast =
      Guard.named("measured").bulkhead(PLACES).breaker(0.5, CALLS).build();
  private final Supplier<Integer> resilience4j =
      io.github.resilience4j.bulkhead.Bulkhead.decorateSupplier(
          io.github.resilience4j.bulkhead.Bulkhead.of(
              "peer", BulkheadConfig.custom().maxConcurrentCalls(PLACES).build()),
          io.github.resilience4j.circuitbreaker.CircuitBreaker.decorateSupplier(
              io.github.resilience4j.circuitbreaker.CircuitBreaker.of(
                  "peer",
                  CircuitBreakerConfig.custom()
                      .slidingWindow(CALLS, CALLS, SlidingWindowType.COUNT_BASED)
                      .build()),
              this));
  private final FailsafeExecutor<Integer> failsafe =
      Failsafe.with(
          dev.failsafe.Bulkhead.<Integer>of(PLACES),
          CircuitBreaker.<Integer>builder().withFailureThreshold(CALLS / 2, CALLS).build());

  private int answer = 7;

  @Override
  public Integer get() {
    return answer;
  }

  @Benchmark
  public Integer ballast() {
    return ballast.get(this);
  }

  @Benchmark
  public Integer resilience4j() {
    return resilience4j.get();
  }

  @Benchmark
  public Integer failsafe() {
    return failsafe.get(() -> answer);
  }
}
