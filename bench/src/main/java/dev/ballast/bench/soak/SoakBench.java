package dev.ballast.bench.soak;

import dev.ballast.bench.Bench;
import dev.ballast.bench.Row;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The roles of production under load for some minutes, while everything happens to them that does
 * in an hour or a month. Fails when a request is lost that a retry was allowed to save, when memory
 * grows, or when a buffer is forgotten.
 */
public final class SoakBench implements Bench.Benchmark {
  private static final Duration LENGTH = Duration.ofMinutes(4);
  private static final int LOOKS = 12;
  private static final int MINUTES_MAX = 24 * 60;
  private static final List<String> LEVELS = List.of("disabled", "simple", "advanced", "paranoid");

  private final Duration length;
  private final String leakDetection;

  /** Four minutes, with a share of the buffers followed. */
  public SoakBench() {
    this(LENGTH, "advanced");
  }

  private SoakBench(Duration length, String leakDetection) {
    this.length = length;
    this.leakDetection = leakDetection;
  }

  @Override
  public Bench.@Nullable Benchmark with(String option) {
    if (LEVELS.contains(option)) {
      return new SoakBench(length, option);
    }
    if (!option.matches("[1-9]\\d{0,3}") || Integer.parseInt(option) > MINUTES_MAX) {
      return null;
    }
    return new SoakBench(Duration.ofMinutes(Integer.parseInt(option)), leakDetection);
  }

  @Override
  public String options() {
    return "[MINUTES] [%s]".formatted(String.join("|", LEVELS));
  }

  @Override
  public List<Row> run() throws Exception {
    SoakPlan plan =
        new SoakPlan(
            length,
            24,
            2,
            6,
            Duration.ofSeconds(2),
            Duration.ofSeconds(4),
            Duration.ofSeconds(4),
            LOOKS,
            leakDetection,
            true);
    SoakResult result = Soak.run(plan, System.err::println);
    List<String> failures = result.failures();
    if (!failures.isEmpty()) {
      throw new Bench.FailedException(result.rows(), failures);
    }
    return result.rows();
  }
}
