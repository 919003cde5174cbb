package dev.ballast.spec.learn;

import org.jspecify.annotations.Nullable;

/**
 * One span of a trace, whatever format it came in.
 *
 * @param parent the id of the span that caused it, or null
 * @param follows whether the parent did not wait for it
 * @param startNanos on the clock of the process that wrote it
 * @param endNanos not before the start
 * @param peer the name that the other side goes by, or null
 * @param store the kind of database or broker that the span talks to, or null
 */
record Span(
    String trace,
    String id,
    @Nullable String parent,
    boolean follows,
    String service,
    String operation,
    Kind kind,
    long startNanos,
    long endNanos,
    boolean error,
    @Nullable String peer,
    @Nullable String store) {

  enum Kind {
    SERVER,
    CLIENT,
    PRODUCER,
    CONSUMER,
    INTERNAL
  }

  long durationNanos() {
    return endNanos - startNanos;
  }

  /** Whether the span may stand for a call to something else. */
  boolean isCallSide() {
    return switch (kind) {
      case CLIENT -> true;
      case INTERNAL -> store != null;
      case PRODUCER -> store != null || peer != null;
      case SERVER, CONSUMER -> false;
    };
  }

  Span withIds(String newId, @Nullable String newParent) {
    return new Span(
        trace,
        newId,
        newParent,
        follows,
        service,
        operation,
        kind,
        startNanos,
        endNanos,
        error,
        peer,
        store);
  }
}
