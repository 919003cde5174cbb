package dev.ballast.policy.cache;

/**
 * How long an answer is given again, and how many are kept. The words are those of RFC 9111 and RFC
 * 5861: an answer is <i>fresh</i> while its age is below its lifetime; after that it is
 * <i>stale</i>, and may still be given while one caller fetches a new one, or where a new one
 * cannot be had.
 *
 * @param freshNanos given without asking; 0 asks every time
 * @param staleWhileRevalidateNanos after that, given while one caller asks again; 0 for not at all
 * @param staleIfErrorNanos after {@code freshNanos}, given in the place of a failure; 0 for not at
 *     all
 * @param entries answers kept at most, 1 to {@link #ENTRIES_MAX}
 */
public record CacheConfig(
    long freshNanos, long staleWhileRevalidateNanos, long staleIfErrorNanos, int entries) {
  /** The most answers that one cache may keep. */
  public static final int ENTRIES_MAX = 1_000_000;

  /** What is kept where the file does not say how much. */
  public static final int ENTRIES_DEFAULT = 10_000;

  /** The longest time that each of the three may be: a year. */
  public static final long NANOS_MAX = 365L * 24 * 3600 * 1_000_000_000;

  /**
   * What remembers answers for a fallback on an edge without a cache of its own: for five minutes,
   * for nothing but failures.
   */
  public static final CacheConfig LAST_GOOD =
      new CacheConfig(0, 0, 300_000_000_000L, ENTRIES_DEFAULT);

  public CacheConfig {
    require(isTime(freshNanos), "a cache keeps answers for 0 to 365 days");
    require(isTime(staleWhileRevalidateNanos), "stale-while-revalidate must be 0 to 365 days");
    require(isTime(staleIfErrorNanos), "stale-if-error must be 0 to 365 days");
    require(
        freshNanos > 0 || staleWhileRevalidateNanos > 0 || staleIfErrorNanos > 0,
        "a cache must keep answers for some time: fresh ones, stale ones or both");
    require(entries >= 1 && entries <= ENTRIES_MAX, "a cache must have 1 to 1000000 entries");
  }

  private static boolean isTime(long nanos) {
    return nanos >= 0 && nanos <= NANOS_MAX;
  }

  private static void require(boolean holds, String expected) {
    if (!holds) {
      throw new IllegalArgumentException(expected);
    }
  }
}
