package dev.ballast.live.routing;

import dev.ballast.model.RequestMatch.Condition;
import dev.ballast.model.RequestMatch.Test;

/**
 * The query of a target, as {@code name=value} pairs with & between them, decoded as forms are: +
 * is a blank, and a percent sign that means nothing stands for itself.
 */
final class Query {
  private Query() {}

  /** Whether some value of the parameter passes; {@link Test.Absent} asks that there is none. */
  static boolean holds(Condition condition, String target) {
    int from = target.indexOf('?') + 1;
    boolean isThere = false;
    while (from > 0 && from <= target.length()) {
      int and = target.indexOf('&', from);
      int to = and < 0 ? target.length() : and;
      int equals = target.indexOf('=', from);
      int nameEnd = equals < 0 || equals > to ? to : equals;
      if (isName(condition.name(), target, from, nameEnd)) {
        isThere = true;
        if (passes(condition.test(), decoded(target, Math.min(nameEnd + 1, to), to))) {
          return true;
        }
      }
      from = to + 1;
    }
    return !isThere && condition.test() instanceof Test.Absent;
  }

  private static boolean isName(String name, String target, int from, int to) {
    boolean isPlain = name.length() == to - from && target.startsWith(name, from);
    return isPlain || (name.length() < to - from && name.equals(decoded(target, from, to)));
  }

  private static boolean passes(Test test, String value) {
    return switch (test) {
      case Test.Present _ -> true;
      case Test.Exact(String wanted) -> value.equals(wanted);
      case Test.Prefix(String wanted) -> value.startsWith(wanted);
      case Test.Absent _ -> false;
    };
  }

  private static String decoded(String text, int from, int to) {
    StringBuilder decoded = new StringBuilder(to - from);
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      int octet = c == '%' && i + 2 < to ? RequestPath.octet(text, i + 1) : -1;
      if (octet >= 0) {
        decoded.append((char) octet);
        i += 2;
      } else {
        decoded.append(c == '+' ? ' ' : c);
      }
    }
    return decoded.toString();
  }
}
