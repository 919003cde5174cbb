package dev.ballast.cli;

import dev.ballast.observation.Observation;
import dev.ballast.observation.Observation.Change;
import dev.ballast.observation.Observation.RequestEnded;
import dev.ballast.observation.Observer;
import dev.ballast.observation.Subjects;
import dev.ballast.verdict.TimelineEntry;
import java.util.Locale;

/** Shows how a live run goes: the time, the requests, and what changed last. */
final class LiveProgress implements Observer {
  private static final long PAUSE_NANOS = 200_000_000;

  private final Terminal terminal;
  private final String title;
  private final Subjects subjects;
  private final long lengthNanos;
  private long shownNanos;
  private long requests;
  private long failed;
  private long degraded;
  private String last = "";

  /**
   * Progress of a run.
   *
   * @param lengthNanos {@code Long.MAX_VALUE} for a run without an end
   */
  LiveProgress(Terminal terminal, String title, Subjects subjects, long lengthNanos) {
    this.terminal = terminal;
    this.title = title;
    this.subjects = subjects;
    this.lengthNanos = lengthNanos;
  }

  @Override
  public void on(Observation observation) {
    if (observation instanceof RequestEnded ended && ended.startedNanos() >= 0) {
      requests++;
      switch (ended.result()) {
        case OK -> {}
        case DEGRADED -> degraded++;
        default -> failed++;
      }
    } else if (observation instanceof Change change) {
      last = "  " + TimelineEntry.of(change, subjects).text();
    }
    long now = System.nanoTime();
    if (now - shownNanos >= PAUSE_NANOS) {
      shownNanos = now;
      show(observation.atNanos());
    }
  }

  private void show(long atNanos) {
    String time =
        atNanos < 0
            ? "warming up"
            : seconds(atNanos) + (hasEnd() ? " of " + seconds(lengthNanos) : "");
    terminal.progress(
        String.format(
            Locale.ROOT,
            "%s: %s, %,d requests, %,d failed, %,d degraded%s",
            title,
            time,
            requests,
            failed,
            degraded,
            last));
  }

  private boolean hasEnd() {
    return lengthNanos != Long.MAX_VALUE;
  }

  private static String seconds(long nanos) {
    return nanos / 1_000_000_000 + " s";
  }
}
