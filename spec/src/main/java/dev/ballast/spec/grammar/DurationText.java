package dev.ballast.spec.grammar;

/** Durations that are written elsewhere than in a file, as on a command line. */
public final class DurationText {
  private DurationText() {}

  /**
   * A duration above 0, such as {@code 250ms}, in nanoseconds.
   *
   * @throws IllegalArgumentException saying what is wrong and what was expected
   */
  public static long nanos(String text) {
    try {
      return Quantity.positiveNanos(text);
    } catch (Mismatch mismatch) {
      throw new IllegalArgumentException(
          mismatch.problem() + ", expected " + mismatch.expected(), mismatch);
    }
  }
}
