package dev.ballast.model;

import dev.ballast.kernel.Checks;
import dev.ballast.kernel.Distribution;
import dev.ballast.kernel.Units;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** Something that goes wrong, or is put right, at a moment of an experiment. */
public sealed interface Fault {
  /** The fault in a few words, for a timeline. */
  default String words() {
    return switch (this) {
      case Release r ->
          "release " + r.scope().service() + " " + r.version() + " to " + r.scope().words();
      case Rollback r -> "roll back " + r.service();
      case Crash c -> "crash " + c.scope().words() + " of " + c.scope().service();
      case Slow s -> "slow " + s.scope().words() + " of " + s.scope().service();
      case Fails f ->
          f.scope().words() + " of " + f.scope().service() + " fails " + Units.percent(f.share());
      case Partition p -> "partition " + p.from() + (p.bothWays() ? " <-> " : " -> ") + p.to();
      case ZoneDown z -> "zone " + z.zone() + " down";
      case Surge s -> s.factor() + " times " + s.what();
    };
  }

  /** How many of a service's replicas, counted from the first: {@code 1 of 3 replicas}. */
  record Scope(String service, int replicas) {
    public Scope {
      Checks.that(replicas >= 1, "a fault strikes at least one replica");
    }

    String words() {
      return replicas == 1 ? "1 replica" : replicas + " replicas";
    }
  }

  /**
   * A new version of the program on some replicas; it replaces what an earlier release put there.
   *
   * @param fails the share of requests the new version fails, in [0, 1]
   * @param slower factor on the time of its work steps; 1 is as before
   */
  record Release(Scope scope, String version, double fails, double slower) implements Fault {
    public Release {
      Checks.share(fails, "the share that a release fails");
      Checks.positive(slower, "how much slower a release is");
    }
  }

  /** The version before the releases comes back on every replica of the service. */
  record Rollback(String service) implements Fault {}

  /** The replicas' processes end: connections break and are refused until the fault is over. */
  record Crash(Scope scope) implements Fault {}

  /**
   * Answers take longer.
   *
   * @param factor on the time of work steps; 1 leaves them
   * @param added a delay before the work of each request; null adds none
   */
  record Slow(Scope scope, double factor, @Nullable Distribution added) implements Fault {
    public Slow {
      Checks.positive(factor, "the factor on work");
    }
  }

  /** A share of the requests fails, in [0, 1]. */
  record Fails(Scope scope, double share) implements Fault {
    public Fails {
      Checks.share(share, "the share that fails");
    }
  }

  /** Messages between two services vanish without a trace, in one direction or in both. */
  record Partition(String from, String to, boolean bothWays) implements Fault {}

  /**
   * More load, or less: the rate of requests is multiplied, and users of a closed load come or go.
   * Surges that overlap multiply.
   *
   * @param route whose load; null for every route
   * @param times above 0, at most {@link #TIMES_MAX}; below 1 is a lull
   */
  record Surge(@Nullable String route, double times) implements Fault {
    /** The most that a surge may multiply a load by. */
    public static final double TIMES_MAX = 1_000;

    public Surge {
      Checks.that(times > 0 && times <= TIMES_MAX, "a surge is above 0 and at most 1000 times");
    }

    /** Whether the load of this route is meant. */
    public boolean concerns(String ofRoute) {
      return route == null || route.equals(ofRoute);
    }

    private String factor() {
      return BigDecimal.valueOf(times).stripTrailingZeros().toPlainString();
    }

    private String what() {
      return "the load of " + (route == null ? "all routes" : route);
    }
  }

  /** Everything in the zone is gone: its replicas refuse connections. */
  record ZoneDown(String zone) implements Fault {}
}
