package dev.ballast.live.routing;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds values by names that are parts of longer texts, without a copy of the part: a hash table
 * with open addressing, at most half full. Immutable.
 */
final class Names<T> {
  private final boolean ignoresCase;
  private final @Nullable String[] names;
  private final @Nullable Object[] values;
  private final int mask;

  /** A table of these; where case does not matter names are told in lower case. */
  Names(Map<String, T> all, boolean ignoresCase) {
    this.ignoresCase = ignoresCase;
    int size = Integer.highestOneBit(Math.max(1, all.size())) * 4;
    mask = size - 1;
    names = new String[size];
    values = new Object[size];
    all.forEach(this::put);
  }

  private void put(String name, T value) {
    String kept = ignoresCase ? name.toLowerCase(Locale.ROOT) : name;
    int at = hash(kept, 0, kept.length());
    while (names[at] != null) {
      at = (at + 1) & mask;
    }
    names[at] = kept;
    values[at] = value;
  }

  private char fold(char c) {
    return ignoresCase && c >= 'A' && c <= 'Z' ? (char) (c + ('a' - 'A')) : c;
  }

  private int hash(String text, int from, int to) {
    int hash = 0x811c9dc5;
    for (int i = from; i < to; i++) {
      hash = (hash ^ fold(text.charAt(i))) * 0x01000193;
    }
    return (hash ^ (hash >>> 15)) & mask;
  }

  /** The value of the name that is this part of a text, or null. */
  @SuppressWarnings("unchecked") // only such are put in
  @Nullable T find(String text, int from, int to) {
    int at = hash(text, from, to);
    while (true) {
      String name = names[at];
      if (name == null) {
        return null;
      }
      if (name.length() == to - from && name.regionMatches(ignoresCase, 0, text, from, to - from)) {
        return (T) values[at];
      }
      at = (at + 1) & mask;
    }
  }
}
