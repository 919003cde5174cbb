package dev.ballast.spec.grammar;

import dev.ballast.model.Keys;
import dev.ballast.model.Trace;
import dev.ballast.spec.text.Quoted;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a table of requests that came once: comma-separated values (RFC 4180) whose first line
 * names the columns, one line per request, in order of time. Fields in quotes may hold commas, but
 * no line breaks. What it keeps is numbers, 18 bytes per request.
 */
final class ArrivalsTable {
  /** The largest file that is read, in bytes. */
  static final int BYTES_MAX = 64 * 1024 * 1024;

  private static final int LINE_MAX = 10_000;
  private static final int COLUMNS_MAX = 100;
  private static final Map<String, Integer> DIGITS_OF_UNIT =
      Map.of("time", 9, "time_ms", 6, "time_us", 3, "time_ns", 0);
  private static final BigDecimal LENGTH_MAX = BigDecimal.valueOf(Quantity.DURATION_MAX);

  /** What is wrong with a table, and in which of its lines. */
  static final class TableException extends Exception {
    private static final long serialVersionUID = 1L;
    private final String fix;

    TableException(int line, String problem, String fix) {
      super((line == 0 ? "" : "line " + line + ": ") + problem);
      this.fix = fix;
    }

    String fix() {
      return fix;
    }
  }

  private final byte[] bytes;
  private int offset;
  private int line;
  private int timeColumn = -1;
  private int timeDigits;
  private int routeColumn = -1;
  private int keyColumn = -1;
  private @Nullable BigDecimal firstTime;

  private int size;
  private long[] atNanos = new long[1024];
  private short[] routeOf = new short[1024];
  private long[] keyOf = new long[1024];
  private final Map<String, Short> routes = new LinkedHashMap<>();
  private final Map<String, Long> keys = new LinkedHashMap<>();

  private ArrivalsTable(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Reads all of a table. */
  static ArrivalsTable read(byte[] bytes) throws TableException {
    if (bytes.length > BYTES_MAX) {
      throw new TableException(
          0,
          "the file is larger than " + BYTES_MAX / (1024 * 1024) + " MB",
          "keep a part of it, or fewer columns");
    }
    ArrivalsTable table = new ArrivalsTable(bytes);
    table.header();
    for (String text = table.next(); text != null; text = table.next()) {
      if (!text.isBlank()) {
        table.row(table.fields(text));
      }
    }
    if (table.size == 0) {
      throw new TableException(0, "the table has no requests", "add a line per request");
    }
    return table;
  }

  /** Whether each request says what it asked. */
  boolean hasRoutes() {
    return routeColumn >= 0;
  }

  /**
   * The requests as a trace.
   *
   * @param file the table's name
   * @param route what all of them asked, where the table does not say
   */
  Trace trace(String file, String route) {
    return new Trace(
        file,
        hasRoutes() ? List.copyOf(routes.keySet()) : List.of(route),
        Arrays.copyOf(atNanos, size),
        Arrays.copyOf(routeOf, hasRoutes() ? size : 0),
        Arrays.copyOf(keyOf, keyColumn >= 0 ? size : 0));
  }

  private @Nullable String next() throws TableException {
    if (offset >= bytes.length) {
      return null;
    }
    line++;
    int end = offset;
    while (end < bytes.length && bytes[end] != '\n') {
      end++;
    }
    int length = end - offset;
    if (length > LINE_MAX) {
      throw new TableException(line, "longer than " + LINE_MAX + " bytes", "shorten it");
    }
    String text = new String(bytes, offset, length, StandardCharsets.UTF_8);
    offset = end + 1;
    return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
  }

  private void header() throws TableException {
    String first = next();
    if (first == null || first.isBlank()) {
      throw new TableException(
          0, "the table is empty", "begin it with a line of column names such as time,route");
    }
    List<String> names = fields(first.startsWith("\ufeff") ? first.substring(1) : first);
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i).strip().toLowerCase(Locale.ROOT);
      Integer digits = DIGITS_OF_UNIT.get(name);
      if (digits != null) {
        timeColumn = i;
        timeDigits = digits;
      } else if (name.equals("route")) {
        routeColumn = i;
      } else if (name.equals("key")) {
        keyColumn = i;
      }
    }
    if (timeColumn < 0) {
      throw new TableException(
          1,
          "no column is called time",
          "name the columns in the first line: `time` in seconds or ISO-8601, or `time_ms`,"
              + " `time_us`, `time_ns`; and if there are such, `route` and `key`");
    }
  }

  private List<String> fields(String text) throws TableException {
    List<String> fields = new ArrayList<>();
    StringBuilder field = new StringBuilder();
    boolean isQuoted = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"') {
        boolean isEscaped = isQuoted && i + 1 < text.length() && text.charAt(i + 1) == '"';
        if (isEscaped) {
          field.append(c);
          i++;
        } else {
          isQuoted = !isQuoted;
        }
      } else if (c == ',' && !isQuoted) {
        fields.add(field.toString());
        field.setLength(0);
      } else {
        field.append(c);
      }
    }
    fields.add(field.toString());
    if (isQuoted || fields.size() > COLUMNS_MAX) {
      throw new TableException(
          line,
          isQuoted ? "a quotation mark is not closed" : "more than " + COLUMNS_MAX + " columns",
          "write one request per line, its fields separated by commas");
    }
    return fields;
  }

  private void row(List<String> fields) throws TableException {
    if (size == Trace.SIZE_MAX) {
      throw new TableException(
          line, "more than " + Trace.SIZE_MAX + " requests", "keep a part of them");
    }
    if (size == atNanos.length) {
      int longer = Math.min(size * 2, Trace.SIZE_MAX);
      atNanos = Arrays.copyOf(atNanos, longer);
      routeOf = Arrays.copyOf(routeOf, longer);
      keyOf = Arrays.copyOf(keyOf, longer);
    }
    atNanos[size] = time(field(fields, timeColumn, "time"));
    if (size > 0 && atNanos[size] < atNanos[size - 1]) {
      throw new TableException(
          line, "earlier than the line before it", "sort the requests by their time");
    }
    if (routeColumn >= 0) {
      routeOf[size] = route(field(fields, routeColumn, "route"));
    }
    if (keyColumn >= 0) {
      keyOf[size] = key(field(fields, keyColumn, "key"));
    }
    size++;
  }

  private String field(List<String> fields, int column, String name) throws TableException {
    if (column >= fields.size()) {
      throw new TableException(
          line, "no " + name + " in column " + (column + 1), "write as many fields as names");
    }
    return fields.get(column).strip();
  }

  private long time(String text) throws TableException {
    BigDecimal nanos = text.indexOf('T') > 0 ? instant(text) : number(text);
    if (firstTime == null) {
      firstTime = nanos;
    }
    BigDecimal sinceFirst = nanos.subtract(firstTime);
    if (sinceFirst.abs().compareTo(LENGTH_MAX) > 0) {
      throw new TableException(
          line, "more than 10000 hours from the first request", "keep a part of the requests");
    }
    return sinceFirst.setScale(0, RoundingMode.HALF_EVEN).longValueExact();
  }

  private BigDecimal number(String text) throws TableException {
    if (!text.matches("-?[0-9]{1,30}(\\.[0-9]{1,30})?([eE][+-]?[0-9]{1,2})?")) {
      throw unreadable(text);
    }
    return new BigDecimal(text).movePointRight(timeDigits);
  }

  private BigDecimal instant(String text) throws TableException {
    try {
      Instant instant =
          text.endsWith("Z") ? Instant.parse(text) : OffsetDateTime.parse(text).toInstant();
      return BigDecimal.valueOf(instant.getEpochSecond(), 0)
          .movePointRight(9)
          .add(BigDecimal.valueOf(instant.getNano()));
    } catch (DateTimeException e) {
      throw unreadable(text);
    }
  }

  private TableException unreadable(String text) {
    return new TableException(
        line,
        "cannot read the time " + Quoted.of(text),
        "write seconds such as 12.5, or an instant such as 2026-01-31T12:00:00.5Z");
  }

  private short route(String text) throws TableException {
    Short known = routes.get(text);
    if (known != null) {
      return known;
    }
    try {
      RouteNames.reference(text);
    } catch (Mismatch mismatch) {
      throw new TableException(
          line, mismatch.problem(), "write a method and a path such as GET /play/{title}");
    }
    if (routes.size() == Trace.ROUTES_MAX) {
      throw new TableException(
          line,
          "more than " + Trace.ROUTES_MAX + " different routes",
          "write parameters as the system file does: GET /play/{title}, not GET /play/17");
    }
    short number = (short) routes.size();
    routes.put(text, number);
    return number;
  }

  /** Keys are numbered from 1, in the order in which they first appear. */
  private long key(String text) throws TableException {
    Long known = keys.get(text);
    if (known != null) {
      return known;
    }
    if (keys.size() == Keys.COUNT_MAX) {
      throw new TableException(
          line, "more than " + Keys.COUNT_MAX + " different keys", "leave the column out");
    }
    long number = keys.size() + 1L;
    keys.put(text, number);
    return number;
  }
}
