package dev.ballast.live.http;

/** What Host and {@code :authority} may hold: a host and perhaps a port (RFC 3986, 3.2). */
public final class Authority {
  private static final int PORT_MAX = 65_535;
  private static final int PORT_DIGITS = 5;

  private Authority() {}

  /** Whether this can be a host with a port; user information cannot (RFC 9110, 4.2.4). */
  public static boolean isFine(byte[] bytes, int from, int to) {
    int colon = to;
    int bracket = -1;
    int colons = 0;
    for (int i = from; i < to; i++) {
      int c = bytes[i];
      boolean isOfName =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || (c > 0 && "-.:[]_~%!$&'()*+;=".indexOf(c) >= 0);
      if (!isOfName) {
        return false;
      }
      if (c == ']') {
        bracket = i;
        colons = 0;
        colon = to;
      } else if (c == ':') {
        colon = i;
        colons++;
      }
    }
    boolean isHostFine = bracket < 0 || (bytes[from] == '[' && colon == bracket + 1);
    return isHostFine && colons <= 1 && isPort(bytes, Math.min(colon + 1, to), to);
  }

  /** Nothing is a port too. */
  private static boolean isPort(byte[] bytes, int from, int to) {
    int port = 0;
    for (int i = from; i < to; i++) {
      if (bytes[i] < '0' || bytes[i] > '9' || i - from == PORT_DIGITS) {
        return false;
      }
      port = port * 10 + bytes[i] - '0';
    }
    return port <= PORT_MAX;
  }
}
