package dev.ballast.kernel;

/**
 * A piece of time.
 *
 * @param fromNanos its first moment
 * @param toNanos the first moment after it, later than its first
 */
public record Span(long fromNanos, long toNanos) {
  public Span {
    Checks.that(fromNanos < toNanos, "a span of time lasts some time");
  }

  /** Whether a moment is within. */
  public boolean holds(long atNanos) {
    return atNanos >= fromNanos && atNanos < toNanos;
  }
}
