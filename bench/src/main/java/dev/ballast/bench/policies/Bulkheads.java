package dev.ballast.bench.policies;

import dev.ballast.policy.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** A call that finds a place in a bulkhead of 25 and gives it back. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class Bulkheads {
  private static final int PLACES = 25;

  private final Bulkhead ballast = new Bulkhead(Bulkhead.Config.of(PLACES));
  private final io.github.resilience4j.bulkhead.Bulkhead resilience4j =
      io.github.resilience4j.bulkhead.Bulkhead.of(
          "peer", BulkheadConfig.custom().maxConcurrentCalls(PLACES).build());
  private final dev.failsafe.Bulkhead<Object> failsafe = dev.failsafe.Bulkhead.of(PLACES);

  @Benchmark
  public boolean ballast() {
    boolean entered = ballast.tryEnter();
    ballast.leave();
    return entered;
  }

  @Benchmark
  public boolean resilience4j() {
    boolean entered = resilience4j.tryAcquirePermission();
    resilience4j.onComplete();
    return entered;
  }

  @Benchmark
  public boolean failsafe() {
    boolean entered = failsafe.tryAcquirePermit();
    failsafe.releasePermit();
    return entered;
  }
}
