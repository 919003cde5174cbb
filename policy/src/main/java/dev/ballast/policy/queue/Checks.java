package dev.ballast.policy.queue;

/** What every configuration checks about its numbers, so that an invalid one cannot exist. */
final class Checks {
  private Checks() {}

  /** Refuses what a user configured. */
  static void that(boolean holds, String expected) {
    if (!holds) {
      throw new IllegalArgumentException(expected);
    }
  }
}
