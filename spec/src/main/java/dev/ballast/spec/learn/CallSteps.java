package dev.ballast.spec.learn;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Writes a {@link CallPattern} as steps. */
final class CallSteps {
  private static final int FAN_OUT_MAX = 16;

  /** Finds the identifiers of an endpoint. */
  interface Ids {
    String service(Profile profile);

    String endpoint(Profile profile);
  }

  private final CallPattern pattern;
  private final Ids ids;

  private CallSteps(CallPattern pattern, Ids ids) {
    this.pattern = pattern;
    this.ids = ids;
  }

  static List<Sketch.Step> of(CallPattern pattern, Ids ids) {
    return new CallSteps(pattern, ids).steps();
  }

  private List<Sketch.Step> steps() {
    List<Sketch.Step> steps = new ArrayList<>();
    for (int g = 0; g < pattern.groups.size(); g++) {
      List<CallPattern.Item> group = pattern.groups.get(g);
      List<List<Sketch.Step>> branches = new ArrayList<>();
      for (List<CallPattern.Item> branch : pattern.branches(group)) {
        CallPattern.Item only = branch.getFirst();
        if (branch.size() == 1 && only.isFanOut()) {
          branches.addAll(fanOut(only, pattern.reached[g]));
        } else {
          branches.add(sequence(branch, pattern.reached[g]));
        }
      }
      branches.removeIf(List::isEmpty);
      if (branches.size() == 1) {
        branches.getFirst().forEach(step -> append(steps, step));
      } else if (!branches.isEmpty()) {
        steps.add(new Sketch.Step.Together(branches, "they overlap in most executions"));
      }
    }
    return steps;
  }

  private List<Sketch.Step> sequence(List<CallPattern.Item> items, long reached) {
    List<Sketch.Step> steps = new ArrayList<>();
    for (CallPattern.Item item : items) {
      long each = Math.min(item.calls / item.executions, Sketch.TIMES_MAX);
      append(steps, call(item, item.executions, (int) each, reached));
      long rest = item.calls - each * item.executions;
      if (rest > 0) {
        append(steps, call(item, rest, 1, reached));
      }
    }
    return steps;
  }

  private List<List<Sketch.Step>> fanOut(CallPattern.Item item, long reached) {
    long each = Math.min(item.calls / item.executions, FAN_OUT_MAX);
    List<List<Sketch.Step>> branches = new ArrayList<>();
    for (int i = 0; i < each; i++) {
      branches.add(List.of(call(item, item.executions, 1, reached)));
    }
    long rest = item.calls - each * item.executions;
    long restEach = Math.min(Sketch.TIMES_MAX, (rest + item.executions - 1) / item.executions);
    if (rest > 0) {
      branches.add(List.of(call(item, rest / restEach, (int) restEach, reached)));
    }
    return branches;
  }

  private Sketch.Step.Call call(CallPattern.Item item, long with, int times, long reached) {
    double chance = Math.min(1, with / (double) Math.max(1, reached));
    return new Sketch.Step.Call(
        ids.service(item.callee),
        ids.endpoint(item.callee),
        chance,
        times,
        pattern.isTolerated(item) ? "degraded" : null,
        chance < 1 ? "in " + with + " of " + reached + " executions" : "");
  }

  /** Adds a step; the same call twice in a row becomes one that is made more often. */
  private static void append(List<Sketch.Step> steps, Sketch.Step step) {
    if (!steps.isEmpty()
        && steps.getLast() instanceof Sketch.Step.Call last
        && step instanceof Sketch.Step.Call next
        && last.service().equals(next.service())
        && last.endpoint().equals(next.endpoint())
        && last.chance() == next.chance()
        && last.chance() == 1
        && Objects.equals(last.otherwise(), next.otherwise())) {
      int times = Math.min(Sketch.TIMES_MAX, last.times() + next.times());
      steps.set(
          steps.size() - 1,
          new Sketch.Step.Call(
              last.service(), last.endpoint(), 1, times, last.otherwise(), last.remark()));
    } else {
      steps.add(step);
    }
  }
}
