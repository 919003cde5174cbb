package dev.ballast.live.http2;

import io.netty.util.AsciiString;

/** Which octets may stand where. */
final class Octets {
  private static final boolean[] NAME = new boolean[128];

  static {
    for (char c = 'a'; c <= 'z'; c++) {
      NAME[c] = true;
    }
    for (char c = '0'; c <= '9'; c++) {
      NAME[c] = true;
    }
    for (char c : "!#$%&'*+-.^_`|~".toCharArray()) {
      NAME[c] = true;
    }
  }

  private Octets() {}

  /** Part of a field's name: a token's octet that is not an upper-case letter. */
  static boolean isName(byte octet) {
    return octet >= 0 && NAME[octet];
  }

  /** A field's value: no control but the tab, no blank at its ends (RFC 9113, 8.2.1). */
  static boolean isValue(AsciiString value) {
    byte[] bytes = value.array();
    int from = value.arrayOffset();
    int length = value.length();
    if (length == 0) {
      return true;
    }
    if (isBlank(bytes[from]) || isBlank(bytes[from + length - 1])) {
      return false;
    }
    for (int i = from; i < from + length; i++) {
      byte octet = bytes[i];
      if ((octet >= 0 && octet < ' ' && octet != '\t') || octet == 0x7f) {
        return false;
      }
    }
    return true;
  }

  private static boolean isBlank(byte octet) {
    return octet == ' ' || octet == '\t';
  }

  /** Visible ASCII from end to end, and not empty. */
  static boolean isVisible(AsciiString value) {
    byte[] bytes = value.array();
    int from = value.arrayOffset();
    for (int i = from; i < from + value.length(); i++) {
      if (bytes[i] <= ' ' || bytes[i] == 0x7f) {
        return false;
      }
    }
    return !value.isEmpty();
  }

  /** Decimal digits as a number; −1 where they are none or more than 18. */
  static long number(AsciiString value) {
    int length = value.length();
    if (length == 0 || length > 18) {
      return -1;
    }
    long number = 0;
    for (int i = 0; i < length; i++) {
      int digit = value.byteAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      number = number * 10 + digit;
    }
    return number;
  }
}
