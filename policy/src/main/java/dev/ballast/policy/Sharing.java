package dev.ballast.policy;

import dev.ballast.policy.cache.CacheConfig;
import org.jspecify.annotations.Nullable;

/**
 * Which answers serve more than the call that fetched them. Only calls of idempotent endpoints
 * share; each replica of the caller has its own.
 *
 * @param cache how long answers are given again; null for not at all
 * @param coalesces whether equal calls at the same time become one
 */
public record Sharing(@Nullable CacheConfig cache, boolean coalesces) {
  /** Every call asks for itself. */
  public static final Sharing NONE = new Sharing(null, false);

  /** The same with this cache, or none. */
  public Sharing withCache(@Nullable CacheConfig value) {
    return new Sharing(value, coalesces);
  }

  /** The same, coalescing or not. */
  public Sharing withCoalescing(boolean value) {
    return new Sharing(cache, value);
  }
}
