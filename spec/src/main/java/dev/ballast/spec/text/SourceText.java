package dev.ballast.spec.text;

import dev.ballast.kernel.Position;
import java.util.ArrayList;
import java.util.List;

/**
 * The text of a file, by lines.
 *
 * @param file as the user named it
 */
public record SourceText(String file, String text, List<Integer> lineStarts) {
  public SourceText {
    lineStarts = List.copyOf(lineStarts);
  }

  /** Splits the text at line ends of any system. */
  public static SourceText of(String file, String text) {
    List<Integer> starts = new ArrayList<>();
    starts.add(0);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean endsLine = c == '\n' || (c == '\r' && !text.startsWith("\n", i + 1));
      if (endsLine) {
        starts.add(i + 1);
      }
    }
    return new SourceText(file, text, starts);
  }

  /** How many lines there are. */
  public int lines() {
    return lineStarts.size();
  }

  /**
   * A line without its end; empty when there is no such line.
   *
   * @param number from 1
   */
  public String line(int number) {
    if (number < 1 || number > lines()) {
      return "";
    }
    int start = lineStarts.get(number - 1);
    int end = number == lines() ? text.length() : lineStarts.get(number);
    while (end > start && (text.charAt(end - 1) == '\n' || text.charAt(end - 1) == '\r')) {
      end--;
    }
    return text.substring(start, end);
  }

  /**
   * Where a character stands.
   *
   * @param index into {@link #text}
   * @param length in characters, at least 1
   */
  public Position at(int index, int length) {
    int low = 0;
    int high = lines() - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (lineStarts.get(middle) <= index) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    int column = text.codePointCount(lineStarts.get(low), Math.min(index, text.length()));
    return new Position(file, low + 1, column + 1, length);
  }
}
