package dev.ballast.spec.learn;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A span in Jaeger's JSON; times in microseconds, its service behind a process id. */
final class JaegerSpan {
  private static final long MICROS_MAX = Gathered.TIME_NANOS_MAX / 1_000;

  @Nullable String process;
  private @Nullable String trace;
  private @Nullable String id;
  private @Nullable String childOf;
  private @Nullable String followsFrom;
  private @Nullable String operation;
  private @Nullable Long startMicros;
  private @Nullable Long durationMicros;
  private final SpanTags tags = new SpanTags();
  private @Nullable String serviceName;

  boolean read(Json json) {
    return json.fields(
        key -> {
          switch (key) {
            case "traceID" -> trace = json.text();
            case "spanID" -> id = json.text();
            case "parentSpanID" -> childOf = childOf == null ? json.text() : childOf;
            case "operationName" -> operation = json.text();
            case "startTime" -> startMicros = json.number();
            case "duration" -> durationMicros = json.number();
            case "processID" -> process = json.text();
            case "process" -> process(json);
            case "references" -> json.elements(() -> reference(json));
            case "tags" -> json.elements(() -> tag(json));
            default -> json.skip();
          }
        });
  }

  private void process(Json json) {
    json.fields(
        key -> {
          if (key.equals("serviceName")) {
            serviceName = json.text();
          } else {
            json.skip();
          }
        });
  }

  private void reference(Json json) {
    @Nullable String[] found = new @Nullable String[2];
    json.fields(
        key -> {
          switch (key) {
            case "refType" -> found[0] = json.text();
            case "spanID" -> found[1] = json.text();
            default -> json.skip();
          }
        });
    if ("FOLLOWS_FROM".equals(found[0])) {
      followsFrom = followsFrom == null ? found[1] : followsFrom;
    } else {
      childOf = childOf == null ? found[1] : childOf;
    }
  }

  private void tag(Json json) {
    @Nullable String[] found = new @Nullable String[2];
    json.fields(
        key -> {
          switch (key) {
            case "key" -> found[0] = json.text();
            case "value" -> found[1] = json.text();
            default -> json.skip();
          }
        });
    if (found[0] != null && found[1] != null) {
      tags.put(found[0], found[1]);
    }
  }

  /** Adds the span; false when it lacks what every span has. */
  boolean into(
      Gathered gathered, String file, @Nullable String process, Map<String, String> services) {
    if (startMicros == null || startMicros < 0 || startMicros >= MICROS_MAX) {
      return false;
    }
    if (durationMicros == null || durationMicros < 0 || durationMicros >= MICROS_MAX) {
      return false;
    }
    String service = serviceName != null || process == null ? serviceName : services.get(process);
    return gathered.span(
        file,
        trace,
        id,
        childOf != null ? childOf : followsFrom,
        childOf == null && followsFrom != null,
        service,
        operation,
        startMicros * 1_000,
        (startMicros + durationMicros) * 1_000,
        tags);
  }
}
