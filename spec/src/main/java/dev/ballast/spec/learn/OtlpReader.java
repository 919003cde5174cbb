package dev.ballast.spec.learn;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One element of OTLP's {@code resourceSpans}: the spans of one process. */
final class OtlpReader {
  /** Is told of each span whether it was kept. */
  interface Counter {
    void count(boolean kept);
  }

  private final Json json;
  private final Gathered gathered;
  private final String file;
  private @Nullable String service;

  OtlpReader(Json json, Gathered gathered, String file) {
    this.json = json;
    this.gathered = gathered;
    this.file = file;
  }

  void resourceSpans(Counter counter) {
    List<OtlpSpan> spans = new ArrayList<>(); // the resource may stand after them
    boolean isObject =
        json.fields(
            key -> {
              switch (key) {
                case "resource" -> json.fields(this::resource);
                case "scopeSpans", "instrumentationLibrarySpans" ->
                    json.elements(() -> json.fields(inner -> scope(inner, spans, counter)));
                default -> json.skip();
              }
            });
    if (!isObject) {
      counter.count(false);
    }
    for (OtlpSpan span : spans) {
      counter.count(span.into());
    }
  }

  private void resource(String key) {
    if (!key.equals("attributes")) {
      json.skip();
      return;
    }
    json.elements(
        () ->
            attribute(
                (name, value) -> {
                  if (name.equals("service.name")) {
                    service = value;
                  }
                }));
  }

  private void scope(String key, List<OtlpSpan> spans, Counter counter) {
    if (!key.equals("spans")) {
      json.skip();
      return;
    }
    json.elements(
        () -> {
          OtlpSpan span = new OtlpSpan();
          if (!json.fields(span::field)) {
            counter.count(false);
          } else if (gathered.spans.size() + spans.size() <= Gathered.SPANS_MAX) {
            spans.add(span);
          }
        });
  }

  private interface Attribute {
    void put(String key, String value);
  }

  private void attribute(Attribute into) {
    @Nullable String[] found = new @Nullable String[2];
    json.fields(
        key -> {
          switch (key) {
            case "key" -> found[0] = json.text();
            case "value" ->
                json.fields(
                    type -> {
                      if (type.endsWith("Value")) {
                        found[1] = json.text();
                      } else {
                        json.skip();
                      }
                    });
            default -> json.skip();
          }
        });
    if (found[0] != null && found[1] != null) {
      into.put(found[0], found[1]);
    }
  }

  private final class OtlpSpan {
    private @Nullable String trace;
    private @Nullable String id;
    private @Nullable String parent;
    private @Nullable String name;
    private @Nullable Long start;
    private @Nullable Long end;
    private final SpanTags tags = new SpanTags();

    void field(String key) {
      switch (key) {
        case "traceId" -> trace = json.text();
        case "spanId" -> id = json.text();
        case "parentSpanId" -> parent = json.text();
        case "name" -> name = json.text();
        case "startTimeUnixNano" -> start = json.number();
        case "endTimeUnixNano" -> end = json.number();
        case "kind" -> {
          String kind = json.text();
          if (kind != null) {
            tags.kind(kind);
          }
        }
        case "status" -> json.fields(this::status);
        case "attributes" -> json.elements(() -> attribute(tags::put));
        default -> json.skip();
      }
    }

    private void status(String key) {
      if (!key.equals("code")) {
        json.skip();
        return;
      }
      String code = json.text();
      tags.error |= "2".equals(code) || "STATUS_CODE_ERROR".equals(code);
    }

    boolean into() {
      return gathered.span(file, trace, id, parent, false, service, name, start, end, tags);
    }
  }
}
