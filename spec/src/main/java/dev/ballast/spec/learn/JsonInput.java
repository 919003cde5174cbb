package dev.ballast.spec.learn;

import dev.ballast.kernel.Position;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;

/**
 * One JSON file, or JSON lines. Its records may be a dependency, a Jaeger trace or an OTLP export,
 * bare, in an array, or wrapped in {@code data} or {@code result}; what they are follows from their
 * keys, not from the file's name.
 */
final class JsonInput {
  private static final int WRAPPERS_MAX = 4;
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(200)
                  .maxStringLength(1_000_000)
                  .maxNameLength(10_000)
                  .build())
          .build();

  private final Input input;
  private final Gathered gathered;
  private boolean recognised;
  private boolean isIsotope;
  private long skipped;
  private long records;

  private JsonInput(Input input, Gathered gathered) {
    this.input = input;
    this.gathered = gathered;
  }

  /** Reads what it can; false when the file is an isotope graph written as JSON. */
  static boolean read(Input input, Gathered gathered) {
    JsonInput reader = new JsonInput(input, gathered);
    try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), input.bytes())) {
      Json json = new Json(parser);
      while (parser.nextToken() != null) {
        reader.value(json, parser.currentToken() == JsonToken.START_ARRAY, 0);
      }
      reader.conclude();
    } catch (JacksonException broken) {
      reader.broken(broken);
    }
    return !reader.isIsotope || reader.recognised;
  }

  private void value(Json json, boolean isArray, int wrappers) {
    if (isArray) {
      json.elements(() -> record(json, wrappers));
    } else {
      record(json, wrappers);
    }
  }

  /** A Jaeger span waiting for the processes, which come after the spans. */
  private record Waiting(JaegerSpan span, @Nullable String process) {}

  private void record(Json json, int wrappers) {
    List<Waiting> spans = new ArrayList<>();
    Map<String, String> services = new HashMap<>();
    @Nullable String[] edge = new @Nullable String[2];
    @Nullable Long[] calls = new @Nullable Long[1];
    boolean[] saw = new boolean[2]; // spans, dependency
    json.fields(
        key -> {
          switch (key) {
            case "data", "result" -> {
              if (wrappers < WRAPPERS_MAX) {
                boolean isArray = json.isArray();
                recognised |= isArray && key.equals("data");
                value(json, isArray, wrappers + 1);
              } else {
                json.skip();
              }
            }
            case "spans" -> saw[0] = json.elements(() -> jaegerSpan(json, spans));
            case "processes" -> processes(json, services);
            case "resourceSpans", "batches" -> recognised |= otlp(json);
            case "parent" -> edge[0] = json.text();
            case "child" -> edge[1] = json.text();
            case "callCount" -> {
              calls[0] = json.number();
              saw[1] = true;
            }
            case "services" -> {
              isIsotope = true;
              json.skip();
            }
            default -> json.skip();
          }
        });
    if (saw[0]) {
      recognised = true;
      for (Waiting waiting : spans) {
        String process = waiting.process();
        count(waiting.span().into(gathered, input.name(), process, services));
      }
    }
    if (saw[1]) {
      recognised = true;
      dependency(edge[0], edge[1], calls[0]);
    }
  }

  private void dependency(@Nullable String parent, @Nullable String child, @Nullable Long calls) {
    if (parent == null || child == null || calls == null) {
      count(false);
      return;
    }
    if (parent.isEmpty() || child.isEmpty() || calls <= 0) {
      count(false);
      return;
    }
    long bounded = Math.min(calls, 100_000_000_000_000L);
    gathered.dependency(input.name(), new Gathered.Dependency(parent, child, bounded));
    count(true);
  }

  private void jaegerSpan(Json json, List<Waiting> spans) {
    JaegerSpan span = new JaegerSpan();
    if (!span.read(json)) {
      count(false);
    } else if (gathered.spans.size() + spans.size() <= Gathered.SPANS_MAX) {
      spans.add(new Waiting(span, span.process));
    }
  }

  private static void processes(Json json, Map<String, String> services) {
    json.fields(
        process ->
            json.fields(
                key -> {
                  String name = key.equals("serviceName") ? json.text() : null;
                  if (name != null) {
                    services.put(process, name);
                  } else {
                    json.skip();
                  }
                }));
  }

  private boolean otlp(Json json) {
    return json.elements(
        () -> new OtlpReader(json, gathered, input.name()).resourceSpans(this::count));
  }

  private void count(boolean kept) {
    if (kept) {
      records++;
    } else {
      skipped++;
    }
  }

  private void conclude() {
    Position at = Position.ofFile(input.name());
    if (isIsotope && !recognised) {
      return;
    }
    if (skipped > 0) {
      gathered.notes.tell(
          LearnCode.SKIPPED,
          at,
          Notes.count(skipped, "entry").replace("entrys", "entries") + " could not be read",
          "spans with ids and times, dependencies with parent, child and a positive callCount",
          "");
    }
    if (!recognised) {
      gathered.notes.tell(
          LearnCode.UNKNOWN_FORMAT,
          at,
          "this JSON is nothing that can be learned from",
          Notes.READABLE,
          "");
    } else if (records == 0) {
      gathered.notes.tell(
          LearnCode.EMPTY,
          at,
          "no span and no dependency in it",
          Notes.READABLE,
          "export a time in which the system was used");
    }
  }

  private void broken(JacksonException broken) {
    TokenStreamLocation where = broken.getLocation();
    boolean known = where != null && where.getLineNr() > 0 && where.getColumnNr() > 0;
    Position at =
        known
            ? new Position(input.name(), where.getLineNr(), where.getColumnNr(), 1)
            : Position.ofFile(input.name());
    String why = Names.quoted(broken.getOriginalMessage());
    String expected = recognised || records > 0 ? "well-formed JSON" : Notes.READABLE;
    if (records > 0) {
      gathered.notes.tell(
          LearnCode.CUT_SHORT,
          at,
          "the file ends in broken JSON, what stands before it was read: " + why,
          expected,
          "");
    } else {
      gathered.notes.tell(LearnCode.SYNTAX, at, "broken JSON: " + why, expected, "");
    }
  }
}
