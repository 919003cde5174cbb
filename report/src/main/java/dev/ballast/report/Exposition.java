package dev.ballast.report;

import dev.ballast.observation.Buckets;
import java.math.BigDecimal;
import java.util.regex.Pattern;

/**
 * Writes metrics in Prometheus' text format 0.0.4. Families come one after the other, each with its
 * help and type before its samples.
 */
public final class Exposition {
  /** What a document of it is called over HTTP. */
  public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private static final Pattern NAME = Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:]*");

  private final StringBuilder out = new StringBuilder();
  private String family = "";

  /** Something that only grows until the process ends. */
  public Exposition counter(String name, String help) {
    return family(name, "counter", help);
  }

  /** Something that goes up and down. */
  public Exposition gauge(String name, String help) {
    return family(name, "gauge", help);
  }

  /** A distribution of seconds. */
  public Exposition histogram(String name, String help) {
    return family(name, "histogram", help);
  }

  private Exposition family(String name, String type, String help) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("not a name of a metric: " + name);
    }
    family = name;
    out.append("# HELP ").append(name).append(' ').append(escaped(help, false)).append('\n');
    out.append("# TYPE ").append(name).append(' ').append(type).append('\n');
    return this;
  }

  /**
   * A value of the family.
   *
   * @param labels names and values in turn
   */
  public Exposition value(double value, String... labels) {
    sample("", value, labels);
    return this;
  }

  /** A count of the family; beyond 2^53 it loses its last digits. */
  public Exposition value(long count, String... labels) {
    return value((double) count, labels);
  }

  /** The distribution of the family for these labels. */
  public Exposition values(Buckets buckets, String... labels) {
    String[] more = new String[labels.length + 2];
    System.arraycopy(labels, 0, more, 0, labels.length);
    more[labels.length] = "le";
    long count = 0;
    for (int i = 0; i <= Buckets.bounds(); i++) {
      count += buckets.count(i);
      more[labels.length + 1] = i == Buckets.bounds() ? "+Inf" : number(Buckets.boundSeconds(i));
      sample("_bucket", (double) count, more);
    }
    sample("_sum", buckets.sumNanos() / 1e9, labels);
    sample("_count", (double) count, labels);
    return this;
  }

  private void sample(String suffix, double value, String... labels) {
    out.append(family).append(suffix);
    for (int i = 0; i < labels.length; i += 2) {
      out.append(i == 0 ? '{' : ',').append(labels[i]).append("=\"");
      out.append(escaped(labels[i + 1], true)).append('"');
    }
    out.append(labels.length == 0 ? " " : "} ").append(number(value)).append('\n');
  }

  private static String number(double value) {
    if (Double.isNaN(value)) {
      return "NaN";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "+Inf" : "-Inf";
    }
    return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
  }

  private static String escaped(String text, boolean isLabel) {
    String plain = text.replace("\\", "\\\\").replace("\n", "\\n");
    return isLabel ? plain.replace("\"", "\\\"") : plain;
  }

  /** The document so far. */
  public String text() {
    return out.toString();
  }
}
