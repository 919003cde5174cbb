package dev.ballast.spec.learn;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.SequencedSet;
import java.util.Set;
import java.util.TreeSet;

/** Sorts executions into endpoints. */
final class Profiles {
  static final int SERVICES_MAX = 500;
  static final int OPERATIONS_MAX = 64;
  static final int ENDPOINTS_MAX = 4_000;
  static final int LEVELS_MAX = 8;

  /** Stands for everything beyond the bounds. */
  private static final String OTHER = "other";

  private record Key(String service, String operation, int level) {}

  private final Map<Key, Profile> profiles = new HashMap<>();
  private final List<Profile> all = new ArrayList<>();
  private final Map<String, Set<String>> operations = new HashMap<>();
  private final Notes notes;

  private Profiles(Notes notes) {
    this.notes = notes;
  }

  /** The endpoints in the order in which they first appear. */
  static List<Profile> of(List<Execution> executions, Notes notes) {
    Profiles byOperation = new Profiles(notes);
    for (Execution execution : executions) {
      execution.profile = byOperation.profile(execution, 0);
    }
    byOperation.tellBounds();
    int[] cycle = Cycles.of(successors(executions, byOperation.all.size()));
    byOperation.tellCycles(executions, cycle);
    return byOperation.byLevel(executions, cycle);
  }

  private Profile profile(Execution execution, int level) {
    boolean isNew = !operations.containsKey(execution.service);
    String service = isNew && operations.size() >= SERVICES_MAX ? OTHER : execution.service;
    Set<String> known = operations.computeIfAbsent(service, _ -> new HashSet<>());
    boolean hasRoom = known.size() < OPERATIONS_MAX && all.size() < ENDPOINTS_MAX;
    boolean full = !hasRoom && !known.contains(execution.operation);
    String operation = full ? OTHER : execution.operation;
    known.add(operation);
    return profile(service, operation, level);
  }

  private Profile profile(String service, String operation, int level) {
    return profiles.computeIfAbsent(
        new Key(service, operation, level),
        _ -> {
          Profile profile = new Profile(all.size(), service, operation, level);
          all.add(profile);
          return profile;
        });
  }

  private static List<int[]> successors(List<Execution> executions, int size) {
    List<SequencedSet<Integer>> next = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      next.add(new LinkedHashSet<>());
    }
    for (Execution execution : executions) {
      Execution caller = execution.caller;
      if (caller != null && caller.profile != null && execution.profile != null) {
        next.get(caller.profile.index).add(execution.profile.index);
      }
    }
    return next.stream().map(s -> s.stream().mapToInt(Integer::intValue).toArray()).toList();
  }

  private List<Profile> byLevel(List<Execution> executions, int[] cycle) {
    Profiles refined = new Profiles(notes);
    Map<Execution, Profile> base = new HashMap<>();
    long cut = 0;
    for (Execution execution : executions) { // callers first
      Profile plain = execution.profile;
      Execution caller = execution.caller;
      Profile callerPlain = caller == null ? null : base.get(caller);
      Profile callerRefined = caller == null ? null : caller.profile;
      if (plain == null || (caller != null && callerRefined == null)) {
        execution.profile = null; // its caller is cut
        cut++;
        continue;
      }
      base.put(execution, plain);
      int level = 0;
      if (callerPlain != null && callerRefined != null) {
        int number = cycle[plain.index];
        boolean sameCycle = number >= 0 && cycle[callerPlain.index] == number;
        level = sameCycle ? callerRefined.level + 1 : 0;
      }
      if (level > LEVELS_MAX) {
        execution.profile = null;
        cut++;
        continue;
      }
      Profile profile = refined.profile(plain.service, plain.operation, level);
      execution.profile = profile;
      (execution.sight == Execution.Sight.SEEN ? profile.seen : profile.unseen).add(execution);
    }
    if (cut > 0) {
      notes.tell(
          LearnCode.TOO_DEEP,
          notes.inputs(),
          Notes.count(cut, "execution")
              + " left out: more than "
              + LEVELS_MAX
              + " rounds of a cycle deep",
          "",
          "");
    }
    return refined.all;
  }

  private void tellBounds() {
    boolean full = operations.size() >= SERVICES_MAX || all.size() >= ENDPOINTS_MAX;
    for (Set<String> known : operations.values()) {
      full |= known.size() > OPERATIONS_MAX;
    }
    if (full) {
      notes.tell(
          LearnCode.LEFT_OUT,
          notes.inputs(),
          "too many services or operations; the rest is put together as " + OTHER,
          SERVICES_MAX + " services, " + OPERATIONS_MAX + " operations each",
          "name operations by route, without ids");
    }
  }

  private void tellCycles(List<Execution> executions, int[] cycle) {
    NavigableSet<String> names = new TreeSet<>();
    for (Profile profile : all) {
      if (cycle[profile.index] >= 0) {
        names.add(Names.quoted(profile.service + " " + profile.operation));
      }
    }
    if (!names.isEmpty()) {
      notes.tell(
          LearnCode.CYCLE_RESOLVED,
          notes.inputs(),
          "operations call each other in a cycle, told apart by depth: " + shortened(names),
          "");
    }
    Map<String, Integer> number = new HashMap<>();
    List<String> services = new ArrayList<>();
    List<SequencedSet<Integer>> next = new ArrayList<>();
    for (Profile profile : all) {
      if (number.putIfAbsent(profile.service, services.size()) == null) {
        services.add(profile.service);
        next.add(new LinkedHashSet<>());
      }
    }
    for (Execution execution : executions) {
      Profile to = execution.profile;
      Profile from = execution.caller == null ? null : execution.caller.profile;
      if (from != null && to != null) {
        next.get(number.getOrDefault(from.service, 0)).add(number.getOrDefault(to.service, 0));
      }
    }
    int[] serviceCycle =
        Cycles.of(
            next.stream().map(s -> s.stream().mapToInt(Integer::intValue).toArray()).toList());
    NavigableSet<String> inCycle = new TreeSet<>();
    for (int i = 0; i < services.size(); i++) {
      if (serviceCycle[i] >= 0) {
        inCycle.add(Names.quoted(services.get(i)));
      }
    }
    if (!inCycle.isEmpty() && names.isEmpty()) {
      notes.tell(
          LearnCode.CYCLE_RESOLVED,
          notes.inputs(),
          "services call each other, but none of their endpoints does: " + shortened(inCycle),
          "");
    }
  }

  private static String shortened(NavigableSet<String> names) {
    String text = String.join(", ", names.stream().limit(10).toList());
    return names.size() > 10 ? text + " and " + (names.size() - 10) + " more" : text;
  }
}
