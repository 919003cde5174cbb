package dev.ballast.spec.learn;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Turns the names of one scope into identifiers of the system file, one for each name. */
final class Names {
  private static final int LENGTH_MAX = 80;

  /** Words that YAML reads as something other than text. */
  private static final Set<String> YAML_WORDS =
      Set.of("true", "false", "null", "yes", "no", "on", "off");

  /** A path segment that names one thing of many: a number, a UUID, a long hexadecimal id. */
  private static final Pattern VARIABLE_SEGMENT =
      Pattern.compile("(?<=/)(\\d+|[0-9a-fA-F-]{16,}|\\{[^/}]*}|:[A-Za-z_]\\w*)(?=/|$)");

  private static final Pattern HTTP_OPERATION =
      Pattern.compile("(?:HTTP )?(GET|POST|PUT|DELETE|PATCH|HEAD|OPTIONS) (/\\S*)");

  private final Map<String, String> idOf = new HashMap<>();
  private final Set<String> taken = new HashSet<>();
  private final Map<String, Integer> lastNumber = new HashMap<>();

  /** The identifier of this name: always the same one, and no other name's. */
  String id(String name) {
    return idOf.computeIfAbsent(name, this::fresh);
  }

  private String fresh(String name) {
    String base = identifier(name);
    String id = base;
    while (!taken.add(id)) {
      id = base + "-" + lastNumber.merge(base, 2, (last, _) -> last + 1);
    }
    return id;
  }

  /** Letters, digits, {@code -} and {@code _}; starts with a letter or digit and is no number. */
  static String identifier(String name) {
    StringBuilder id = new StringBuilder();
    for (int i = 0; i < name.length() && id.length() < LENGTH_MAX; i++) {
      char c = name.charAt(i);
      boolean fits =
          (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
      if (fits) {
        id.append(c);
      } else if (!id.isEmpty() && id.charAt(id.length() - 1) != '-') {
        id.append('-');
      }
    }
    while (!id.isEmpty() && id.charAt(id.length() - 1) == '-') {
      id.setLength(id.length() - 1);
    }
    boolean readsAsNumber = id.chars().noneMatch(c -> c == '-' || Character.isLetter(c));
    String text =
        id.isEmpty() ? "x" : readsAsNumber || id.charAt(0) == '_' ? "x-" + id : id.toString();
    return YAML_WORDS.contains(text.toLowerCase(Locale.ROOT)) ? text + "_" : text;
  }

  /** The operation without what differs from request to request: numbers and ids in paths. */
  static String operation(String name) {
    int query = name.indexOf('?');
    String path = query > 0 && name.indexOf('/') >= 0 ? name.substring(0, query) : name;
    return path.indexOf('/') < 0 ? path : VARIABLE_SEGMENT.matcher(path).replaceAll("{id}");
  }

  /** The route of an operation: its own method and path where it has them. */
  static String route(String operation, String service, String endpoint) {
    Matcher http = HTTP_OPERATION.matcher(operation);
    if (!http.matches()) {
      return "GET /" + service + "/" + endpoint;
    }
    StringBuilder path = new StringBuilder();
    int ids = 0;
    for (String segment : http.group(2).split("/")) {
      if (segment.isEmpty()) {
        continue;
      }
      path.append('/');
      if (segment.equals("{id}")) {
        ids++;
        path.append(ids == 1 ? "{id}" : "{id" + ids + "}");
      } else {
        path.append(segment.replaceAll("[^A-Za-z0-9._-]", "-"));
      }
    }
    return http.group(1) + " " + (path.isEmpty() ? "/" : path);
  }

  /**
   * The original name for a remark, in quotes; nothing in it can end the comment. Empty when the
   * identifier says it already.
   */
  static String original(String name, String id) {
    return name.equals(id) ? "" : quoted(name);
  }

  /** The name in quotes, everything that is not plain ASCII escaped. */
  static String quoted(String name) {
    StringBuilder text = new StringBuilder("\"");
    for (int i = 0; i < name.length(); i++) {
      if (text.length() > 200) {
        return text.append("...\"").toString();
      }
      char c = name.charAt(i);
      if (c == '"' || c == '\\') {
        text.append('\\').append(c);
      } else if (c < ' ' || c > '~') {
        text.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      } else {
        text.append(c);
      }
    }
    return text.append('"').toString();
  }
}
