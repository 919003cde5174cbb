package dev.ballast.spec.learn;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The spans of one trace as a forest: every span stands after its parent.
 *
 * @param spans parents before children, children in order of their start
 * @param parent for each span the index of its parent, -1 for a root
 */
@SuppressWarnings("ArrayRecordComponent") // walked once, never compared
record Trace(List<Span> spans, int[] parent) {

  /** How often the spans were not as they should be; told once for all traces. */
  static final class Oddities {
    long duplicates;
    long orphans;
    long cycles;

    void tell(Notes notes) {
      warn(
          notes,
          LearnCode.DUPLICATE,
          duplicates,
          "span",
          "with an id that was already taken, dropped");
      warn(
          notes,
          LearnCode.NO_PARENT,
          orphans,
          "span",
          "whose parent is missing; taken for entrances");
      warn(notes, LearnCode.PARENT_CYCLE, cycles, "span", "that descends from itself; cut there");
    }

    private static void warn(Notes notes, LearnCode code, long n, String thing, String what) {
      if (n > 0) {
        notes.tell(code, notes.inputs(), Notes.count(n, thing) + " " + what, "", "");
      }
    }
  }

  /** Sorts spans into traces, in the order in which the traces first appear. */
  static List<Trace> of(List<Span> spans, Oddities oddities) {
    Map<String, List<Span>> byTrace = new LinkedHashMap<>();
    for (Span span : spans) {
      byTrace.computeIfAbsent(span.trace(), _ -> new ArrayList<>()).add(span);
    }
    List<Trace> traces = new ArrayList<>();
    for (List<Span> one : byTrace.values()) {
      traces.add(new Forest(one, oddities).grow());
    }
    return traces;
  }

  private static final class Forest {
    private final Oddities oddities;
    private final List<Span> spans = new ArrayList<>();
    private final Map<String, Integer> number = new HashMap<>();
    private final Map<String, Integer> sharedServer = new HashMap<>();

    Forest(List<Span> all, Oddities oddities) {
      this.oddities = oddities;
      List<Span> sorted = new ArrayList<>(all);
      sorted.sort(Comparator.comparingLong(Span::startNanos)); // stable: equal starts keep order
      sorted.forEach(this::add);
    }

    /**
     * Keeps the first span of each id. Zipkin's client and server spans share one id: the server's
     * gets an id of its own below the client's.
     */
    private void add(Span span) {
      Integer known = number.get(span.id());
      if (known == null) {
        number.put(span.id(), spans.size());
        spans.add(span);
        return;
      }
      Span first = spans.get(known);
      boolean shared =
          (first.kind() == Span.Kind.CLIENT && span.kind() == Span.Kind.SERVER)
              || (first.kind() == Span.Kind.SERVER && span.kind() == Span.Kind.CLIENT);
      if (!shared || sharedServer.containsKey(span.id())) {
        oddities.duplicates++;
        return;
      }
      String serverId = span.id() + " server";
      boolean clientFirst = first.kind() == Span.Kind.CLIENT;
      Span client = clientFirst ? first : span;
      Span server = (clientFirst ? span : first).withIds(serverId, span.id());
      spans.set(known, client);
      sharedServer.put(span.id(), spans.size());
      number.put(serverId, spans.size());
      spans.add(server);
    }

    Trace grow() {
      int n = spans.size();
      int[] parent = new int[n];
      List<List<Integer>> children = new ArrayList<>();
      for (int i = 0; i < n; i++) {
        children.add(List.of());
      }
      List<Integer> order = new ArrayList<>();
      for (int i = 0; i < n; i++) {
        parent[i] = parentOf(i);
        if (parent[i] < 0) {
          order.add(i);
        } else {
          if (children.get(parent[i]).isEmpty()) {
            children.set(parent[i], new ArrayList<>());
          }
          children.get(parent[i]).add(i);
        }
      }
      boolean[] placed = new boolean[n];
      int next = place(order, 0, children, placed);
      for (int i = 0; i < n; i++) { // what no root leads to is a ring
        if (!placed[i]) {
          oddities.cycles++;
          parent[i] = -1;
          order.add(i);
          next = place(order, next, children, placed);
        }
      }
      return inOrder(order, parent);
    }

    private static int place(
        List<Integer> order, int next, List<List<Integer>> children, boolean[] placed) {
      int at = next;
      for (; at < order.size(); at++) {
        placed[order.get(at)] = true;
        for (int child : children.get(order.get(at))) {
          if (!placed[child]) {
            order.add(child);
          }
        }
      }
      return at;
    }

    private int parentOf(int i) {
      Span span = spans.get(i);
      String parentId = span.parent();
      if (parentId == null) {
        return -1;
      }
      Integer known = number.get(parentId);
      if (known == null) {
        oddities.orphans++;
        return -1;
      }
      Integer server = sharedServer.get(parentId);
      if (server != null && server != i && spans.get(server).service().equals(span.service())) {
        return server;
      }
      return known;
    }

    private Trace inOrder(List<Integer> order, int[] parent) {
      int[] place = new int[order.size()];
      List<Span> sorted = new ArrayList<>(order.size());
      for (int i = 0; i < order.size(); i++) {
        place[order.get(i)] = i;
        sorted.add(spans.get(order.get(i)));
      }
      int[] sortedParent = new int[order.size()];
      for (int i = 0; i < order.size(); i++) {
        int original = parent[order.get(i)];
        sortedParent[i] = original < 0 ? -1 : place[original];
      }
      return new Trace(sorted, sortedParent);
    }
  }
}
