package dev.ballast.guard;

import dev.ballast.kernel.Result;
import dev.ballast.policy.rate.KeyedRateLimiter;
import dev.ballast.policy.rate.RateLimit;
import dev.ballast.policy.rate.RateLimiter;
import org.jspecify.annotations.Nullable;

/**
 * Lets so many calls through in a time, in all or for each key; refusals say how much later the
 * next one would be let through. Calls about nothing share one limit among them.
 */
final class RateLimitLayer extends Gate {
  private final RateLimiter limiter;
  private final @Nullable KeyedRateLimiter keyed;
  private final Refused refusal;

  RateLimitLayer(Site site, RateLimit limit, Layer next) {
    super(site, next);
    refusal = site.refusal("rateLimit", Result.RATE_LIMITED, "above the rate");
    limiter = new RateLimiter(limit);
    keyed = limit.per() == RateLimit.Scope.KEY ? new KeyedRateLimiter(limit) : null;
  }

  @Override
  long enter(Terms terms, long nowNanos) {
    long wait =
        keyed == null || terms.key() == null
            ? limiter.tryTake(nowNanos)
            : keyed.tryTake(number(terms.key()), nowNanos);
    if (wait > 0) {
      throw site().refuse(refusal.comeBackAfter(wait));
    }
    return 0;
  }

  /** Keys are told apart by 64 bits: numbers by themselves, others by two hash codes of 32. */
  private static long number(Object key) {
    if (key instanceof Long || key instanceof Integer) {
      return ((Number) key).longValue();
    }
    int second = 0;
    String text = key.toString();
    for (int i = 0; i < text.length(); i++) {
      second = second * 1_000_003 + text.charAt(i);
    }
    return ((long) key.hashCode() << Integer.SIZE) ^ (second & 0xffff_ffffL);
  }

  @Override
  void ended(long permit, Result result, long enteredNanos) {}

  @Override
  void forgotten(long permit) {}
}
