package dev.ballast.live.routing;

import org.jspecify.annotations.Nullable;

/**
 * The path of a request as routes see it: after percent-decoding, one octet a character, without
 * the query. A path that means another one to somebody behind the gateway is refused rather than
 * repaired: segments {@code .} and {@code ..} also when encoded, an encoded slash, a backslash, an
 * encoded control character, and a percent sign without two digits (RFC 3986, 2.1, 3.3 and 5.2.4).
 * Empty segments stay as they are. One is read into again and again; nothing is allocated for a
 * path without percent signs.
 */
public final class RequestPath {
  private String text = "/";
  private int end = 1;

  /**
   * Reads the target of a request.
   *
   * @return why it is refused, in words for whoever sent it; null when it is not
   */
  public @Nullable String read(String target) {
    if (target.isEmpty() || target.charAt(0) != '/') {
      return "the target of a request is a path";
    }
    int length = target.length();
    boolean isEncoded = false;
    int i = 0;
    for (; i < length; i++) {
      char c = target.charAt(i);
      if (c == '?') {
        break;
      }
      if (c == '%') {
        isEncoded = true;
      } else if (c == '\\' || c == '#') {
        return "a path has no \\ and no #";
      }
    }
    if (isEncoded) {
      StringBuilder decoded = new StringBuilder(i);
      String wrong = decode(target, i, decoded);
      if (wrong != null) {
        return wrong;
      }
      text = decoded.toString();
      end = text.length();
    } else {
      text = target;
      end = i;
    }
    return hasDotSegment() ? "a path has no segments . and .." : null;
  }

  private static @Nullable String decode(String target, int end, StringBuilder into) {
    for (int i = 0; i < end; i++) {
      char c = target.charAt(i);
      if (c == '%') {
        int octet = i + 2 < end ? octet(target, i + 1) : -1;
        if (octet < 0) {
          return "a percent sign in a path is followed by two hexadecimal digits";
        }
        if (octet == '/' || octet == '\\' || octet < ' ' || octet == 0x7f) {
          return "a path has no encoded slash, backslash or control character";
        }
        c = (char) octet;
        i += 2;
      }
      into.append(c);
    }
    return null;
  }

  /** The octet that two hexadecimal digits mean; −1 where they are none. */
  static int octet(String text, int at) {
    int high = Character.digit(text.charAt(at), 16);
    int low = Character.digit(text.charAt(at + 1), 16);
    boolean isAscii = text.charAt(at) < 0x80 && text.charAt(at + 1) < 0x80;
    return high < 0 || low < 0 || !isAscii ? -1 : high * 16 + low;
  }

  private boolean hasDotSegment() {
    for (int i = 1; i < end; i++) {
      if (text.charAt(i) == '.' && text.charAt(i - 1) == '/') {
        int after = i + 1 < end && text.charAt(i + 1) == '.' ? i + 2 : i + 1;
        if (after == end || text.charAt(after) == '/') {
          return true;
        }
      }
    }
    return false;
  }

  /** What the path is part of. */
  public String text() {
    return text;
  }

  /** Where the path ends in the text; it begins at 0, with a slash. */
  public int end() {
    return end;
  }

  /** Where the segment that begins here ends. */
  int segmentEnd(int from) {
    int i = from;
    while (i < end && text.charAt(i) != '/') {
      i++;
    }
    return i;
  }
}
