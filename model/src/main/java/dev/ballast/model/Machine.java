package dev.ballast.model;

import dev.ballast.kernel.Checks;
import dev.ballast.kernel.Distribution;
import dev.ballast.kernel.Units;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What each replica of a service runs on, and what else happens there. Without any of it work is
 * just time: each piece takes as long as its law says, however much else there is to do.
 *
 * @param cpu the cores that work needs; null when there are enough for all
 * @param contention how pieces of work hinder each other beyond that; null for not at all
 * @param backlog how requests that are there slow down work; null for not at all
 * @param pauses when everything stands still; null for never
 * @param warmUp how work is slower after a start; null for not at all
 * @param background what is to be done beside requests, at most {@link #BACKGROUND_MAX} kinds
 */
public record Machine(
    @Nullable Cpu cpu,
    @Nullable Contention contention,
    @Nullable Backlog backlog,
    @Nullable Pauses pauses,
    @Nullable WarmUp warmUp,
    List<Background> background) {
  /** The most kinds of background work of a service. */
  public static final int BACKGROUND_MAX = 16;

  /** The least mean time from one pause, or one piece of background work, to the next. */
  public static final long EVERY_NANOS_MIN = Units.MILLISECOND;

  /** Work is just time. */
  public static final Machine IDEAL = new Machine(null, null, null, null, null, List.of());

  public Machine {
    background = List.copyOf(background);
    Checks.that(
        background.size() <= BACKGROUND_MAX,
        "a service has at most " + BACKGROUND_MAX + " kinds of background work");
  }

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

  /**
   * Work that takes longer the more requests are in the replica, waiting ones included: allocation,
   * paging, context switches. Counted when a piece of work begins.
   *
   * @param above requests that cost nothing yet, 0 or more
   * @param slower what each one beyond adds to the time of work, above 0 and at most 1
   * @param atMost times as long as otherwise, above 1 and at most {@link #AT_MOST_MAX}
   */
  public record Backlog(int above, double slower, double atMost) {
    public static final double AT_MOST_DEFAULT = 10;
    public static final double AT_MOST_MAX = 1000;

    public Backlog {
      Checks.that(above >= 0, "a backlog begins at 0 requests or more");
      Checks.that(slower > 0 && slower <= 1, "a request slows work by 0 % to 100 %");
      Checks.that(
          atMost > 1 && atMost <= AT_MOST_MAX, "a backlog makes work at most 1000 times as long");
    }

    /** How many times as long work takes with so many requests in the replica. */
    public double slowdown(int requests) {
      return requests <= above ? 1 : Math.min(atMost, 1 + slower * (requests - above));
    }
  }

  /**
   * Moments in which nothing in the replica goes on, such as a garbage collector's that stop the
   * world. Requests and answers that come meanwhile are seen when it is over.
   *
   * @param every from the end of one pause to the beginning of the next
   * @param length of a pause
   * @param perRequestNanos what each request in the replica adds to that, for what is kept alive
   *     and must be copied
   */
  public record Pauses(Distribution every, Distribution length, long perRequestNanos) {
    public Pauses {
      Checks.that(
          every.meanNanos() >= EVERY_NANOS_MIN,
          "pauses come every millisecond at most, in the mean");
      Checks.that(perRequestNanos >= 0, "a request adds no time below zero to a pause");
    }

    /** The share of time that is left between pauses, with few requests in the replica. */
    public double timeLeft() {
      double gap = every.meanNanos();
      return Double.isInfinite(gap) ? 1 : gap / (gap + length.meanNanos());
    }
  }

  /**
   * Work takes longer after a start, falling linearly to its usual time: compilation, pools that
   * fill. A replica starts when a crash ends, and with another version of its program.
   *
   * @param overNanos how long it takes to be warm, above 0
   * @param from times as long at the start, above 1 and at most {@link #FROM_MAX}
   * @param isColdAtFirst whether replicas start when the experiment does; otherwise they are warm
   */
  public record WarmUp(long overNanos, double from, boolean isColdAtFirst) {
    public static final double FROM_MAX = 1000;

    public WarmUp {
      Checks.that(overNanos > 0, "warming up takes time");
      Checks.that(from > 1 && from <= FROM_MAX, "cold work takes 1 to 1000 times as long");
    }

    /** How many times as long work takes so long after the start. */
    public double slowdown(long ageNanos) {
      return ageNanos >= overNanos ? 1 : from - (from - 1) * ((double) ageNanos / overNanos);
    }
  }

  /**
   * Work beside requests that comes again and again: compaction, backups, a scheduled job. One that
   * still runs when the next is due delays it.
   *
   * @param every from the beginning of one piece to the beginning of the next
   * @param work how much it is, for one core
   * @param workers that serve no requests meanwhile, 0 or more; those that are busy finish first
   * @param together whether all replicas do it at the same moments; otherwise each has its own
   */
  public record Background(Distribution every, Distribution work, int workers, boolean together) {
    public Background {
      Checks.that(
          every.meanNanos() >= EVERY_NANOS_MIN,
          "background work comes every millisecond at most, in the mean");
      Checks.that(workers >= 0, "background work takes 0 workers or more");
    }

    /** The share of time in which it is under way, if nothing slows it down. */
    public double busy() {
      double gap = every.meanNanos();
      return Double.isInfinite(gap) ? 0 : Math.min(1, work.meanNanos() / gap);
    }
  }

  /** The same with this CPU. */
  public Machine withCpu(@Nullable Cpu other) {
    return new Machine(other, contention, backlog, pauses, warmUp, background);
  }

  /** The same with this contention. */
  public Machine withContention(@Nullable Contention other) {
    return new Machine(cpu, other, backlog, pauses, warmUp, background);
  }

  /** The same with this backlog. */
  public Machine withBacklog(@Nullable Backlog other) {
    return new Machine(cpu, contention, other, pauses, warmUp, background);
  }

  /** The same with these pauses. */
  public Machine withPauses(@Nullable Pauses other) {
    return new Machine(cpu, contention, backlog, other, warmUp, background);
  }

  /** The same with this warm-up. */
  public Machine withWarmUp(@Nullable WarmUp other) {
    return new Machine(cpu, contention, backlog, pauses, other, background);
  }

  /** The same with this background work. */
  public Machine withBackground(List<Background> other) {
    return new Machine(cpu, contention, backlog, pauses, warmUp, other);
  }

  /** Whether pieces of work have an effect on each other. */
  public boolean isShared() {
    return cpu != null || contention != null;
  }

  /** The share of time that pauses leave. */
  public double timeLeft() {
    return pauses == null ? 1 : pauses.timeLeft();
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
