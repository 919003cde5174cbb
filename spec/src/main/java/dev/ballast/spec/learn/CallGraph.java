package dev.ballast.spec.learn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Weighted edges between numbered services, made free of cycles: as long as there is a cycle, its
 * edge with the fewest calls becomes a back edge (of equals, the last in the input).
 */
final class CallGraph {
  /** One edge; {@code isBack} is set where it closed a cycle. */
  static final class Edge {
    final int from;
    final int to;
    double calls;
    boolean isBack;

    Edge(int from, int to, double calls) {
      this.from = from;
      this.to = to;
      this.calls = calls;
    }
  }

  private CallGraph() {}

  /** Marks back edges; answers them in the order in which they were found. */
  static List<Edge> breakCycles(int nodes, List<Edge> edges) {
    List<Edge> back = new ArrayList<>();
    while (true) {
      int[] cycle = Cycles.of(successors(nodes, edges));
      @Nullable Edge[] weakest = new @Nullable Edge[nodes];
      for (Edge edge : edges) {
        int number = cycle[edge.from];
        if (edge.isBack || number < 0 || cycle[edge.to] != number) {
          continue;
        }
        Edge best = weakest[number];
        if (best == null || edge.calls <= best.calls) {
          weakest[number] = edge;
        }
      }
      boolean found = false;
      for (Edge edge : weakest) {
        if (edge != null) {
          edge.isBack = true;
          back.add(edge);
          found = true;
        }
      }
      if (!found) {
        return back;
      }
    }
  }

  private static List<int[]> successors(int nodes, List<Edge> edges) {
    int[] count = new int[nodes];
    for (Edge edge : edges) {
      count[edge.from] += edge.isBack ? 0 : 1;
    }
    List<int[]> successors = new ArrayList<>(nodes);
    for (int node = 0; node < nodes; node++) {
      successors.add(new int[count[node]]);
    }
    Arrays.fill(count, 0);
    for (Edge edge : edges) {
      if (!edge.isBack) {
        successors.get(edge.from)[count[edge.from]++] = edge.to;
      }
    }
    return successors;
  }
}
