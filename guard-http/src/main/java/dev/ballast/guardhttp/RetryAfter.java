package dev.ballast.guardhttp;

import dev.ballast.kernel.Units;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;

/**
 * How long a server asks to be left alone, from its {@code Retry-After} (RFC 9110, 10.2.3): whole
 * seconds, or a date in any of the three forms that a recipient must understand (5.6.7).
 */
final class RetryAfter {
  /** Longer ones count as this. */
  static final long NANOS_MAX = 24 * Units.HOUR;

  private static final DateTimeFormatter ASCTIME =
      DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss yyyy", Locale.US);

  /** {@code Sunday, 06-Nov-94 08:49:37 GMT}; the year is the one nearest to now. */
  private final DateTimeFormatter rfc850;

  private final Instant now;

  private RetryAfter(Instant now) {
    this.now = now;
    int thisYear = now.atZone(ZoneOffset.UTC).getYear();
    rfc850 =
        new DateTimeFormatterBuilder()
            .appendPattern("EEEE, dd-MMM-")
            .appendValueReduced(ChronoField.YEAR, 2, 2, thisYear - 50)
            .appendPattern(" HH:mm:ss 'GMT'")
            .toFormatter(Locale.US);
  }

  /**
   * In nanoseconds from now, at most {@link #NANOS_MAX}; 0 where it says nothing or a past time.
   */
  static long nanos(String value, Instant now) {
    String text = value.strip();
    if (!text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      boolean isLong = text.length() > 9;
      return isLong ? NANOS_MAX : Math.min(NANOS_MAX, Long.parseLong(text) * Units.SECOND);
    }
    return new RetryAfter(now).untilDate(text);
  }

  private long untilDate(String text) {
    List<DateParser> forms =
        List.of(
            t -> ZonedDateTime.parse(t, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant(),
            t -> LocalDateTime.parse(t, rfc850).toInstant(ZoneOffset.UTC),
            t -> LocalDateTime.parse(t, ASCTIME).toInstant(ZoneOffset.UTC));
    for (DateParser form : forms) {
      try {
        Duration left = Duration.between(now, form.parse(text));
        return left.isNegative() ? 0 : left.toHours() >= 24 ? NANOS_MAX : left.toNanos();
      } catch (DateTimeException e) {
        // not this form
      }
    }
    return 0;
  }

  @FunctionalInterface
  private interface DateParser {
    Instant parse(String text);
  }
}
