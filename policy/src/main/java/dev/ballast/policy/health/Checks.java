package dev.ballast.policy.health;

/** What the configurations of this room check, so that an invalid one cannot exist. */
final class Checks {
  /** What a share may be off by when it is multiplied; see {@link #atMost}. */
  private static final double ROUNDING = 1e-6;

  private Checks() {}

  /** Refuses what a user configured. */
  static void that(boolean holds, String expected) {
    if (!holds) {
      throw new IllegalArgumentException(expected);
    }
  }

  /** The most of {@code whole} that is not above {@code share} of it, binary rounding forgiven. */
  static int atMost(double share, int whole) {
    return (int) Math.floor(share * whole + ROUNDING);
  }
}
