package dev.ballast.spec.grammar;

import dev.ballast.model.Payload;
import dev.ballast.spec.text.Code;
import dev.ballast.spec.text.Quoted;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Amounts of data, and how fast it is sent. */
final class Amounts {
  private static final Pattern FORM =
      Pattern.compile("([0-9]{1,15}(?:\\.[0-9]{1,15})?)([A-Za-z/]{1,10})");
  private static final String NUMBER = "[0-9]+(\\.[0-9]+)?";

  /** In bytes; the largest first. */
  private static final Map<String, Long> SIZES = new LinkedHashMap<>();

  /** In bits per second; the largest first. */
  private static final Map<String, Long> RATES = new LinkedHashMap<>();

  static {
    SIZES.put("GB", 1_000_000_000L);
    SIZES.put("MB", 1_000_000L);
    SIZES.put("KB", 1_000L);
    SIZES.put("B", 1L);
    RATES.put("Gbit/s", 1_000_000_000L);
    RATES.put("Mbit/s", 1_000_000L);
    RATES.put("kbit/s", 1_000L);
  }

  /** A size in bytes: {@code 30KB} is 30,000. */
  static final Type<Long> BYTES =
      new ScalarType<>(
          "a size such as 30KB",
          Amounts::bytes,
          Scalars.text("^" + NUMBER + "(B|KB|MB|GB)$", "30KB", "2MB"));

  /** Bits per second: {@code 100Mbit/s}. */
  static final Type<Double> BIT_RATE =
      new ScalarType<>(
          "a rate such as 100Mbit/s",
          Amounts::rate,
          Scalars.text("^" + NUMBER + "(kbit|Mbit|Gbit)/s$", "100Mbit/s", "1Gbit/s"));

  private Amounts() {}

  static long bytes(String text) throws Mismatch {
    BigDecimal bytes = amount(text, SIZES, "a number and one of B, KB, MB, GB", "a size such as");
    if (bytes.compareTo(BigDecimal.valueOf(Payload.BYTES_MAX)) > 0) {
      throw Mismatch.of(Code.SPEC017, Quoted.of(text), "at most 1000GB", "");
    }
    return bytes.longValue();
  }

  /** Bits per second. */
  static double rate(String text) throws Mismatch {
    double rate =
        amount(text, RATES, "a number and one of kbit/s, Mbit/s, Gbit/s", "a rate such as")
            .doubleValue();
    if (rate < 1_000 || rate > 1e15) {
      throw Mismatch.of(Code.SPEC017, Quoted.of(text), "1kbit/s to 1000000Gbit/s", "");
    }
    return rate;
  }

  private static BigDecimal amount(
      String text, Map<String, Long> units, String expected, String kind) throws Mismatch {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw Mismatch.of(Code.SPEC015, "cannot read " + Quoted.of(text), expected, "");
    }
    Long unit = units.get(form.group(2));
    if (unit == null) {
      throw Mismatch.of(
          Code.SPEC014,
          "unknown unit " + Quoted.of(form.group(2)),
          expected,
          "write " + kind + " `30" + units.keySet().stream().skip(1).findFirst().orElse("") + "`");
    }
    return new BigDecimal(form.group(1)).multiply(BigDecimal.valueOf(unit));
  }

  /** The size in the largest unit in which it is short and exact. */
  static String size(long bytes) {
    return text(BigDecimal.valueOf(bytes), SIZES, "B");
  }

  /** The rate in the largest unit that is not above it. */
  static String bitRate(double bitsPerSecond) {
    return text(new BigDecimal(Double.toString(bitsPerSecond)), RATES, "kbit/s");
  }

  private static String text(BigDecimal amount, Map<String, Long> units, String smallest) {
    for (Map.Entry<String, Long> unit : units.entrySet()) {
      BigDecimal size = BigDecimal.valueOf(unit.getValue());
      if (amount.compareTo(size) >= 0) {
        return amount.divide(size).stripTrailingZeros().toPlainString() + unit.getKey();
      }
    }
    return amount.stripTrailingZeros().toPlainString() + smallest;
  }
}
