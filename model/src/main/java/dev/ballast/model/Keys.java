package dev.ballast.model;

import dev.ballast.kernel.Checks;

/**
 * What requests are about, such as a title or a customer: a request is about the key of rank r,
 * from 1, with a probability proportional to 1/r^skew (Zipf's law).
 *
 * @param count how many different keys there are
 * @param skew 0 makes all equally likely; 1 is the classical law
 */
public record Keys(int count, double skew) {
  /** The most keys that a load may have. */
  public static final int COUNT_MAX = 1_000_000;

  /** The largest skew; the first of two keys then gets 99.9 % of the requests. */
  public static final double SKEW_MAX = 10;

  /** Requests of which nothing is said. */
  public static final Keys NONE = new Keys(1, 0);

  public Keys {
    Checks.that(count >= 1 && count <= COUNT_MAX, "keys must be 1 to " + COUNT_MAX);
    Checks.that(skew >= 0 && skew <= SKEW_MAX, "the skew of keys must be 0 to 10");
  }
}
