package dev.ballast.model;

import dev.ballast.kernel.Checks;
import dev.ballast.kernel.Distribution;
import dev.ballast.kernel.Units;
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

  /** Everything in the zone is gone: its replicas refuse connections. */
  record ZoneDown(String zone) implements Fault {}
}
