package dev.ballast.verdict;

import java.util.Locale;

/** What a number of a verdict counts, and how people read it. */
public enum Unit {
  /** In [0, 1]; read as a percentage. */
  SHARE {
    @Override
    String finite(double value) {
      double percent = value * 100;
      double fromEnd = Math.min(Math.abs(percent), Math.abs(100 - percent));
      int decimals = fromEnd < 1e-9 ? 0 : 1;
      for (double digit = 1; decimals > 0 && decimals < 5 && fromEnd < digit; digit /= 10) {
        decimals++;
      }
      return stripped(percent, decimals) + " %";
    }
  },
  MILLISECONDS {
    @Override
    String finite(double value) {
      return value >= 10_000 ? SECONDS.finite(value / 1_000) : threeDigits(value) + " ms";
    }
  },
  SECONDS {
    @Override
    String finite(double value) {
      return (Math.abs(value) < 10 ? stripped(value, 2) : stripped(value, 1)) + " s";
    }
  },
  COUNT {
    @Override
    String finite(double value) {
      return count(Math.round(value));
    }
  },
  /** Of two counts, such as attempts per call. */
  RATIO {
    @Override
    String finite(double value) {
      return threeDigits(value);
    }
  };

  /** A count in words, such as {@code 27,012}. */
  public static String count(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  /** A mean of counts in words, such as {@code 3.27}; a dash for NaN. */
  public static String mean(double value) {
    return Double.isNaN(value) ? "-" : threeDigits(value);
  }

  /** The number in words, such as {@code 99.93 %} or {@code 41.2 ms}; a dash for NaN. */
  public String text(double value) {
    if (Double.isNaN(value)) {
      return "-";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "unbounded" : "-unbounded";
    }
    return finite(value);
  }

  /** An interval in words, such as {@code 40.1 ms to 42.3 ms}. */
  public String text(double low, double high) {
    if (Double.isNaN(low) || Double.isNaN(high)) {
      return "-";
    }
    if (Double.isInfinite(low) && Double.isInfinite(high)) {
      return "unknown";
    }
    if (Double.isInfinite(high)) {
      return "from " + text(low);
    }
    return text(low) + " to " + text(high);
  }

  abstract String finite(double value);

  private static String threeDigits(double value) {
    double size = Math.abs(value);
    return stripped(value, size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3);
  }

  private static String stripped(double value, int decimals) {
    String text = String.format(Locale.ROOT, "%." + decimals + "f", value);
    if (decimals > 0) {
      int end = text.length();
      while (text.charAt(end - 1) == '0') {
        end--;
      }
      text = text.substring(0, text.charAt(end - 1) == '.' ? end - 1 : end);
    }
    return text.equals("-0") ? "0" : text;
  }
}
