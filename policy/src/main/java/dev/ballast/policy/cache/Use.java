package dev.ballast.policy.cache;

/** What a caller may do with what the cache has. */
public enum Use {
  /** Give the answer. */
  FRESH,
  /** Give the answer, which is stale; somebody else is fetching a new one. */
  STALE,
  /** Give the answer, which is stale, and fetch a new one: exactly one caller is told so. */
  REFRESH,
  /** There is nothing to give: fetch it. */
  MISS
}
