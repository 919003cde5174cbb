package dev.ballast.model;

/** What the parts of a system check about their numbers, so that an invalid one cannot exist. */
final class Checks {
  private Checks() {}

  static void that(boolean holds, String expected) {
    if (!holds) {
      throw new IllegalArgumentException(expected);
    }
  }

  static void share(double value, String name) {
    that(value >= 0 && value <= 1, name + " must be 0 % to 100 %");
  }

  static void positive(double value, String name) {
    that(value > 0 && value < Double.POSITIVE_INFINITY, name + " must be positive and finite");
  }
}
