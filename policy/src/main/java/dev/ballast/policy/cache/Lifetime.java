package dev.ballast.policy.cache;

/**
 * What an answer itself says about being given again; it can shorten what is configured, never
 * lengthen it.
 *
 * @param ageNanos how old it was when it arrived, at least 0
 * @param freshNanosMax the longest that it may be taken for fresh, from when it was made
 * @param mayBeStale whether it may be given at all once it is not fresh
 */
public record Lifetime(long ageNanos, long freshNanosMax, boolean mayBeStale) {
  /** Just made, with nothing to say. */
  public static final Lifetime NEW = new Lifetime(0, Long.MAX_VALUE, true);

  public Lifetime {
    if (ageNanos < 0 || freshNanosMax < 0) {
      throw new IllegalArgumentException("an age and a lifetime must not be negative");
    }
  }
}
