package dev.ballast.cli;

import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;

/**
 * Where a person reads: results on the first stream, progress and warnings on the second. One line
 * of progress is kept up to date in place where the second stream is a terminal; elsewhere a line
 * is printed only now and then, so that a log stays readable.
 */
final class Terminal {
  private static final int DEFAULT_WIDTH = 100;
  private static final long PLAIN_PAUSE_NANOS = 10_000_000_000L;

  private final PrintWriter out;
  private final PrintWriter err;
  private final boolean isInteractive;
  private final boolean hasColour;
  private final boolean hasErrColour;
  private final int width;
  private boolean lineIsOpen;
  private long lastPlainNanos = Long.MIN_VALUE;

  private Terminal(
      PrintWriter out,
      PrintWriter err,
      boolean isInteractive,
      boolean hasColour,
      boolean hasErrColour,
      int width) {
    this.out = out;
    this.err = err;
    this.isInteractive = isInteractive;
    this.hasColour = hasColour;
    this.hasErrColour = hasErrColour;
    this.width = width;
  }

  /**
   * The terminal of this process. Colour follows {@code NO_COLOR} (no-color.org); the launcher
   * tells in {@code BALLAST_TTY} whether the streams are terminals and in {@code COLUMNS} how wide
   * they are, since a JVM cannot see either stream by itself.
   *
   * @param colour what the user asked for, or null
   */
  static Terminal ofProcess(PrintWriter out, PrintWriter err, @Nullable Boolean colour) {
    String tty = System.getenv().getOrDefault("BALLAST_TTY", "");
    boolean wanted = System.getenv("NO_COLOR") == null && !"dumb".equals(System.getenv("TERM"));
    return new Terminal(
        out,
        err,
        tty.contains("err"),
        colour == null ? wanted && tty.contains("out") : colour,
        colour == null ? wanted && tty.contains("err") : colour,
        columns());
  }

  /** How wide the terminal is, within reason. */
  static int columns() {
    try {
      int columns = Integer.parseInt(System.getenv().getOrDefault("COLUMNS", ""));
      return Math.clamp(columns, 40, 200);
    } catch (NumberFormatException e) {
      return DEFAULT_WIDTH;
    }
  }

  /** Whether results are coloured. */
  boolean hasColour() {
    return hasColour;
  }

  /** Whether notes are coloured. */
  boolean hasErrColour() {
    return hasErrColour;
  }

  int width() {
    return width;
  }

  /** A result. */
  synchronized void print(String text) {
    clearLine();
    out.print(text);
    out.flush();
  }

  /** Something worth knowing besides the result. */
  synchronized void note(String text) {
    clearLine();
    err.println(text);
    err.flush();
  }

  /** How far a long work has come; replaces what was said before. */
  synchronized void progress(String text) {
    if (isInteractive) {
      String cut = text.length() < width ? text : text.substring(0, width - 1);
      err.print("\r\u001b[2K" + cut);
      err.flush();
      lineIsOpen = true;
      return;
    }
    long now = System.nanoTime();
    if (lastPlainNanos == Long.MIN_VALUE || now - lastPlainNanos >= PLAIN_PAUSE_NANOS) {
      lastPlainNanos = now;
      err.println(text);
      err.flush();
    }
  }

  /** The long work is over. */
  synchronized void clearLine() {
    if (lineIsOpen) {
      err.print("\r\u001b[2K");
      err.flush();
      lineIsOpen = false;
    }
  }
}
