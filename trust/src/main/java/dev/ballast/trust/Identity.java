package dev.ballast.trust;

import dev.ballast.kernel.Checks;

/**
 * Who a program is: a SPIFFE ID such as {@code spiffe://streaming.ballast/playback} (SPIFFE-ID, 2).
 *
 * @param path empty for the trust domain itself, otherwise segments that each begin with a slash
 *     and hold letters, digits, {@code .}, {@code -} and {@code _}; never {@code .} or {@code ..}
 */
public record Identity(TrustDomain domain, String path) {
  private static final String SCHEME = "spiffe://";
  private static final int LENGTH_MAX = 2_048;

  public Identity {
    Checks.that(
        SCHEME.length() + domain.name().length() + path.length() <= LENGTH_MAX,
        "a SPIFFE ID has at most " + LENGTH_MAX + " characters");
    if (!path.isEmpty()) {
      Checks.that(path.charAt(0) == '/', "the path of a SPIFFE ID begins with a slash");
      for (String segment : path.substring(1).split("/", -1)) {
        checkSegment(segment);
      }
    }
  }

  /** A service of a trust domain. */
  public static Identity ofService(TrustDomain domain, String service) {
    return new Identity(domain, "/" + service);
  }

  /**
   * Reads a SPIFFE ID.
   *
   * @throws IllegalArgumentException when it is none
   */
  public static Identity parse(String text) {
    Checks.that(
        text.startsWith(SCHEME),
        "a SPIFFE ID begins with `" + SCHEME + "`, not `" + Quoted.of(text) + "`");
    int slash = text.indexOf('/', SCHEME.length());
    int end = slash < 0 ? text.length() : slash;
    return new Identity(new TrustDomain(text.substring(SCHEME.length(), end)), text.substring(end));
  }

  private static void checkSegment(String segment) {
    Checks.that(
        !segment.isEmpty(), "the path of a SPIFFE ID has no empty segment and no slash at its end");
    Checks.that(
        !segment.equals(".") && !segment.equals(".."),
        "the path of a SPIFFE ID has no `.` or `..` as a segment");
    for (int i = 0; i < segment.length(); i++) {
      Checks.that(
          isAllowed(segment.charAt(i)),
          "the segment `"
              + Quoted.of(segment)
              + "` of a SPIFFE ID may hold letters, digits, `.`, `-` and `_` alone");
    }
  }

  private static boolean isAllowed(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '.'
        || c == '-'
        || c == '_';
  }

  @Override
  public String toString() {
    return SCHEME + domain.name() + path;
  }
}
