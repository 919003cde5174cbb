package dev.ballast.live;

import io.netty.util.AsciiString;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Names requests that came without a name: 32 random bits of the gateway's replica, then a count.
 * They tell requests apart and are no secret. One owner.
 */
final class RequestIds {
  private static final int DIGITS = 16;
  private static final byte[] HEX = Http.ascii("0123456789abcdef");

  private long next = ThreadLocalRandom.current().nextLong() << 32;

  AsciiString next() {
    byte[] digits = new byte[DIGITS];
    long rest = next++;
    for (int i = DIGITS - 1; i >= 0; i--) {
      digits[i] = HEX[(int) rest & 15];
      rest >>>= 4;
    }
    return new AsciiString(digits, false);
  }
}
