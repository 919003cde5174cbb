package dev.ballast.trust;

/** What somebody else wrote, made fit for a line of a log: short, and printable. */
final class Quoted {
  private static final int LENGTH_MAX = 100;

  private Quoted() {}

  static String of(String text) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < text.length() && i < LENGTH_MAX; i++) {
      char c = text.charAt(i);
      out.append(c >= ' ' && c <= '~' ? c : '?');
    }
    return text.length() > LENGTH_MAX ? out + "..." : out.toString();
  }
}
