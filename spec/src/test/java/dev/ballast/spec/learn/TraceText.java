package dev.ballast.spec.learn;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes Jaeger traces for tests: one span a line, times in milliseconds. */
final class TraceText {
  private final List<String> traces = new ArrayList<>();
  private final List<String> spans = new ArrayList<>();
  private int number;

  /**
   * A span.
   *
   * @param tags such as {@code span.kind=client, error=true}
   */
  TraceText span(
      String id,
      @Nullable String parent,
      String service,
      String operation,
      int start,
      int length,
      String tags) {
    List<String> written = new ArrayList<>();
    for (String tag : tags.isEmpty() ? new String[0] : tags.split(", ")) {
      String[] parts = tag.split("=", 2);
      written.add("{\"key\":\"" + parts[0] + "\",\"value\":\"" + parts[1] + "\"}");
    }
    String type = tags.contains("follows") ? "FOLLOWS_FROM" : "CHILD_OF";
    String references =
        parent == null ? "" : "{\"refType\":\"" + type + "\",\"spanID\":\"" + parent + "\"}";
    spans.add(
        """
        {"traceID":"t%d","spanID":"%s","operationName":"%s","startTime":%d,"duration":%d,\
        "processID":"%s","references":[%s],"tags":[%s]}\
        """
            .formatted(
                number,
                id,
                operation,
                1_700_000_000_000_000L + number * 1_000_000L + start * 1_000L,
                length * 1_000L,
                service,
                references,
                String.join(",", written)));
    return this;
  }

  /** Ends a trace; its processes are called like its services. */
  TraceText end(String... services) {
    List<String> processes = new ArrayList<>();
    for (String service : services) {
      processes.add("\"" + service + "\":{\"serviceName\":\"" + service + "\"}");
    }
    traces.add(
        "{\"traceID\":\"t"
            + number++
            + "\",\"spans\":["
            + String.join(",", spans)
            + "],\"processes\":{"
            + String.join(",", processes)
            + "}}");
    spans.clear();
    return this;
  }

  String text() {
    return "{\"data\":[" + String.join(",\n", traces) + "]}";
  }
}
