package dev.ballast.kernel;

/**
 * A place in a file.
 *
 * @param file as the user named it
 * @param line from 1; 0 when the whole file is meant
 * @param column from 1
 * @param length characters to mark, at least 1
 */
public record Position(String file, int line, int column, int length) {
  /** The whole file. */
  public static Position ofFile(String file) {
    return new Position(file, 0, 0, 1);
  }

  /** {@code file:line:column}, or just the file. */
  @Override
  public String toString() {
    return line == 0 ? file : file + ":" + line + ":" + column;
  }
}
