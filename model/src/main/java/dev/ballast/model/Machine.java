package dev.ballast.model;

import dev.ballast.kernel.Checks;
import dev.ballast.kernel.Units;
import org.jspecify.annotations.Nullable;

/**
 * What each replica of a service runs on. Without any of it work is just time: each piece takes as
 * long as its law says, however much else there is to do.
 *
 * @param cpu the cores that work needs; null when there are enough for all
 * @param contention how pieces of work hinder each other beyond that; null for not at all
 */
public record Machine(@Nullable Cpu cpu, @Nullable Contention contention) {
  /** Work is just time. */
  public static final Machine IDEAL = new Machine(null, null);

  /**
   * Cores that all work of a replica shares equally (egalitarian processor sharing): each of {@code
   * n} pieces on {@code c} cores proceeds at {@code min(1, c/n)} of its speed.
   *
   * @param cores 0.001 to {@link #CORES_MAX}
   * @param limit cores that may be used in the mean of a period, below {@code cores}, as Linux's
   *     CFS bandwidth control enforces it: what would go beyond waits for the next period. {@link
   *     #UNLIMITED} for no limit
   * @param periodNanos over which the limit counts: 1 ms to 1 s, as Linux allows
   */
  public record Cpu(double cores, double limit, long periodNanos) {
    public static final double CORES_MIN = 0.001;
    public static final double CORES_MAX = 1024;
    public static final double UNLIMITED = Double.POSITIVE_INFINITY;

    /** Linux's default. */
    public static final long PERIOD_NANOS_DEFAULT = 100 * Units.MILLISECOND;

    public static final long PERIOD_NANOS_MIN = Units.MILLISECOND;
    public static final long PERIOD_NANOS_MAX = Units.SECOND;

    public Cpu {
      Checks.that(cores >= CORES_MIN && cores <= CORES_MAX, "a replica has 0.001 to 1024 cores");
      Checks.that(
          limit == UNLIMITED || (limit >= CORES_MIN && limit < cores),
          "a limit of CPU is at least 0.001 and below the cores there are");
      Checks.that(
          periodNanos >= PERIOD_NANOS_MIN && periodNanos <= PERIOD_NANOS_MAX,
          "a limit of CPU counts over 1 ms to 1 s");
    }

    /** So many cores without a limit. */
    public static Cpu of(double cores) {
      return new Cpu(cores, UNLIMITED, PERIOD_NANOS_DEFAULT);
    }

    /** Cores that work can use in the long run. */
    public double usable() {
      return Math.min(cores, limit);
    }
  }

  /**
   * The Universal Scalability Law (N. J. Gunther, "Guerrilla Capacity Planning", 2007): with {@code
   * n} pieces in work each takes {@code 1 + σ(n − 1) + κn(n − 1)} times as long.
   *
   * @param serial σ: the share of work that only one can do at a time, in [0, 1]
   * @param crosstalk κ: what each pair costs for keeping up with each other, in [0, 1]. Throughput
   *     has its peak at {@code n = √((1 − σ)/κ)} and falls beyond
   */
  public record Contention(double serial, double crosstalk) {
    public Contention {
      Checks.share(serial, "the serial share of work");
      Checks.share(crosstalk, "the share of crosstalk");
      Checks.that(serial > 0 || crosstalk > 0, "contention without any cost is none");
    }

    /** With how many pieces throughput is highest; infinite where it never falls. */
    public double peak() {
      return Math.sqrt((1 - serial) / crosstalk);
    }

    /** How many times as long each of so many pieces takes. */
    public double slowdown(double pieces) {
      return pieces <= 1 ? 1 : 1 + serial * (pieces - 1) + crosstalk * pieces * (pieces - 1);
    }
  }

  /** The same with this CPU. */
  public Machine withCpu(@Nullable Cpu other) {
    return new Machine(other, contention);
  }

  /** The same with this contention. */
  public Machine withContention(@Nullable Contention other) {
    return new Machine(cpu, other);
  }

  /** Whether pieces of work have an effect on each other. */
  public boolean isShared() {
    return cpu != null || contention != null;
  }

  /** How much work so many pieces get done together, in units of the time that it takes alone. */
  public double throughput(int pieces) {
    double cores = cpu == null ? pieces : Math.min(pieces, cpu.usable());
    return contention == null ? cores : cores / contention.slowdown(pieces);
  }

  /** The most work that up to so many pieces get done together; it may be fewer that do. */
  public double throughputMax(int piecesMax) {
    double best = contention == null ? piecesMax : Math.min(piecesMax, contention.peak());
    if (cpu != null) {
      best = Math.min(best, cpu.usable());
    }
    int below = (int) Math.max(1, Math.floor(best));
    return Math.max(throughput(below), throughput(Math.min(piecesMax, below + 1)));
  }
}
