package dev.ballast.verdict;

import dev.ballast.observation.Observation.Change;
import dev.ballast.observation.Subjects;

/**
 * Something that changed.
 *
 * @param atSeconds from the start of the measured time
 * @param group the service it happened to; empty for faults
 * @param who the replica it happened to, such as {@code playback-2}; empty for faults
 * @param what in words
 */
public record TimelineEntry(double atSeconds, Kind kind, String group, String who, String what) {
  /** What kind of thing changed. */
  public enum Kind {
    FAULT_BEGAN,
    FAULT_ENDED,
    BREAKER_OPENED,
    BREAKER_PROBING,
    BREAKER_CLOSED,
    EJECTED,
    RETURNED,
    LIMIT_RAISED,
    LIMIT_LOWERED,
    SHEDDING,
    SHEDDING_ENDED,
    /** Replicas are short: panic, or failover to others. */
    SHORT,
    /** Replicas are no longer short. */
    ENOUGH,
    PROGRAM
  }

  /** One change, put into words. */
  public static TimelineEntry of(Change change, Subjects subjects) {
    return Timeline.entry(change, subjects);
  }

  /** The whole sentence, such as {@code playback-2: breaker to license opened}. */
  public String text() {
    return who.isEmpty() ? what : who + ": " + what;
  }
}
