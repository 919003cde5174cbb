package dev.ballast.observation;

import dev.ballast.kernel.Span;
import java.util.List;

/**
 * When a run is expected to have recovered from its faults.
 *
 * @param withinNanos how long after a fault
 * @param spans in order of time; empty when there is no such time
 */
public record Recovery(long withinNanos, List<Span> spans) {
  public Recovery {
    spans = List.copyOf(spans);
  }

  boolean holds(long atNanos) {
    for (Span span : spans) {
      if (span.holds(atNanos)) {
        return true;
      }
    }
    return false;
  }
}
