package dev.ballast.kernel;

/** What every configuration checks about its numbers, so that an invalid one cannot exist. */
public final class Checks {
  /**
   * What a share may be off by when it is multiplied: 7 % of 100 is 7.000000000000001 in binary,
   * and must be reached by 7.
   */
  private static final double ROUNDING = 1e-6;

  private Checks() {}

  /** Refuses what a user configured. */
  public static void that(boolean holds, String expected) {
    if (!holds) {
      throw new IllegalArgumentException(expected);
    }
  }

  /** Stops when the code that drives a policy has broken its contract. */
  public static void invariant(boolean holds, String expected) {
    if (!holds) {
      throw new IllegalStateException(expected);
    }
  }

  /** The most of {@code whole} that is not above {@code share} of it. */
  public static long atMost(double share, long whole) {
    return (long) Math.floor(share * whole + ROUNDING);
  }

  /** The least of {@code whole}, at least 1, that is not below {@code share} of it. */
  public static long atLeast(double share, long whole) {
    return Math.max(1, (long) Math.ceil(share * whole - ROUNDING));
  }

  /** Refuses what is no share. */
  public static void share(double value, String name) {
    that(value >= 0 && value <= 1, name + " must be 0 % to 100 %");
  }

  /** Refuses what is not above 0, or has no end. */
  public static void positive(double value, String name) {
    that(value > 0 && value < Double.POSITIVE_INFINITY, name + " must be positive and finite");
  }
}
