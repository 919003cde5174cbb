package dev.ballast.policy;

/** At most so many calls at once over one edge; the rest are refused. One owner. */
public final class Bulkhead {
  /** No bound. */
  public static final int UNLIMITED = Integer.MAX_VALUE;

  private final int limit;
  private int inFlight;

  /**
   * A bulkhead with nothing in it.
   *
   * @param limit at least 1
   */
  public Bulkhead(int limit) {
    Checks.that(limit >= 1, "a bulkhead must let at least one call through");
    this.limit = limit;
  }

  /** Takes a place if one is free; give it back with {@link #leave}. */
  public boolean tryEnter() {
    if (inFlight == limit) {
      return false;
    }
    inFlight++;
    return true;
  }

  /** Gives back a place that {@link #tryEnter} took. */
  public void leave() {
    Checks.invariant(inFlight > 0, "a call left a bulkhead that it had not entered");
    inFlight--;
  }
}
