package dev.ballast.spec.yaml;

import dev.ballast.kernel.Position;
import java.util.List;

/** A value in the file and where it stands. */
public sealed interface Node {
  /** From its first character to its last, or to the end of its first line. */
  Position at();

  /**
   * A plain or quoted value, not interpreted.
   *
   * @param quoted whether it stands in quotes or in a block of text
   */
  record Scalar(String text, boolean quoted, Position at) implements Node {
    /** Whether nothing was written. */
    public boolean isNothing() {
      return !quoted && (text.isEmpty() || text.equals("~") || text.equals("null"));
    }

    /** Where a part of the text stands. */
    public Position at(int offset, int length) {
      int before = text.codePointCount(0, Math.clamp(offset, 0, text.length()));
      int shift = before + (quoted ? 1 : 0);
      if (shift >= at.length()) {
        return at;
      }
      int marked = Math.clamp(length, 1, at.length() - shift);
      return new Position(at.file(), at.line(), at.column() + shift, marked);
    }
  }

  /** Values in order. */
  record Sequence(List<Node> items, Position at) implements Node {
    public Sequence {
      items = List.copyOf(items);
    }
  }

  /** Keys and their values in order; keys may repeat. */
  record Mapping(List<Entry> entries, Position at) implements Node {
    public Mapping {
      entries = List.copyOf(entries);
    }
  }

  /** A key and its value. */
  record Entry(Scalar key, Node value) {}
}
