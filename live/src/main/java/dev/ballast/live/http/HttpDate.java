package dev.ballast.live.http;

import io.netty.util.AsciiString;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * What the field Date says (RFC 9110, 5.6.7 and 6.6.1). Whoever passes on an answer that has none
 * adds when it came. Safe for threads; written once for each second.
 */
public final class HttpDate {
  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private record Second(long number, AsciiString text) {}

  private static volatile Second last = new Second(0, text(0));

  private HttpDate() {}

  /** Of this moment. */
  public static AsciiString now() {
    long second = second();
    Second known = last;
    if (known.number() != second) {
      known = new Second(second, text(second));
      last = known;
    }
    return known.text();
  }

  /** Of the moment so many seconds ago. */
  public static AsciiString ago(long seconds) {
    return seconds == 0 ? now() : text(second() - seconds);
  }

  private static long second() {
    return System.currentTimeMillis() / 1_000;
  }

  static AsciiString text(long second) {
    return AsciiString.cached(FORMAT.format(Instant.ofEpochSecond(second)));
  }
}
