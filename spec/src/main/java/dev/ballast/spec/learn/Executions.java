package dev.ballast.spec.learn;

import dev.ballast.kernel.Position;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Turns spans into executions and calls. Spans of one service below its entry belong to its
 * execution. A client span and the server span below it are one call; a client span without one is
 * a call to something that writes no spans. Nobody waits for consumers and for spans that follow
 * from another: they begin executions of their own.
 */
final class Executions {
  /** All executions of all traces, callers before callees. */
  final List<Execution> all = new ArrayList<>();

  /** What the network took of a call, both ways: the client's time minus the server's. */
  final List<Long> roundTripNanos = new ArrayList<>();

  private final Set<String> services = new HashSet<>();
  private long outside;
  private long unseen;
  private long asynchronous;

  private Executions() {}

  static Executions of(List<Trace> traces, Notes notes) {
    Executions executions = new Executions();
    for (Trace trace : traces) {
      trace.spans().forEach(span -> executions.services.add(span.service()));
    }
    for (Trace trace : traces) {
      executions.new OneTrace(trace).read();
    }
    executions.tell(notes);
    return executions;
  }

  private void tell(Notes notes) {
    Position at = notes.inputs();
    if (outside > 0) {
      notes.tell(
          LearnCode.SKEW,
          at,
          Notes.count(outside, "call") + " not within the caller's span; shifted or cut to fit",
          "clocks that agree",
          "");
    }
    if (unseen > 0) {
      notes.tell(
          LearnCode.UNSEEN_CALLEE,
          at,
          Notes.count(unseen, "call")
              + " to something that writes no spans; its time is the caller's, network included",
          "");
    }
    if (asynchronous > 0) {
      notes.tell(
          LearnCode.ASYNCHRONOUS,
          at,
          Notes.count(asynchronous, "execution")
              + " that nobody waited for; they enter by routes of their own",
          "");
    }
  }

  private final class OneTrace {
    private final List<Span> spans;
    private final int[] parent;
    private final @Nullable Execution[] owner;
    private final boolean[] begins; // the span is the entry of an execution
    private final int[] remote; // executions called from the span
    private final boolean[] hasCall; // something below it in the same execution calls

    OneTrace(Trace trace) {
      spans = trace.spans();
      parent = trace.parent();
      owner = new @Nullable Execution[spans.size()];
      begins = new boolean[spans.size()];
      remote = new int[spans.size()];
      hasCall = new boolean[spans.size()];
    }

    void read() {
      for (int i = 0; i < spans.size(); i++) {
        own(i);
      }
      for (int i = spans.size() - 1; i >= 0; i--) {
        if (!begins[i]) {
          hasCall[parent[i]] |= hasCall[i] || remote[i] > 0 || spans.get(i).isCallSide();
        }
      }
      int first = all.size();
      for (int i = 0; i < spans.size(); i++) {
        Execution execution = owner(i);
        if (begins[i]) {
          all.add(execution);
        }
        if (begins[i] && execution.caller != null) {
          seenCall(i, execution, execution.caller);
        } else if (spans.get(i).isCallSide() && remote[i] == 0 && !hasCall[i]) {
          unseenCall(i, execution);
        }
      }
      for (Execution execution : all.subList(first, all.size())) {
        execution.sortCalls();
      }
    }

    private Execution owner(int i) {
      Execution execution = owner[i];
      if (execution == null) {
        throw new IllegalStateException("parents stand before children");
      }
      return execution;
    }

    private void own(int i) {
      Span span = spans.get(i);
      int p = parent[i];
      if (p >= 0 && !isAsynchronous(i) && !isRemote(i)) {
        owner[i] = owner[p];
        return;
      }
      begins[i] = true;
      boolean called = p >= 0 && !isAsynchronous(i);
      boolean caused = (p >= 0 && !called) || span.kind() == Span.Kind.CONSUMER;
      if (called) {
        remote[p]++;
      }
      asynchronous += caused && !called ? 1 : 0;
      owner[i] =
          new Execution(
              span.service(),
              span,
              Execution.Sight.SEEN,
              called ? owner[p] : null,
              caused && !called,
              span.error());
    }

    private boolean isAsynchronous(int i) {
      Span span = spans.get(i);
      Span cause = spans.get(parent[i]);
      boolean elsewhere = !span.service().equals(cause.service());
      return span.follows()
          || (span.kind() == Span.Kind.CONSUMER
              && (elsewhere || cause.kind() == Span.Kind.PRODUCER));
    }

    private boolean isRemote(int i) {
      Span span = spans.get(i);
      Span cause = spans.get(parent[i]);
      return !span.service().equals(cause.service())
          || (span.kind() == Span.Kind.SERVER && cause.kind() == Span.Kind.CLIENT);
    }

    private void seenCall(int i, Execution callee, Execution caller) {
      Span server = spans.get(i);
      Span client = spans.get(parent[i]);
      boolean paired = client.isCallSide() && remote[parent[i]] == 1;
      if (!paired) {
        addCall(caller, callee, server.startNanos(), server.endNanos(), server.error());
        return;
      }
      boolean failed = client.error() || server.error();
      addCall(caller, callee, client.startNanos(), client.endNanos(), failed);
      long network = client.durationNanos() - server.durationNanos();
      if (network >= 0) {
        roundTripNanos.add(network);
      }
      boolean within =
          server.startNanos() >= client.startNanos() && server.endNanos() <= client.endNanos();
      outside += within ? 0 : 1;
    }

    private void unseenCall(int i, Execution caller) {
      if (begins[i] && parent[i] >= 0) {
        return; // a callee that describes its own work as a client's, as databases do
      }
      Span span = spans.get(i);
      Execution callee =
          new Execution(
              calleeOf(span, caller.service),
              span,
              Execution.Sight.UNSEEN,
              caller,
              false,
              span.error());
      all.add(callee);
      unseen++;
      addCall(caller, callee, span.startNanos(), span.endNanos(), span.error());
    }

    /** Adds the call, shifted into the caller's time as far as it fits, and cut where not. */
    private void addCall(Execution caller, Execution callee, long start, long end, boolean failed) {
      long from = start;
      long to = end;
      if (from < caller.startNanos || to > caller.endNanos) {
        outside++;
        long spare = Math.max(0, caller.durationNanos() - (end - start));
        boolean otherClock = callee.sight == Execution.Sight.SEEN && start == callee.startNanos;
        if (otherClock) {
          from = caller.startNanos + spare / 2;
          to = from + (end - start);
        }
        from = Math.clamp(from, caller.startNanos, caller.endNanos);
        to = Math.clamp(to, from, caller.endNanos);
      }
      caller.calls.add(new Execution.Call(callee, from, to, failed));
    }
  }

  /** A name for what writes no spans: its own where the caller knows it. */
  private String calleeOf(Span span, String caller) {
    String peer = span.peer();
    if (peer == null) {
      return caller + "-" + (span.store() == null ? "peer" : span.store());
    }
    int dot = peer.indexOf('.');
    String host = dot > 0 ? peer.substring(0, dot) : peer;
    return !services.contains(peer) && services.contains(host) ? host : peer;
  }

  /** The median time on the network, both ways; -1 when no pair of spans shows it. */
  long roundTripMedianNanos() {
    if (roundTripNanos.isEmpty()) {
      return -1;
    }
    long[] sorted = roundTripNanos.stream().mapToLong(Long::longValue).toArray();
    Arrays.sort(sorted);
    return Times.quantile(sorted, 0.5);
  }
}
