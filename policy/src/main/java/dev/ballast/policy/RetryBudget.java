package dev.ballast.policy;

/**
 * Bounds repeats to a share of the active calls: a repeat is granted while repeats &lt; max(floor,
 * ⌊share · active⌋). Follows Envoy's retry budget with one departure: a repeat counts from the
 * moment it is granted, so also while it waits in its backoff (envoy#30205 describes the storm that
 * otherwise passes). One owner; not thread-safe.
 */
public final class RetryBudget {
  /**
   * The bound.
   *
   * @param share of the active calls, in [0, 1]
   * @param floor repeats that are always allowed at once
   */
  public record Config(double share, int floor) {
    /** No bound besides the attempts of each call. */
    public static final Config UNLIMITED = new Config(1, Integer.MAX_VALUE);

    public Config {
      Checks.that(share >= 0 && share <= 1, "a retry budget must be 0 % to 100 %");
      Checks.that(floor >= 0, "the floor of a retry budget must not be negative");
    }
  }

  private final Config config;
  private int active;
  private int repeats;

  public RetryBudget(Config config) {
    this.config = config;
  }

  /** A call begins. */
  public void callBegins() {
    active++;
  }

  /** A call ends; its repeats have been given back. */
  public void callEnds() {
    Checks.invariant(active > 0, "a call ended that had not begun");
    active--;
  }

  /** Asks for one repeat; granted repeats are given back by {@link #repeatEnds}. */
  public boolean tryRepeat() {
    if (repeats >= allowed()) {
      return false;
    }
    repeats++;
    return true;
  }

  /** A granted repeat has its answer or was given up. */
  public void repeatEnds() {
    Checks.invariant(repeats > 0, "a repeat ended that had not been granted");
    repeats--;
  }

  /** Repeats allowed at once now. */
  public int allowed() {
    return (int) Math.max(config.floor(), Checks.atMost(config.share(), active));
  }
}
