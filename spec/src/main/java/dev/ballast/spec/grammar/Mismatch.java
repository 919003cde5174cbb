package dev.ballast.spec.grammar;

import dev.ballast.spec.text.Code;

/**
 * A value's text is not what its place expects.
 *
 * <p>Thrown by the small parsers of single values and caught where the value's position is known.
 */
final class Mismatch extends Exception {
  private static final long serialVersionUID = 1L;

  private final Code code;
  private final String problem;
  private final String expected;
  private final String fix;
  private final boolean fixIsValue;
  private final int offset;
  private final int length;

  private Mismatch(
      Code code,
      String problem,
      String expected,
      String fix,
      boolean fixIsValue,
      int offset,
      int length) {
    super(problem, null, false, false);
    this.code = code;
    this.problem = problem;
    this.expected = expected;
    this.fix = fix;
    this.fixIsValue = fixIsValue;
    this.offset = offset;
    this.length = length;
  }

  /** The whole value is wrong; the advice is a sentence, or empty. */
  static Mismatch of(Code code, String problem, String expected, String advice) {
    return new Mismatch(code, problem, expected, advice, false, 0, Integer.MAX_VALUE);
  }

  /** The whole value is wrong, and this one would be right. */
  static Mismatch wanting(Code code, String problem, String expected, String value) {
    return new Mismatch(code, problem, expected, value, true, 0, Integer.MAX_VALUE);
  }

  /** The same about a part of a larger value; a proposed value is put in the part's place. */
  Mismatch within(String whole, int partOffset, int partLength) {
    String value = whole.substring(0, partOffset) + fix + whole.substring(partOffset + partLength);
    int offsetInWhole = partOffset + Math.min(offset, partLength);
    int lengthInWhole = Math.clamp(length, 1, Math.max(1, partLength - offset));
    return new Mismatch(
        code,
        problem,
        expected,
        fixIsValue ? value : fix,
        fixIsValue,
        offsetInWhole,
        lengthInWhole);
  }

  Code code() {
    return code;
  }

  String problem() {
    return problem;
  }

  String expected() {
    return expected;
  }

  /** A sentence or, if {@link #fixIsValue}, a value. */
  String fix() {
    return fix;
  }

  boolean fixIsValue() {
    return fixIsValue;
  }

  int offset() {
    return offset;
  }

  int length() {
    return length;
  }
}
