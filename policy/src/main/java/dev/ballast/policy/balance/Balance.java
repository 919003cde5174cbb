package dev.ballast.policy.balance;

/**
 * How the replica of each attempt is chosen. Every kind respects the weights of the replicas, and
 * leaves out what is not a candidate.
 */
public sealed interface Balance {
  /** One after the other, by smooth weighted turns (nginx): weights 5, 1, 1 give a a b a c a a. */
  record RoundRobin() implements Balance {}

  /** Any, with a chance in proportion to its weight. */
  record Random() implements Balance {}

  /**
   * The least loaded of some random replicas (M. Mitzenmacher, "The power of two choices in
   * randomized load balancing", 2001). The load is what this caller has in flight, by weight.
   *
   * @param choices how many are compared, 2 to {@link #CHOICES_MAX}; no fewer than the candidates
   *     compares all of them
   */
  record LeastLoaded(int choices) implements Balance {
    /** The most choices. */
    public static final int CHOICES_MAX = 100;

    /** What applies where nothing is said: the less loaded of two. */
    public static final LeastLoaded DEFAULT = new LeastLoaded(2);

    public LeastLoaded {
      require(
          choices >= 2 && choices <= CHOICES_MAX,
          "choices must be 2 to " + CHOICES_MAX + "; one choice is `random`");
    }
  }

  /**
   * The cheaper of two random replicas, at a cost of recent latency times what is in flight
   * (Finagle's Peak EWMA).
   *
   * @param decayNanos the time in which the weight of the past falls to 1/e, {@link #DECAY_MIN} to
   *     {@link #DECAY_MAX} nanoseconds
   */
  record PeakEwma(long decayNanos) implements Balance {
    /** A millisecond. */
    public static final long DECAY_MIN = 1_000_000L;

    /** An hour. */
    public static final long DECAY_MAX = 3_600_000_000_000L;

    /** Ten seconds, as in Finagle. */
    public static final PeakEwma DEFAULT = new PeakEwma(10_000_000_000L);

    public PeakEwma {
      require(
          decayNanos >= DECAY_MIN && decayNanos <= DECAY_MAX,
          "the decay of latencies must be 1 ms to 1 h");
    }
  }

  /**
   * By probes that are sent ahead: among replicas that are not too busy the one with the lowest
   * latency (B. Wydrowski et al., "Load is not what you should balance: introducing Prequal", NSDI
   * 2024).
   *
   * @param probes sent with each attempt, each to another replica, 1 to {@link #PROBES_MAX}
   * @param pool answers kept, 2 to {@link #POOL_MAX}
   * @param ageNanos how long an answer is of use
   * @param quantile a replica is too busy (hot) when its requests in flight are above this quantile
   *     of the pool, in [0, 1]: 0 looks at nothing but requests in flight, 1 at nothing but latency
   */
  record Prequal(int probes, int pool, long ageNanos, double quantile) implements Balance {
    /** The most probes with one attempt. */
    public static final int PROBES_MAX = 3;

    /** The largest pool. */
    public static final int POOL_MAX = 64;

    /** The paper's constants: 3 probes, a pool of 16, 1 s, 2^−0.25. */
    public static final Prequal DEFAULT = new Prequal(3, 16, 1_000_000_000L, 0.8409);

    public Prequal {
      require(probes >= 1 && probes <= PROBES_MAX, "probes must be 1 to " + PROBES_MAX);
      require(pool >= 2 && pool <= POOL_MAX, "a pool of probes must be 2 to " + POOL_MAX);
      require(ageNanos > 0, "a probe must be of use for some time");
      require(quantile >= 0 && quantile <= 1, "the hot quantile must be 0 % to 100 %");
    }
  }

  /**
   * By what the call is about: the next point of a replica on a ring of hashes (D. Karger et al.,
   * "Consistent hashing and random trees", 1997; ketama).
   *
   * @param points of all replicas together, {@link #POINTS_MIN} to {@link #POINTS_MAX}
   * @param bound of {@link Balance#isBound}
   */
  record RingHash(int points, double bound) implements Balance {
    public static final int POINTS_MIN = 1_024;
    public static final int POINTS_MAX = 8 << 20;

    /** The fewest points, without a bound. */
    public static final RingHash DEFAULT = new RingHash(POINTS_MIN, UNBOUNDED);

    public RingHash {
      require(
          points >= POINTS_MIN && points <= POINTS_MAX,
          "a ring must have " + POINTS_MIN + " to " + POINTS_MAX + " points");
      require(isBound(bound), BOUND_EXPECTED);
    }
  }

  /**
   * By what the call is about: a table that replicas fill in turn, each by its own permutation (D.
   * Eisenbud et al., "Maglev: a fast and reliable software network load balancer", NSDI 2016).
   *
   * @param slots of the table, a prime from {@link #SLOTS_MIN} to {@link #SLOTS_MAX}
   * @param bound of {@link Balance#isBound}
   */
  record Maglev(int slots, double bound) implements Balance {
    /** Enough for every replica to have one. */
    public static final int SLOTS_MIN = 10_007;

    public static final int SLOTS_MAX = 5_000_011;

    /** The paper's small table, without a bound. */
    public static final Maglev DEFAULT = new Maglev(65_537, UNBOUNDED);

    public Maglev {
      require(
          slots >= SLOTS_MIN && slots <= SLOTS_MAX && isPrime(slots),
          "the slots of a Maglev table must be a prime from " + SLOTS_MIN + " to " + SLOTS_MAX);
      require(isBound(bound), BOUND_EXPECTED);
    }

    /** Whether the permutations of a table of this length visit every slot. */
    public static boolean isPrime(int number) {
      for (int i = 2; (long) i * i <= number; i++) {
        if (number % i == 0) {
          return false;
        }
      }
      return number >= 2;
    }
  }

  /**
   * A key stays on the replica it was given while that is a candidate, also when others join.
   *
   * @param keys how many are remembered, 1 to {@link #KEYS_MAX}; those used longest ago go first
   * @param otherwise who chooses for a new key, and for calls without one
   */
  record Sticky(int keys, Balance otherwise) implements Balance {
    public static final int KEYS_MAX = 1 << 22;

    /** So many where nothing is said. */
    public static final int KEYS_DEFAULT = 10_000;

    public Sticky {
      require(keys >= 1 && keys <= KEYS_MAX, "sticky keys must be 1 to " + KEYS_MAX);
      require(
          !(otherwise instanceof Sticky) && !(otherwise instanceof Subset),
          "sticky keys go around a plain balancer; a subset goes around sticky keys");
    }
  }

  /**
   * Each caller knows only some of the replicas, so that connections do not grow as callers times
   * replicas (B. Beyer et al., "Site Reliability Engineering", chapter 20: deterministic
   * subsetting).
   *
   * @param size replicas that one caller knows, 1 to {@link #SIZE_MAX}
   * @param within who chooses among them
   */
  record Subset(int size, Balance within) implements Balance {
    public static final int SIZE_MAX = 10_000;

    public Subset {
      require(size >= 1 && size <= SIZE_MAX, "a subset must have 1 to " + SIZE_MAX + " replicas");
      require(
          within.canBeInSubset(),
          "a subset makes every caller send a key elsewhere; leave out the subset or the hashing");
    }
  }

  /** No bound on what one replica gets. */
  double UNBOUNDED = Double.POSITIVE_INFINITY;

  double BOUND_MIN = 1.05;
  double BOUND_MAX = 10;
  String BOUND_EXPECTED =
      "a bound must be " + BOUND_MIN + " to " + BOUND_MAX + " times the mean, or none";

  /**
   * Whether this is a bound on loads: a replica that would have more in flight than so many times
   * its fair share of what this caller has in flight is passed over (V. Mirrokni, M. Thorup, M.
   * Zadimoghaddam, "Consistent hashing with bounded loads", 2018); or {@link #UNBOUNDED}.
   */
  static boolean isBound(double bound) {
    return (bound >= BOUND_MIN && bound <= BOUND_MAX) || bound == UNBOUNDED;
  }

  /** Whether each caller may do this on replicas of its own. */
  default boolean canBeInSubset() {
    return switch (this) {
      case RoundRobin _, Random _, LeastLoaded _, PeakEwma _, Prequal _ -> true;
      case RingHash _, Maglev _, Subset _ -> false;
      case Sticky sticky -> sticky.otherwise().canBeInSubset();
    };
  }

  /** The kind that chooses when nothing narrows the choice down before it. */
  default Balance innermost() {
    return switch (this) {
      case RoundRobin _, Random _, LeastLoaded _, PeakEwma _, Prequal _, RingHash _, Maglev _ ->
          this;
      case Sticky sticky -> sticky.otherwise().innermost();
      case Subset subset -> subset.within().innermost();
    };
  }

  private static void require(boolean holds, String expected) {
    if (!holds) {
      throw new IllegalArgumentException(expected);
    }
  }
}
