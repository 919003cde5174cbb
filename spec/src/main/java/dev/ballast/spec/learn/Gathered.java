package dev.ballast.spec.learn;

import dev.ballast.kernel.Position;
import dev.ballast.kernel.Units;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the inputs held, before anything is concluded from it. Everything in it is bounded. */
final class Gathered {
  static final int SPANS_MAX = 500_000;
  static final int DEPENDENCIES_MAX = 10_000;

  /** Times outside [0, 2^62) ns would overflow when they are added. */
  static final long TIME_NANOS_MAX = 1L << 62;

  /** A longer span is cut: it is no request. */
  private static final long SPAN_NANOS_MAX = 24 * Units.HOUR;

  /** One edge of a dependency export. */
  record Dependency(String parent, String child, long calls) {}

  /** An isotope graph with the name of its file. */
  record Graph(String file, YamlTree root) {}

  final List<Span> spans = new ArrayList<>();
  final List<Dependency> dependencies = new ArrayList<>();
  final List<Graph> graphs = new ArrayList<>();
  final Notes notes;
  private boolean full;

  Gathered(Notes notes) {
    this.notes = notes;
  }

  /** Keeps a span, or says why not; null parts are what the file lacked. */
  boolean span(
      String file,
      @Nullable String trace,
      @Nullable String id,
      @Nullable String parent,
      boolean follows,
      @Nullable String service,
      @Nullable String operation,
      @Nullable Long startNanos,
      @Nullable Long endNanos,
      SpanTags tags) {
    if (trace == null || id == null || startNanos == null || endNanos == null) {
      return false;
    }
    if (startNanos < 0 || startNanos >= TIME_NANOS_MAX || endNanos >= TIME_NANOS_MAX) {
      return false;
    }
    if (hasRoom(spans.size(), SPANS_MAX, file, "spans")) {
      spans.add(
          new Span(
              trace,
              id,
              parent == null || parent.isEmpty() || parent.matches("0+") ? null : parent,
              follows,
              service == null || service.isEmpty() ? "unknown-service" : service,
              Names.operation(operation == null || operation.isEmpty() ? "call" : operation),
              tags.kind,
              startNanos,
              Math.clamp(endNanos, startNanos, startNanos + SPAN_NANOS_MAX),
              tags.error,
              tags.peer(),
              tags.store()));
    }
    return true;
  }

  void dependency(String file, Dependency dependency) {
    if (hasRoom(dependencies.size(), DEPENDENCIES_MAX, file, "dependencies")) {
      dependencies.add(dependency);
    }
  }

  private boolean hasRoom(int size, int max, String file, String things) {
    if (size >= max && !full) {
      full = true;
      notes.tell(
          LearnCode.LEFT_OUT,
          Position.ofFile(file),
          "more than " + max + " " + things + "; the rest is left out",
          "at most " + max + " " + things,
          "give a shorter stretch of time");
    }
    return size < max;
  }
}
