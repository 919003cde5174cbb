package dev.ballast.live.discovery;

import dev.ballast.kernel.Units;
import java.util.List;

/**
 * What is known of a service's replicas from one look to the next, and when to look again. An
 * answer holds for its time to live, within bounds. A look that fails changes nothing, and is
 * repeated after a wait that doubles up to what its source bears. That nobody is there is believed
 * only when it has been said for a while, since a mistake in a zone file must not take a service
 * down; until then those known before stay.
 *
 * <p>Knows no clock: moments are arguments.
 */
final class Knowledge {
  /** An answer is used for at least so long. */
  static final long TTL_MIN = Units.SECOND;

  /** And at most so long. */
  static final long TTL_MAX = 300 * Units.SECOND;

  /** The first wait after a look that failed. */
  static final long RETRY_MIN = Units.SECOND;

  /** The longest one that a server of names is asked with. */
  static final long RETRY_MAX = 30 * Units.SECOND;

  /** For how long it must be said that nobody is there. */
  static final long GRACE = 30 * Units.SECOND;

  private static final long NOT_SAID = Long.MIN_VALUE;

  /**
   * What follows from a look.
   *
   * @param found who is there now
   * @param againNanos how long until the next look
   * @param remark what is worth saying; empty for nothing
   */
  record Conclusion(List<Found> found, long againNanos, String remark) {}

  private final long retryMaxNanos;
  private List<Found> found = List.of();
  private int failures;
  private long nobodySince = NOT_SAID;
  private String said = "";

  /**
   * Knows of nobody yet.
   *
   * @param retryMaxNanos the longest wait between two looks that fail
   */
  Knowledge(long retryMaxNanos) {
    this.retryMaxNanos = retryMaxNanos;
  }

  Conclusion learn(Lookup lookup, long nowNanos) {
    return switch (lookup) {
      case Lookup.Answered(var all, long ttl) when !all.isEmpty() -> {
        found = all;
        String remark = failures > 0 ? "found again: " + count() : "";
        failures = 0;
        nobodySince = NOT_SAID;
        said = "";
        yield new Conclusion(found, Math.clamp(ttl, TTL_MIN, TTL_MAX), remark);
      }
      case Lookup.Answered _ -> nobody("the answer is empty", nowNanos);
      case Lookup.Nobody(String why) -> nobody(why, nowNanos);
      case Lookup.Failed(String why) ->
          again(why + (found.isEmpty() ? "" : "; " + count() + " known before stay"));
    };
  }

  private Conclusion nobody(String why, long nowNanos) {
    if (nobodySince == NOT_SAID) {
      nobodySince = nowNanos;
    }
    if (found.isEmpty() || nowNanos - nobodySince >= GRACE) {
      found = List.of();
      return again(why + ": nobody is there");
    }
    return again(
        why + "; " + count() + " known before stay unless it is said for " + Units.duration(GRACE));
  }

  private Conclusion again(String remark) {
    long wait = Math.min(retryMaxNanos, RETRY_MIN << Math.min(failures, 10));
    failures++;
    String news = remark.equals(said) ? "" : remark;
    said = remark;
    return new Conclusion(found, wait, news);
  }

  private String count() {
    return found.size() == 1 ? "1 replica" : found.size() + " replicas";
  }
}
