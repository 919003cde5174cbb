package dev.ballast.report;

import dev.ballast.report.Canvas.Tone;
import java.util.ArrayList;
import java.util.List;

/**
 * A table for a terminal. Where it is too wide, its first column is wrapped; where that is not
 * enough, every row becomes a small list of its own.
 */
final class Table {
  private static final int GAP = 2;
  private static final int NARROWEST_NAME = 16;

  /** One cell with its colour. */
  record Cell(String text, Tone tone) {
    static Cell of(String text) {
      return new Cell(text, Tone.PLAIN);
    }
  }

  private final List<String> headers;
  private final List<List<Cell>> rows = new ArrayList<>();

  Table(String... headers) {
    this.headers = List.of(headers);
  }

  void row(Cell... cells) {
    if (cells.length != headers.size()) {
      throw new IllegalStateException(
          "expected " + headers.size() + " cells, found " + cells.length);
    }
    rows.add(List.of(cells));
  }

  boolean isEmpty() {
    return rows.isEmpty();
  }

  void print(Canvas canvas, int indent) {
    int[] widths = widths(canvas);
    int others = 0;
    for (int i = 1; i < widths.length; i++) {
      others += GAP + widths[i];
    }
    int forName = Math.min(widths[0], canvas.width() - indent - others);
    if (forName < Math.min(widths[0], NARROWEST_NAME)) {
      printAsLists(canvas, indent);
      return;
    }
    widths[0] = forName;
    StringBuilder head = new StringBuilder(" ".repeat(indent));
    for (int i = 0; i < widths.length; i++) {
      head.append(" ".repeat(i == 0 ? 0 : GAP));
      head.append(padded(headers.get(i), widths[i], i > 0));
    }
    canvas.line(canvas.toned(Tone.DIM, head.toString().stripTrailing()));
    rows.forEach(row -> printRow(canvas, indent, row, widths));
  }

  private static void printRow(Canvas canvas, int indent, List<Cell> row, int[] widths) {
    String margin = " ".repeat(indent);
    List<String> name = Canvas.wrapped(canvas.shown(row.getFirst().text()), widths[0], 2);
    for (int i = 0; i < name.size() - 1; i++) {
      canvas.line(margin + canvas.toned(row.getFirst().tone(), name.get(i)));
    }
    StringBuilder line = new StringBuilder(margin);
    line.append(canvas.toned(row.getFirst().tone(), padded(name.getLast(), widths[0], false)));
    for (int i = 1; i < row.size(); i++) {
      String text = canvas.shown(row.get(i).text());
      line.append(" ".repeat(GAP + widths[i] - text.length()));
      line.append(canvas.toned(row.get(i).tone(), text));
    }
    canvas.line(line.toString().stripTrailing());
  }

  private void printAsLists(Canvas canvas, int indent) {
    int label = headers.stream().skip(1).mapToInt(String::length).max().orElse(0);
    for (List<Cell> row : rows) {
      canvas.sentence(indent, 2, Tone.BOLD, row.getFirst().text());
      for (int i = 1; i < row.size(); i++) {
        String text = canvas.shown(row.get(i).text());
        String margin = " ".repeat(indent + 2);
        if (indent + 2 + label + GAP + text.length() <= canvas.width()) {
          canvas.line(
              margin
                  + canvas.toned(Tone.DIM, padded(headers.get(i), label, false))
                  + " ".repeat(GAP)
                  + canvas.toned(row.get(i).tone(), text));
        } else {
          canvas.line(margin + canvas.toned(Tone.DIM, headers.get(i)));
          canvas.sentence(indent + 4, 0, row.get(i).tone(), row.get(i).text());
        }
      }
    }
  }

  private int[] widths(Canvas canvas) {
    int[] widths = new int[headers.size()];
    for (int i = 0; i < widths.length; i++) {
      widths[i] = headers.get(i).length();
      for (List<Cell> row : rows) {
        widths[i] = Math.max(widths[i], canvas.shown(row.get(i).text()).length());
      }
    }
    return widths;
  }

  private static String padded(String text, int width, boolean right) {
    String space = " ".repeat(Math.max(0, width - text.length()));
    return right ? space + text : text + space;
  }
}
