package dev.ballast.spec.text;

import java.util.Collection;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The known name that a mistyped one was meant to be, by the optimal string alignment distance:
 * insertions, deletions, substitutions and swaps of neighbours cost one each.
 */
public final class Nearest {
  private static final int LENGTH_MAX = 64;

  private Nearest() {}

  /**
   * The nearest of the candidates, the first one on a tie; null when none is near: more than a
   * third of the name would have to change.
   */
  public static @Nullable String of(String name, Collection<String> candidates) {
    if (name.length() > LENGTH_MAX) {
      return null;
    }
    String given = name.toLowerCase(Locale.ROOT);
    String nearest = null;
    int best = Math.max(1, name.length() / 3) + 1;
    for (String candidate : candidates) {
      if (candidate.length() <= LENGTH_MAX && Math.abs(candidate.length() - name.length()) < best) {
        int distance = distance(given, candidate.toLowerCase(Locale.ROOT));
        if (distance < best) {
          best = distance;
          nearest = candidate;
        }
      }
    }
    return nearest;
  }

  static int distance(String a, String b) {
    int[] beforeLast = new int[b.length() + 1];
    int[] last = new int[b.length() + 1];
    int[] current = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      last[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      current[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int cost = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        current[j] = Math.min(Math.min(current[j - 1], last[j]) + 1, last[j - 1] + cost);
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          current[j] = Math.min(current[j], beforeLast[j - 2] + 1);
        }
      }
      int[] free = beforeLast;
      beforeLast = last;
      last = current;
      current = free;
    }
    return last[b.length()];
  }
}
