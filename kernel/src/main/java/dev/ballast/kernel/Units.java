package dev.ballast.kernel;

import java.util.Locale;

/** Durations and shares as people write them: {@code 250ms}, {@code 1.5s}, {@code 99.9%}. */
public final class Units {
  public static final long MICROSECOND = 1_000L;
  public static final long MILLISECOND = 1_000_000L;
  public static final long SECOND = 1_000_000_000L;
  public static final long MINUTE = 60 * SECOND;
  public static final long HOUR = 60 * MINUTE;

  private Units() {}

  /**
   * The exact form in the largest unit that fits, hours and minutes only when whole: 1500000 ns is
   * {@code 1.5ms}, 90 s stay {@code 90s}, 0 is {@code 0s}.
   */
  public static String duration(long nanos) {
    if (nanos == 0) {
      return "0s";
    }
    long size = Math.abs(nanos);
    if (size >= HOUR && size % HOUR == 0) {
      return nanos / HOUR + "h";
    }
    if (size >= MINUTE && size % MINUTE == 0) {
      return nanos / MINUTE + "min";
    }
    if (size >= SECOND) {
      return decimal(nanos, SECOND) + "s";
    }
    if (size >= MILLISECOND) {
      return decimal(nanos, MILLISECOND) + "ms";
    }
    return size >= MICROSECOND ? decimal(nanos, MICROSECOND) + "us" : nanos + "ns";
  }

  /** A share in [0, 1] as a percentage with as many decimals as it needs, six at most. */
  public static String percent(double share) {
    String text = String.format(Locale.ROOT, "%.6f", share * 100);
    return strip(text) + "%";
  }

  private static String decimal(long nanos, long unit) {
    long billionths = Math.abs(nanos % unit) * (SECOND / unit);
    return strip(nanos / unit + "." + String.format(Locale.ROOT, "%09d", billionths));
  }

  private static String strip(String decimal) {
    int end = decimal.length();
    while (decimal.charAt(end - 1) == '0') {
      end--;
    }
    if (decimal.charAt(end - 1) == '.') {
      end--;
    }
    return decimal.substring(0, end);
  }
}
