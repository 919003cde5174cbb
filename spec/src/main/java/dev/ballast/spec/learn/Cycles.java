package dev.ballast.spec.learn;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * Strongly connected components of a small graph, after R. Tarjan, "Depth-first search and linear
 * graph algorithms", SIAM J. Comput. 1 (1972), with a stack of its own so that depth is no danger.
 */
final class Cycles {
  private final List<int[]> successors;
  private final int[] component;
  private final int[] order;
  private final int[] low;
  private final int[] nextChild;
  private final Deque<Integer> path = new ArrayDeque<>();
  private final Deque<Integer> open = new ArrayDeque<>();
  private int visited;
  private int components;

  private Cycles(List<int[]> successors) {
    int n = successors.size();
    this.successors = successors;
    component = filled(n);
    order = filled(n);
    low = new int[n];
    nextChild = new int[n];
  }

  private static int[] filled(int n) {
    int[] unset = new int[n];
    Arrays.fill(unset, -1);
    return unset;
  }

  /**
   * For each node the number of the cycle it is part of; -1 where no way leads from the node back
   * to itself.
   */
  static int[] of(List<int[]> successors) {
    Cycles search = new Cycles(successors);
    for (int node = 0; node < successors.size(); node++) {
      if (search.order[node] < 0) {
        search.from(node);
      }
    }
    return search.onlyCycles();
  }

  private void from(int root) {
    enter(root);
    while (!path.isEmpty()) {
      int node = path.element();
      int[] next = successors.get(node);
      if (nextChild[node] < next.length) {
        int child = next[nextChild[node]++];
        if (order[child] < 0) {
          enter(child);
        } else if (component[child] < 0) {
          low[node] = Math.min(low[node], order[child]);
        }
      } else {
        leave(node);
      }
    }
  }

  private void enter(int node) {
    order[node] = visited;
    low[node] = visited++;
    path.push(node);
    open.push(node);
  }

  private void leave(int node) {
    path.pop();
    if (!path.isEmpty()) {
      int parent = path.element();
      low[parent] = Math.min(low[parent], low[node]);
    }
    if (low[node] == order[node]) {
      int member;
      do {
        member = open.pop();
        component[member] = components;
      } while (member != node);
      components++;
    }
  }

  private int[] onlyCycles() {
    boolean[] isCycle = new boolean[components];
    for (int node = 0; node < component.length; node++) {
      for (int next : successors.get(node)) {
        isCycle[component[node]] |= component[next] == component[node];
      }
    }
    int[] result = component.clone();
    for (int node = 0; node < result.length; node++) {
      result[node] = isCycle[component[node]] ? component[node] : -1;
    }
    return result;
  }
}
