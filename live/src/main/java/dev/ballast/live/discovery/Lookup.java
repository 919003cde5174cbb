package dev.ballast.live.discovery;

import java.util.List;

/** What one look at a source of addresses brought. */
sealed interface Lookup {
  /**
   * These are there.
   *
   * @param ttlNanos for how long the answer may be used, by its source
   */
  record Answered(List<Found> found, long ttlNanos) implements Lookup {
    public Answered {
      found = List.copyOf(found);
    }
  }

  /** The source is there and says that nobody is: no such name, or no address for it. */
  record Nobody(String why) implements Lookup {}

  /** Nothing was learned: no answer, or one of no use. */
  record Failed(String why) implements Lookup {}
}
