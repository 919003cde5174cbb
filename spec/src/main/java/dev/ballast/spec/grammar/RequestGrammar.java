package dev.ballast.spec.grammar;

import dev.ballast.model.RequestMatch;
import dev.ballast.model.RequestMatch.Condition;
import dev.ballast.model.RequestMatch.Test;
import dev.ballast.spec.text.Code;
import dev.ballast.spec.text.Quoted;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Which requests a route takes, besides their method and path. */
final class RequestGrammar {
  private static final String HOST_EXPECTED = "a host such as api.example.org or *.example.org";

  static final Key<String> HOST =
      Key.optional(
          "host",
          new ScalarType<>(
              HOST_EXPECTED,
              RequestGrammar::host,
              Scalars.text("^(\\*\\.)?[a-z0-9_.-]+$", "api.example.org", "*.example.org")),
          "The host that is asked for, without a port: a name, or `*.` and the end of names."
              + " Without it any host.");

  private static final Key<String> EXACT =
      Key.optional("exact", Scalars.FREE_TEXT, "The value it has.");
  private static final Key<String> PREFIX =
      Key.optional("prefix", Scalars.FREE_TEXT, "What its value begins with.");
  private static final Key<Boolean> PRESENT =
      Key.optional(
          "present", Scalars.TRUTH, "true: it has any value. false: it must not be there.");

  private static final Type<Test> TEST =
      new Types.ByShape<>(
          "a value, or a map with `exact`, `prefix` or `present`",
          new Types.Mapped<>(Scalars.FREE_TEXT, Test.Exact::new),
          null,
          new Types.MapType<>(
              "a map with `exact`, `prefix` or `present`",
              "What a header or a parameter must be.",
              List.of(EXACT, PREFIX, PRESENT),
              RequestGrammar::test));

  private static final String NAME_EXPECTED = "the name of a header such as x-canary";

  private static final Type<String> HEADER_NAME =
      new ScalarType<>(
          NAME_EXPECTED,
          text -> {
            if (!text.matches(RequestMatch.TOKEN)) {
              throw Mismatch.of(Code.SPEC019, Quoted.of(text) + " is no header", NAME_EXPECTED, "");
            }
            return text.toLowerCase(Locale.ROOT);
          },
          Scalars.text("^" + RequestMatch.TOKEN + "$", "x-canary"));

  static final Key<List<Types.Item<String, Test>>> HEADERS =
      Key.optional(
          "headers",
          new Types.Dictionary<>(
              "a map from headers to values", "the header", null, HEADER_NAME, TEST, null),
          "Headers that a request must have: a value, or a map. Case counts in values, not in"
              + " names.");
  static final Key<List<Types.Item<String, Test>>> QUERY =
      Key.optional(
          "query",
          new Types.Dictionary<>(
              "a map from parameters of the query to values",
              "the parameter",
              null,
              Scalars.FREE_TEXT,
              TEST,
              null),
          "Parameters that the query must have: a value, or a map. Names and values are compared"
              + " after percent-decoding.");

  private RequestGrammar() {}

  /** The requests of this method and path for which the rest holds as well; null when it cannot. */
  static @Nullable RequestMatch read(RequestMatch requests, Fields fields) {
    String host = fields.find(HOST);
    List<Condition> headers = conditions(fields, HEADERS);
    List<Condition> query = conditions(fields, QUERY);
    if (headers == null || query == null) {
      return null;
    }
    return new RequestMatch(
        requests.method(),
        requests.path(),
        host == null ? RequestMatch.ANY_HOST : host,
        headers,
        query);
  }

  private static @Nullable List<Condition> conditions(
      Fields fields, Key<List<Types.Item<String, Test>>> key) {
    List<Types.Item<String, Test>> items = fields.find(key);
    if (items == null) {
      return fields.has(key) ? null : List.of();
    }
    Set<String> seen = new HashSet<>();
    List<Condition> conditions = new ArrayList<>();
    for (Types.Item<String, Test> item : items) {
      if (item.key().isEmpty() || !seen.add(item.key())) {
        fields
            .in()
            .report(
                item.key().isEmpty() ? Code.SPEC019 : Code.SPEC012,
                item.at(),
                Quoted.of(item.key()) + (item.key().isEmpty() ? " is no name" : " is given twice"),
                "expected each name once",
                "leave one of them out");
        return null;
      }
      conditions.add(new Condition(item.key(), item.value()));
    }
    if (conditions.size() > RequestMatch.CONDITIONS_MAX) {
      fields
          .in()
          .report(
              Code.SPEC017,
              fields.at(key),
              conditions.size() + " conditions in `" + key.name() + "`",
              "expected at most " + RequestMatch.CONDITIONS_MAX,
              "");
      return null;
    }
    return List.copyOf(conditions);
  }

  private static @Nullable Test test(Fields fields) {
    String exact = fields.find(EXACT);
    String prefix = fields.find(PREFIX);
    Boolean present = fields.find(PRESENT);
    int given = (exact == null ? 0 : 1) + (prefix == null ? 0 : 1) + (present == null ? 0 : 1);
    boolean isUnread =
        given == 0 && (fields.has(EXACT) || fields.has(PREFIX) || fields.has(PRESENT));
    if (isUnread) {
      return null;
    }
    if (given != 1) {
      fields
          .in()
          .report(
              given == 0 ? Code.SPEC011 : Code.SPEC021,
              fields.place().at(),
              given + " conditions for " + fields.place().noun(),
              "expected one of `exact`, `prefix` and `present`",
              given == 0 ? "add one of them" : "leave the others out");
      return null;
    }
    if (exact != null) {
      return new Test.Exact(exact);
    }
    if (prefix != null) {
      return new Test.Prefix(prefix);
    }
    return Boolean.TRUE.equals(present) ? new Test.Present() : new Test.Absent();
  }

  /** A host in the form in which it is compared. */
  static String host(String text) throws Mismatch {
    String lower = text.toLowerCase(Locale.ROOT);
    if (lower.equals(RequestMatch.ANY_HOST) || !RequestMatch.isHost(lower)) {
      throw Mismatch.of(
          Code.SPEC015,
          "cannot read " + Quoted.of(text),
          HOST_EXPECTED,
          lower.indexOf(':') >= 0 ? "leave out the scheme and the port" : "");
    }
    return lower;
  }

  static void write(RequestMatch match, Lines out) {
    if (!match.host().equals(RequestMatch.ANY_HOST)) {
      out.put(HOST.name(), Lines.text(match.host()));
    }
    write(HEADERS.name(), match.headers(), out);
    write(QUERY.name(), match.query(), out);
  }

  private static void write(String key, List<Condition> conditions, Lines out) {
    if (!conditions.isEmpty()) {
      out.put(
          key,
          conditions.stream()
              .map(c -> Lines.text(c.name()) + ": " + text(c.test()))
              .collect(Collectors.joining(", ", "{", "}")));
    }
  }

  private static String text(Test test) {
    return switch (test) {
      case Test.Exact(String value) -> Lines.text(value);
      case Test.Prefix(String value) -> "{prefix: " + Lines.text(value) + "}";
      case Test.Present _ -> "{present: true}";
      case Test.Absent _ -> "{present: false}";
    };
  }
}
