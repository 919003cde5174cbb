package dev.ballast.spec.grammar;

import dev.ballast.spec.text.Code;
import dev.ballast.spec.text.Quoted;

/** Files that a system file names and that are read when a system runs, not when it is checked. */
final class Files {
  private static final int LENGTH_MAX = 4_096;
  private static final String EXPECTED = "a file such as tls/edge.pem";

  /** A path, relative to the system file's directory unless it begins with a slash. */
  static final Type<String> PATH =
      new ScalarType<>(
          EXPECTED,
          text -> {
            boolean isPath =
                !text.isBlank()
                    && text.length() <= LENGTH_MAX
                    && text.chars().noneMatch(Character::isISOControl);
            if (!isPath) {
              throw Mismatch.of(Code.SPEC015, "cannot read " + Quoted.of(text), EXPECTED, "");
            }
            return text;
          },
          Scalars.text(null, "tls/edge.pem"));

  private Files() {}
}
