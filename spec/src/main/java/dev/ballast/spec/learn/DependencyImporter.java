package dev.ballast.spec.learn;

import dev.ballast.kernel.Units;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedSet;

/**
 * From a dependency export, which knows services and how often they called each other, but neither
 * endpoints nor times.
 *
 * <p>A service that nobody calls is where requests enter, and each of its calls is taken for one
 * request: it gets an endpoint and a route for each callee. Any other service gets the endpoint
 * {@code call}, executed as often as it was called, that makes every outgoing call as often as the
 * counts say per execution. A cycle is broken at its edge with the fewest calls: that edge leads to
 * the endpoint {@code answer}, which calls nobody. So every edge keeps its exact count.
 */
final class DependencyImporter {
  private static final double ASSUMED_LOAD_PER_SECOND = 100;
  private static final Sketch.Target ASSUMED_TARGET =
      new Sketch.Target(0.99, 500 * Units.MILLISECOND, "assumed");

  private final Notes notes;
  private final Map<String, Integer> number = new HashMap<>();
  private final List<String> names = new ArrayList<>();
  private final Names ids = new Names();
  private final List<CallGraph.Edge> edges = new ArrayList<>();
  private final List<List<CallGraph.Edge>> outgoing = new ArrayList<>();
  private final List<List<CallGraph.Edge>> incoming = new ArrayList<>();
  private double entering;

  private DependencyImporter(Notes notes) {
    this.notes = notes;
  }

  static Sketch sketch(String name, List<Gathered.Dependency> dependencies, Notes notes) {
    DependencyImporter importer = new DependencyImporter(notes);
    importer.graph(dependencies);
    return importer.sketch(name);
  }

  private void graph(List<Gathered.Dependency> dependencies) {
    Map<Long, CallGraph.Edge> known = new HashMap<>();
    for (Gathered.Dependency dependency : dependencies) {
      int from = node(dependency.parent());
      int to = node(dependency.child());
      CallGraph.Edge edge = known.get(((long) from << 32) | to);
      if (edge != null) {
        edge.calls += dependency.calls();
        continue;
      }
      edge = new CallGraph.Edge(from, to, dependency.calls());
      known.put(((long) from << 32) | to, edge);
      edges.add(edge);
      outgoing.get(from).add(edge);
      incoming.get(to).add(edge);
    }
    for (CallGraph.Edge back : CallGraph.breakCycles(names.size(), edges)) {
      notes.tell(
          LearnCode.CYCLE_BROKEN,
          notes.inputs(),
          "services call each other in a cycle; the edge with the fewest calls, "
              + edge(back)
              + ", is taken for calls that do not call back",
          "",
          "learn from traces: they tell the endpoints apart");
    }
    for (int node = 0; node < names.size(); node++) {
      if (isRoot(node)) {
        entering += outgoing.get(node).stream().mapToDouble(edge -> edge.calls).sum();
      }
    }
  }

  private int node(String service) {
    return number.computeIfAbsent(
        service,
        _ -> {
          names.add(service);
          outgoing.add(new ArrayList<>());
          incoming.add(new ArrayList<>());
          return names.size() - 1;
        });
  }

  private boolean isRoot(int node) {
    return incoming.get(node).stream().allMatch(edge -> edge.isBack);
  }

  private String edge(CallGraph.Edge edge) {
    return String.format(
        Locale.ROOT, "%s -> %s (%.0f calls)", id(edge.from), id(edge.to), edge.calls);
  }

  private String id(int node) {
    return ids.id(names.get(node));
  }

  private Sketch sketch(String name) {
    List<Sketch.Service> services = new ArrayList<>();
    List<Sketch.Entry> entries = new ArrayList<>();
    SequencedSet<String> roots = new LinkedHashSet<>();
    for (int node : fromTheEntrances()) {
      services.add(service(node, entries));
      if (isRoot(node)) {
        roots.add(id(node));
      }
    }
    notes.tell(
        LearnCode.ASSUMED_ROOTS,
        notes.inputs(),
        "requests enter at "
            + String.join(", ", roots)
            + "; each of their calls is taken for one request of its own route",
        "");
    List<String> header =
        List.of(
            "Drafted from a Jaeger dependency export: "
                + Notes.count(names.size(), "service")
                + ", "
                + Notes.count(edges.size(), "edge")
                + ".",
            "Call counts are measured. What they cannot tell is marked \"assumed\": work times,",
            "the order of calls, replicas, workers, load, timeouts and objectives.");
    return new Sketch(name, header, services, entries, 0, Units.SECOND);
  }

  /** All services, callers before callees as far as the search from the entrances goes. */
  private SequencedSet<Integer> fromTheEntrances() {
    SequencedSet<Integer> seen = new LinkedHashSet<>();
    List<Integer> queue = new ArrayList<>();
    for (int node = 0; node < names.size(); node++) {
      if (isRoot(node)) {
        queue.add(node);
        seen.add(node);
      }
    }
    for (int i = 0; i < queue.size(); i++) {
      for (CallGraph.Edge edge : outgoing.get(queue.get(i))) {
        if (seen.add(edge.to)) {
          queue.add(edge.to);
        }
      }
    }
    return seen;
  }

  private Sketch.Service service(int node, List<Sketch.Entry> entries) {
    List<Sketch.Endpoint> endpoints = new ArrayList<>();
    Names endpointIds = new Names();
    double answers = 0;
    for (CallGraph.Edge edge : incoming.get(node)) {
      answers += edge.isBack ? edge.calls : 0;
    }
    if (answers > 0) {
      String count = String.format(Locale.ROOT, "%.0f calls", answers);
      endpoints.add(
          new Sketch.Endpoint(
              endpointIds.id("answer"),
              count + " that close a cycle; assumed to call nobody",
              List.of(assumedWork())));
    }
    if (isRoot(node)) {
      for (CallGraph.Edge edge : outgoing.get(node)) {
        endpoints.add(entrance(node, edge, endpointIds.id(names.get(edge.to)), entries));
      }
    } else {
      endpoints.add(called(node));
    }
    return new Sketch.Service(
        id(node), Names.original(names.get(node), id(node)), Sketch.Replicas.ASSUMED, endpoints);
  }

  private Sketch.Endpoint entrance(
      int node, CallGraph.Edge edge, String endpoint, List<Sketch.Entry> entries) {
    boolean onlyRoot = entries.stream().allMatch(entry -> entry.service().equals(id(node)));
    String path = (onlyRoot ? "" : id(node) + "/") + endpoint;
    entries.add(
        new Sketch.Entry(
            "GET /" + path,
            id(node),
            endpoint,
            ASSUMED_LOAD_PER_SECOND * edge.calls / entering,
            "share measured, total assumed",
            ASSUMED_TARGET));
    String remark =
        String.format(Locale.ROOT, "%.0f calls, each taken for one request", edge.calls);
    return new Sketch.Endpoint(endpoint, remark, List.of(assumedWork(), call(edge, 1, 1, "")));
  }

  private Sketch.Endpoint called(int node) {
    double executions = 0;
    for (CallGraph.Edge edge : incoming.get(node)) {
      executions += edge.isBack ? 0 : edge.calls;
    }
    List<Sketch.Step> steps = new ArrayList<>();
    steps.add(assumedWork());
    for (CallGraph.Edge edge : outgoing.get(node)) {
      double perExecution = edge.calls / executions;
      String remark =
          String.format(Locale.ROOT, "%.0f calls in %.0f executions", edge.calls, executions);
      int always = (int) Math.min(perExecution, Sketch.TIMES_MAX);
      double sometimes = perExecution - always;
      if (always >= 1) {
        steps.add(call(edge, 1, always, remark));
      }
      if (sometimes > 1) {
        notes.tell(
            LearnCode.BAD_VALUE,
            notes.inputs(),
            edge(edge) + " is more than " + Sketch.TIMES_MAX + " calls per execution",
            "at most " + Sketch.TIMES_MAX,
            "");
      } else if (sometimes > Sketch.CHANCE_MIN) {
        steps.add(call(edge, sometimes, 1, always == 0 ? remark : ""));
      }
    }
    return new Sketch.Endpoint(
        "call", outgoing.get(node).size() > 1 ? "the order of calls is assumed" : "", steps);
  }

  private Sketch.Step call(CallGraph.Edge edge, double chance, int times, String remark) {
    String endpoint = edge.isBack ? "answer" : "call";
    return new Sketch.Step.Call(id(edge.to), endpoint, chance, times, null, remark);
  }

  private static Sketch.Step assumedWork() {
    return new Sketch.Step.Work(Learn.ASSUMED_WORK, "assumed");
  }
}
