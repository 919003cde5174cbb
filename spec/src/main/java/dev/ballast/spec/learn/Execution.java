package dev.ballast.spec.learn;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One service answering one request, as a trace shows it. */
final class Execution {
  /** How the callee's part is known. */
  enum Sight {
    /** The service wrote spans of its own. */
    SEEN,
    /** Only its caller wrote a span. */
    UNSEEN
  }

  /**
   * One call that the execution made.
   *
   * @param startNanos on the caller's clock, within the execution
   */
  record Call(Execution callee, long startNanos, long endNanos, boolean failed) {}

  final String service;
  final String operation;
  final Sight sight;
  final long startNanos;
  final long endNanos;
  final boolean failed;
  final @Nullable Execution caller;

  /** Set where nobody waited for it: it has no caller, and was caused by a message. */
  final boolean asynchronous;

  /** A database or broker of this kind, or null. */
  final @Nullable String store;

  final List<Call> calls = new ArrayList<>();

  /** The endpoint it is an execution of; null before that is known, and where it is left out. */
  @Nullable Profile profile;

  Execution(
      String service,
      Span entry,
      Sight sight,
      @Nullable Execution caller,
      boolean asynchronous,
      boolean failed) {
    this.service = service;
    this.operation = entry.operation();
    this.sight = sight;
    this.startNanos = entry.startNanos();
    this.endNanos = entry.endNanos();
    this.caller = caller;
    this.asynchronous = asynchronous;
    this.failed = failed;
    this.store = sight == Sight.UNSEEN ? entry.store() : null;
  }

  long durationNanos() {
    return endNanos - startNanos;
  }

  /** Calls in order of their start; to be used after the last one is added. */
  void sortCalls() {
    calls.sort(Comparator.comparingLong(Call::startNanos).thenComparingLong(Call::endNanos));
  }

  /** The time not spent waiting for calls: the duration minus the union of the calls' intervals. */
  long selfNanos() {
    long waiting = 0;
    long covered = startNanos;
    for (Call call : calls) { // sorted by start
      long from = Math.max(covered, call.startNanos());
      long to = Math.min(endNanos, call.endNanos());
      if (to > from) {
        waiting += to - from;
        covered = to;
      }
    }
    return durationNanos() - waiting;
  }
}
