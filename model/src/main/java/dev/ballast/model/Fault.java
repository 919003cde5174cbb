package dev.ballast.model;

import dev.ballast.kernel.Checks;
import dev.ballast.kernel.Distribution;
import org.jspecify.annotations.Nullable;

/**
 * Something that goes wrong, or is put right, at a moment of an experiment. A fault strikes
 * replicas of one service ({@link OnReplicas}), messages between replicas ({@link OnLink}), or
 * places and services as a whole.
 */
public sealed interface Fault {
  /** The fault in a few words, for a timeline. */
  default String words() {
    return FaultWords.of(this);
  }

  /** How a fault can come gradually. */
  enum Onset {
    /** Its severity rises from none to full. */
    SEVERITY,
    /** The replicas are struck one after the other. */
    REPLICAS,
    /** It is there or it is not. */
    SUDDEN
  }

  /** How it can come gradually. */
  default Onset onset() {
    return switch (this) {
      case Slow _,
          Fails _,
          Hang _,
          Reset _,
          RateLimited _,
          Corrupt _,
          Stress _,
          Delay _,
          Loss _,
          Duplicate _,
          Unresolved _,
          Surge _ ->
          Onset.SEVERITY;
      case Release _, Crash _, Leave _, Pause _ -> Onset.REPLICAS;
      case Restart _, Rollback _, Partition _, Bandwidth _, ZoneDown _, RegionDown _ ->
          Onset.SUDDEN;
    };
  }

  /** How many of a service's replicas, counted from the first: {@code 1 of 3 replicas}. */
  record Scope(String service, int replicas) {
    public Scope {
      Checks.that(replicas >= 1, "a fault strikes at least one replica");
    }
  }

  /** Strikes replicas of one service. */
  sealed interface OnReplicas extends Fault {
    Scope scope();
  }

  /** Strikes the messages between replicas; users' requests to gateways are none of them. */
  sealed interface OnLink extends Fault {
    Link link();
  }

  /**
   * A new version of the program on some replicas; it replaces what an earlier release put there.
   *
   * @param fails the share of requests the new version fails, in [0, 1]
   * @param slower factor on the time of its work steps; 1 is as before
   */
  record Release(Scope scope, String version, double fails, double slower) implements OnReplicas {
    public Release {
      Checks.share(fails, "the share that a release fails");
      Checks.positive(slower, "how much slower a release is");
    }
  }

  /** The version before the releases comes back on every replica of the service. */
  record Rollback(String service) implements Fault {}

  /** The replicas' processes end: connections break and are refused until the fault is over. */
  record Crash(Scope scope) implements OnReplicas {}

  /**
   * How a process leaves in good order.
   *
   * @param drainNanos how long it goes on to serve after it said that it leaves; what is not
   *     answered by then is lost
   * @param knownAfterNanos how long it takes until callers know that a replica leaves, or that it
   *     is back, such as the time to live of a DNS record
   */
  record Departure(long drainNanos, long knownAfterNanos) {
    public Departure {
      Checks.that(drainNanos >= 0, "a replica drains for 0 s or more");
      Checks.that(knownAfterNanos >= 0, "callers know of a departure after 0 s or more");
    }
  }

  /**
   * The replicas leave in good order, as when a service is scaled down, and are back when the fault
   * is over: callers are told and send no more, and the processes end when they have drained.
   */
  record Leave(Scope scope, Departure departure) implements OnReplicas {}

  /**
   * The replicas are restarted one after the other: each is gone for an equal part of the time that
   * the fault lasts.
   *
   * @param departure how each leaves; null as if it crashed, without a word to its callers
   */
  record Restart(Scope scope, @Nullable Departure departure) implements OnReplicas {
    /** Restarts without a word to callers. */
    public Restart(Scope scope) {
      this(scope, null);
    }
  }

  /**
   * The replicas' processes stand still, as in a long garbage collection: work stops, and what
   * arrives waits until the fault is over.
   */
  record Pause(Scope scope) implements OnReplicas {}

  /**
   * Answers take longer.
   *
   * @param factor on the time of work steps; 1 leaves them
   * @param added a delay before the work of each request; null adds none
   */
  record Slow(Scope scope, double factor, @Nullable Distribution added) implements OnReplicas {
    public Slow {
      Checks.positive(factor, "the factor on work");
    }
  }

  /** A share of the requests, in [0, 1], fails before any work. */
  record Fails(Scope scope, double share) implements OnReplicas {
    public Fails {
      Checks.share(share, "the share that fails");
    }
  }

  /** A share of the requests, in [0, 1], is accepted and never answered: a black hole. */
  record Hang(Scope scope, double share) implements OnReplicas {
    public Hang {
      Checks.share(share, "the share that hangs");
    }
  }

  /**
   * The connections of a share of the requests break.
   *
   * @param share in [0, 1]
   */
  record Reset(Scope scope, double share, When when) implements OnReplicas {
    /** When they break. The caller cannot tell what was done. */
    public enum When {
      /** On arrival, before any work. */
      ARRIVAL,
      /** In the place of the answer, when the work is done. */
      ANSWER,
      /** In the midst of the answer, of which a part comes: it is truncated. */
      MID_ANSWER
    }

    public Reset {
      Checks.share(share, "the share whose connections break");
    }
  }

  /**
   * A share of the requests is refused as too many (HTTP 429), whatever the rate is.
   *
   * @param share in [0, 1]
   * @param retryAfterNanos how long callers are asked to stay away; 0 asks for nothing
   */
  record RateLimited(Scope scope, double share, long retryAfterNanos) implements OnReplicas {
    public RateLimited {
      Checks.share(share, "the share that is refused");
      Checks.that(retryAfterNanos >= 0, "callers are asked to stay away for 0 s or more");
    }
  }

  /** A share of the good answers, in [0, 1], is of no use to the caller: the work was in vain. */
  record Corrupt(Scope scope, double share) implements OnReplicas {
    public Corrupt {
      Checks.share(share, "the share of answers that is corrupt");
    }
  }

  /**
   * Something else takes a share of what the replicas compute with.
   *
   * @param share in [0, {@link #SHARE_MAX}]; of the cores where the service says what it has, else
   *     of the workers, of which at least one stays
   */
  record Stress(Scope scope, double share) implements OnReplicas {
    /** The most that may be taken away. */
    public static final double SHARE_MAX = 0.99;

    public Stress {
      Checks.that(share >= 0 && share <= SHARE_MAX, "a stress takes 0 % to 99 %");
    }
  }

  /** Messages on a link vanish without a trace. */
  record Partition(Link link) implements OnLink {
    /** Between two services. */
    public Partition(String from, String to, boolean bothWays) {
      this(Link.ofServices(from, to, bothWays));
    }
  }

  /** Messages on a link take longer, each by a draw of its own. */
  record Delay(Link link, Distribution added) implements OnLink {}

  /**
   * A share of the messages on a link, in [0, 1], is lost on the way and sent again by TCP, which
   * callers see as latency.
   */
  record Loss(Link link, double share) implements OnLink {
    public Loss {
      Checks.share(share, "the share of messages that is lost");
    }
  }

  /**
   * Each replica sends the messages on a link one after the other.
   *
   * @param bitsPerSecond above 0
   */
  record Bandwidth(Link link, double bitsPerSecond) implements OnLink {
    public Bandwidth {
      Checks.positive(bitsPerSecond, "what is sent per second");
    }
  }

  /** A share of the requests on a link, in [0, 1], reaches the callee twice. */
  record Duplicate(Link link, double share) implements OnLink {
    public Duplicate {
      Checks.share(share, "the share of requests that comes twice");
    }
  }

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
  }

  /**
   * A share of the requests to a service, in [0, 1], finds no address: its name cannot be resolved
   * (DNS). They fail at once.
   */
  record Unresolved(String service, double share) implements OnLink {
    public Unresolved {
      Checks.share(share, "the share of requests that finds no address");
    }

    @Override
    public Link link() {
      return new Link(new Link.Side.Anyone(), new Link.Side.Service(service), false);
    }
  }

  /** Everything in the zone is gone: its replicas refuse connections. */
  record ZoneDown(String zone) implements Fault {}

  /** Everything in all zones of the region is gone. */
  record RegionDown(String region) implements Fault {}
}
