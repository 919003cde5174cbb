package dev.ballast.live.log;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How a line of the access log is written. Every entry is one line, whatever a client put into its
 * request: control characters, quotes and what is not ASCII are escaped.
 */
public enum AccessFormat {
  /** One JSON object, fields that mean nothing left out. */
  JSON {
    @Override
    public void write(AccessEntry entry, StringBuilder out) {
      out.append("{\"time\":\"").append(Instant.ofEpochMilli(entry.atMillis())).append('"');
      text(out, "peer", entry.peer());
      text(out, "identity", entry.identity());
      text(out, "protocol", entry.protocol());
      out.append(",\"tls\":").append(entry.isSecure());
      text(out, "method", entry.method());
      text(out, "target", entry.target());
      number(out, "status", entry.status());
      if (entry.bytes() >= 0) {
        number(out, "bytes", entry.bytes());
      }
      out.append(",\"ms\":").append(millis(entry.nanos()));
      text(out, "service", entry.service());
      number(out, "replica", entry.replica());
      text(out, "endpoint", entry.endpoint());
      text(out, "callee", entry.callee());
      number(out, "attempts", entry.attempts());
      text(out, "result", entry.result());
      text(out, "reason", entry.reason());
      text(out, "id", entry.id());
      out.append("}\n");
    }

    private void text(StringBuilder out, String name, @Nullable String value) {
      if (value != null) {
        out.append(",\"").append(name).append("\":\"");
        for (int i = 0; i < value.length(); i++) {
          char c = value.charAt(i);
          if (c == '"' || c == '\\') {
            out.append('\\').append(c);
          } else if (isPlain(c)) {
            out.append(c);
          } else {
            out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
          }
        }
        out.append('"');
      }
    }

    private void number(StringBuilder out, String name, long value) {
      out.append(",\"").append(name).append("\":").append(value);
    }
  },

  /**
   * The Common Log Format of the web servers: {@code host - identity [time] "request" status
   * bytes}.
   */
  COMMON {
    @Override
    public void write(AccessEntry entry, StringBuilder out) {
      out.append(host(entry.peer())).append(" - ");
      text(out, entry.identity());
      out.append(" [").append(TIME.format(Instant.ofEpochMilli(entry.atMillis()))).append("] \"");
      if (entry.method().isEmpty()) {
        out.append('-');
      } else {
        text(out, entry.method());
        out.append(' ');
        text(out, entry.target());
        out.append(entry.protocol().equals("h2") ? " HTTP/2.0" : " HTTP/1.1");
      }
      out.append("\" ").append(entry.status()).append(' ');
      out.append(entry.bytes() < 0 ? "-" : Long.toString(entry.bytes())).append('\n');
    }

    private void text(StringBuilder out, @Nullable String value) {
      if (value == null) {
        out.append('-');
        return;
      }
      for (int i = 0; i < value.length(); i++) {
        char c = value.charAt(i);
        if (c == '"' || c == '\\') {
          out.append('\\').append(c);
        } else if (isPlain(c)) {
          out.append(c);
        } else {
          out.append(String.format(Locale.ROOT, "\\x%02x", (int) c));
        }
      }
    }
  };

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  /** Appends the line of an entry with its line break. */
  public abstract void write(AccessEntry entry, StringBuilder out);

  /** A peer without its port, and an address of IPv6 without its brackets. */
  private static String host(String peer) {
    int port = peer.lastIndexOf(':');
    String host = port < 0 ? peer : peer.substring(0, port);
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  private static boolean isPlain(char c) {
    return c >= ' ' && c <= '~';
  }

  private static double millis(long nanos) {
    long micros = nanos / 1_000;
    return micros / 1e3;
  }
}
