package dev.ballast.spec.learn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the executions of one endpoint have in common in their calls.
 *
 * <p>An item is a callee's first, second, ... call in an execution; a callee that is called more
 * than {@link #APART_MAX} times in some execution is one item for all its calls. Of two items the
 * one that starts first in most executions comes first; they are parallel where they overlap in
 * most executions that have both. An item's chance is the share of executions that had it among
 * those that got as far: an execution that failed with an earlier call did not.
 */
final class CallPattern {
  /** So many calls of one callee are kept apart. */
  static final int APART_MAX = 4;

  /** Items beyond this number are ordered by their mean place alone. */
  private static final int COMPARED_MAX = 128;

  /** Calls that overlap by less than this share of the shorter follow each other. */
  private static final double OVERLAP_MIN = 0.05;

  /** One item; counts over all executions. */
  static final class Item {
    final int index;
    final Profile callee;
    int executions;
    long calls;
    int repeated;
    int selfParallel;
    double placeSum;
    int group;

    Item(int index, Profile callee) {
      this.index = index;
      this.callee = callee;
    }

    double place() {
      return placeSum / executions;
    }

    /** Whether the calls of the one item overlap each other. */
    boolean isFanOut() {
      return repeated > 0 && selfParallel * 2 > repeated;
    }
  }

  /** How the executions took failures of one callee. */
  private static final class Failures {
    long tolerated;
    long fatal;
  }

  private record Key(Profile callee, int occurrence) {}

  private record Use(Item item, Execution.Call call) {}

  private final List<Execution> executions;
  private final Map<Profile, Integer> most = new HashMap<>();
  private final Map<Profile, Failures> failures = new HashMap<>();
  private final Map<Key, Item> items = new LinkedHashMap<>();
  private final List<Item> inIndexOrder = new ArrayList<>();
  private int[][] before = {};
  private int[][] overlapping = {};
  private int[][] both = {};

  CallPattern(List<Execution> executions) {
    this.executions = executions;
    countCallees();
    List<List<Use>> uses = new ArrayList<>();
    for (Execution execution : executions) {
      uses.add(uses(execution));
    }
    compare(uses);
    groups = groupsOf(ordered());
    reached = reached(uses);
  }

  /** Items in order; those of one group at the same time. */
  final List<List<Item>> groups;

  /** For each group, how many executions got there; one more for the end. */
  final long[] reached;

  /** Whether callers went on without this callee's answer more often than not. */
  boolean isTolerated(Item item) {
    Failures ofCallee = failures.get(item.callee);
    return ofCallee != null && ofCallee.tolerated > ofCallee.fatal;
  }

  private void countCallees() {
    for (Execution execution : executions) {
      Map<Profile, Integer> counts = new HashMap<>();
      for (Execution.Call call : execution.calls) {
        Profile callee = call.callee().profile;
        if (callee != null) {
          most.merge(callee, counts.merge(callee, 1, Integer::sum), Math::max);
        }
      }
    }
  }

  private List<Use> uses(Execution execution) {
    List<Use> uses = new ArrayList<>();
    Map<Profile, Integer> counts = new HashMap<>();
    Map<Item, Long> lastEnd = new HashMap<>();
    for (Execution.Call call : execution.calls) {
      Profile callee = call.callee().profile;
      if (callee == null) {
        continue;
      }
      int occurrence = counts.merge(callee, 1, Integer::sum) - 1;
      boolean apart = most.getOrDefault(callee, 0) <= APART_MAX;
      Item item =
          items.computeIfAbsent(
              new Key(callee, apart ? occurrence : 0), _ -> new Item(items.size(), callee));
      if (item.index == inIndexOrder.size()) {
        inIndexOrder.add(item);
      }
      item.calls++;
      if (call.failed()) {
        Failures ofCallee = failures.computeIfAbsent(callee, _ -> new Failures());
        ofCallee.fatal += execution.failed ? 1 : 0;
        ofCallee.tolerated += execution.failed ? 0 : 1;
      }
      if (apart || occurrence == 0) {
        item.executions++;
        item.placeSum += uses.size();
        uses.add(new Use(item, call));
      } else if (occurrence == 1) {
        item.repeated++;
        item.selfParallel += call.startNanos() < lastEnd.getOrDefault(item, 0L) ? 1 : 0;
      }
      lastEnd.put(item, call.endNanos());
    }
    return uses;
  }

  private void compare(List<List<Use>> all) {
    int n = Math.min(COMPARED_MAX, items.size());
    before = new int[n][n];
    overlapping = new int[n][n];
    both = new int[n][n];
    for (List<Use> uses : all) {
      for (int a = 0; a < uses.size(); a++) {
        int i = uses.get(a).item().index;
        for (int b = a + 1; b < uses.size() && i < n && b - a <= COMPARED_MAX; b++) {
          int j = uses.get(b).item().index;
          if (j < n) {
            before[i][j]++;
            boolean overlap = overlap(uses.get(a).call(), uses.get(b).call());
            overlapping[i][j] += overlap ? 1 : 0;
            overlapping[j][i] += overlap ? 1 : 0;
            both[i][j]++;
            both[j][i]++;
          }
        }
      }
    }
  }

  private static boolean overlap(Execution.Call a, Execution.Call b) {
    long common = Math.min(a.endNanos(), b.endNanos()) - Math.max(a.startNanos(), b.startNanos());
    long shorter = Math.min(a.endNanos() - a.startNanos(), b.endNanos() - b.startNanos());
    return common > 0 && common > OVERLAP_MIN * shorter;
  }

  private boolean parallel(Item a, Item b) {
    return a.index < both.length
        && b.index < both.length
        && overlapping[a.index][b.index] * 2 > both[a.index][b.index];
  }

  /** Takes again and again the item that the fewest others must precede. */
  private List<Item> ordered() {
    int n = before.length;
    int[] predecessors = new int[n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        predecessors[i] += before[j][i] > before[i][j] ? 1 : 0;
      }
    }
    List<Item> ordered = new ArrayList<>();
    boolean[] placed = new boolean[n];
    for (int round = 0; round < n; round++) {
      int best = -1;
      for (int i = 0; i < n; i++) {
        if (!placed[i] && (best < 0 || comesFirst(i, best, predecessors))) {
          best = i;
        }
      }
      placed[best] = true;
      ordered.add(inIndexOrder.get(best));
      for (int j = 0; j < n; j++) {
        predecessors[j] -= before[best][j] > before[j][best] ? 1 : 0;
      }
    }
    ordered.addAll(inIndexOrder.subList(n, inIndexOrder.size()));
    return ordered;
  }

  private boolean comesFirst(int i, int j, int[] predecessors) {
    if (predecessors[i] != predecessors[j]) {
      return predecessors[i] < predecessors[j];
    }
    return inIndexOrder.get(i).place() < inIndexOrder.get(j).place();
  }

  private List<List<Item>> groupsOf(List<Item> ordered) {
    List<List<Item>> result = new ArrayList<>();
    for (Item item : ordered) {
      boolean joins =
          !result.isEmpty() && result.getLast().stream().anyMatch(other -> parallel(item, other));
      if (!joins) {
        result.add(new ArrayList<>());
      }
      result.getLast().add(item);
      item.group = result.size() - 1;
    }
    return result;
  }

  private long[] reached(List<List<Use>> all) {
    long[] stopped = new long[groups.size() + 1];
    for (int e = 0; e < executions.size(); e++) {
      int first = groups.size();
      for (Use use : all.get(e)) {
        if (use.call().failed() && !isTolerated(use.item())) {
          first = Math.min(first, use.item().group);
        }
      }
      if (executions.get(e).failed && first < groups.size()) {
        stopped[first + 1]++;
      }
    }
    long[] result = new long[groups.size() + 1];
    Arrays.setAll(result, g -> executions.size());
    long gone = 0;
    for (int g = 0; g < result.length; g++) {
      gone += stopped[g];
      result[g] -= gone;
    }
    return result;
  }

  /** Parallel items in branches: what does not overlap stands in one branch, in order. */
  List<List<Item>> branches(List<Item> group) {
    List<List<Item>> branches = new ArrayList<>();
    for (Item item : group) {
      List<Item> branch =
          branches.stream()
              .filter(b -> b.stream().noneMatch(other -> parallel(item, other)))
              .findFirst()
              .orElse(null);
      if (branch == null) {
        branch = new ArrayList<>();
        branches.add(branch);
      }
      branch.add(item);
    }
    return branches;
  }
}
