package dev.ballast.spec.learn;

import dev.ballast.kernel.Position;
import dev.ballast.kernel.Units;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * From an isotope service graph: scripts become steps, {@code sleep} becomes work, a list in a
 * script is done at the same time, {@code errorRate} fails before the script, as isotope's service
 * does.
 */
final class IsotopeImporter {
  private static final double ASSUMED_LOAD_PER_SECOND = 100;
  private static final int REPLICAS_MAX = 10_000;
  private static final int SERVICES_MAX = 5_000;
  private static final int EDGES_MAX = 10_000;

  private final String file;
  private final Notes notes;
  private final YamlTree.Fields root;
  private final Names ids = new Names();

  /** The declared services in the order of the file. */
  private final List<String> names = new ArrayList<>();

  private final List<YamlTree.Fields> nodes = new ArrayList<>();
  private final Map<String, Integer> number = new HashMap<>();
  private final Map<String, CallGraph.Edge> edges = new LinkedHashMap<>();
  private Set<Integer> backTargets = Set.of();
  private long sleepNanos;

  IsotopeImporter(Gathered.Graph graph, Notes notes) {
    this.file = graph.file();
    this.notes = notes;
    this.root = (YamlTree.Fields) graph.root();
  }

  Sketch sketch(String name) {
    declare();
    boolean[] isEntry = entrances();
    graph(isEntry);
    backTargets =
        edges.values().stream()
            .filter(edge -> edge.isBack)
            .map(edge -> edge.to)
            .collect(Collectors.toSet());
    List<Sketch.Service> sketched = new ArrayList<>();
    List<Sketch.Entry> entries = new ArrayList<>();
    for (int node = 0; node < names.size(); node++) {
      sketched.add(service(node));
    }
    long p99 = Times.roundUp(500 * Units.MILLISECOND + Math.min(2 * sleepNanos, Units.HOUR));
    for (int node = 0; node < names.size(); node++) {
      if (isEntry[node]) {
        entries.add(
            new Sketch.Entry(
                "GET /" + id(node),
                id(node),
                "call",
                ASSUMED_LOAD_PER_SECOND,
                "assumed",
                new Sketch.Target(0.99, p99, "assumed")));
      }
    }
    List<String> header =
        List.of(
            "Drafted from an isotope service graph: "
                + Notes.count(sketched.size(), "service")
                + ", "
                + Notes.count(edges.size(), "edge")
                + ".",
            "Calls, sleeps, error rates and replicas are the graph's. The rest is marked"
                + " \"assumed\".");
    return new Sketch(
        name, header, sketched, entries, 0, Times.roundUp(Math.max(Units.SECOND, p99)));
  }

  private String id(int node) {
    return ids.id(names.get(node));
  }

  private void declare() {
    if (!(root.get("services") instanceof YamlTree.Items items)) {
      return;
    }
    for (YamlTree item : items.items()) {
      if (item instanceof YamlTree.Fields fields
          && fields.get("name") instanceof YamlTree.Text name
          && !name.value().isEmpty()) {
        if (names.size() == SERVICES_MAX) {
          tooMany("services", SERVICES_MAX);
          names.clear();
          return;
        }
        if (number.putIfAbsent(name.value(), names.size()) == null) {
          names.add(name.value());
          nodes.add(fields);
        } else {
          bad(name, "the service " + Names.quoted(name.value()) + " stands twice", "");
        }
      } else {
        bad(item, "a service without a name is left out", "name: and its script");
      }
    }
    if (names.isEmpty()) {
      notes.tell(
          LearnCode.EMPTY, Position.ofFile(file), "no service in the graph", Notes.READABLE, "");
    }
  }

  private boolean[] entrances() {
    int n = names.size();
    boolean[] isEntry = new boolean[n];
    boolean[] isCalled = new boolean[n];
    boolean any = false;
    for (int node = 0; node < n; node++) {
      isEntry[node] =
          nodes.get(node).get("isEntrypoint") instanceof YamlTree.Text text
              && text.value().equals("true");
      any |= isEntry[node];
      for (IsotopeScript.Call call : script(node, null).calls()) {
        isCalled[number.getOrDefault(call.service(), node)] = true;
      }
    }
    for (int node = 0; node < n && !any; node++) {
      isEntry[node] = !isCalled[node];
    }
    if (n > 0 && !any) {
      boolean found = false;
      for (boolean entry : isEntry) {
        found |= entry;
      }
      isEntry[0] |= !found;
      notes.tell(
          LearnCode.ASSUMED_ROOTS,
          Position.ofFile(file),
          "no service is marked isEntrypoint; those that nobody calls are taken",
          "");
    }
    return isEntry;
  }

  /** Edges from the entrances on, so that a cycle is broken as far from them as possible. */
  private void graph(boolean[] isEntry) {
    List<Integer> queue = new ArrayList<>();
    boolean[] seen = new boolean[isEntry.length];
    for (int pass = 0; pass < 2; pass++) {
      for (int node = 0; node < isEntry.length; node++) {
        if (!seen[node] && (isEntry[node] || pass == 1)) {
          seen[node] = true;
          queue.add(node);
        }
      }
      for (int i = 0; i < queue.size(); i++) {
        int from = queue.get(i);
        for (IsotopeScript.Call call : script(from, null).calls()) {
          Integer to = number.get(call.service());
          if (to == null) {
            continue;
          }
          edges.computeIfAbsent(from + ">" + to, _ -> new CallGraph.Edge(from, to, 0)).calls +=
              call.chance();
          if (!seen[to]) {
            seen[to] = true;
            queue.add(to);
          }
        }
      }
      queue.clear();
    }
    if (edges.size() > EDGES_MAX) {
      tooMany("edges", EDGES_MAX);
      Arrays.fill(isEntry, false);
      return;
    }
    for (CallGraph.Edge back : CallGraph.breakCycles(isEntry.length, List.copyOf(edges.values()))) {
      notes.tell(
          LearnCode.CYCLE_BROKEN,
          Position.ofFile(file),
          "services call each other in a cycle; the calls "
              + id(back.from)
              + " -> "
              + id(back.to)
              + " are taken not to call back",
          "",
          "");
    }
  }

  private IsotopeScript script(int node, @Nullable Notes told) {
    YamlTree own = nodes.get(node).get("script");
    YamlTree script = own != null ? own : defaults("script");
    return new IsotopeScript(file, told, script);
  }

  private @Nullable YamlTree defaults(String key) {
    return root.get("defaults") instanceof YamlTree.Fields fields ? fields.get(key) : null;
  }

  private @Nullable YamlTree setting(int node, String key) {
    YamlTree own = nodes.get(node).get(key);
    return own != null ? own : defaults(key);
  }

  private Sketch.Service service(int node) {
    IsotopeScript script = script(node, notes);
    List<Sketch.Step> steps = new ArrayList<>();
    double errors = errorRate(setting(node, "errorRate"));
    if (errors > 0) {
      steps.add(new Sketch.Step.Fails(errors, ""));
    }
    if (script.sleepNanos() == 0) {
      steps.add(new Sketch.Step.Work(Learn.ASSUMED_WORK, "assumed: the script has no sleep"));
    }
    steps.addAll(script.steps((service, at) -> target(node, service, at)));
    sleepNanos = Math.min(Units.HOUR, sleepNanos + script.sleepNanos());
    List<Sketch.Endpoint> endpoints = new ArrayList<>();
    endpoints.add(new Sketch.Endpoint("call", "", steps));
    if (backTargets.contains(node)) {
      endpoints.add(
          new Sketch.Endpoint(
              "answer",
              "for calls that close a cycle; assumed to call nobody",
              List.of(new Sketch.Step.Work(Learn.ASSUMED_WORK, "assumed"))));
    }
    String remark = Names.original(names.get(node), id(node));
    return new Sketch.Service(id(node), remark, replicas(node), endpoints);
  }

  private IsotopeScript.@Nullable Target target(int from, String service, YamlTree at) {
    Integer to = number.get(service);
    if (to == null) {
      bad(at, "nothing is called " + Names.quoted(service) + "; the call is left out", "a service");
      return null;
    }
    CallGraph.Edge edge = edges.get(from + ">" + to);
    return new IsotopeScript.Target(id(to), edge != null && edge.isBack ? "answer" : "call");
  }

  private Sketch.Replicas replicas(int node) {
    YamlTree value = setting(node, "numReplicas");
    if (value == null) {
      return new Sketch.Replicas(1, "isotope's default");
    }
    int count = value instanceof YamlTree.Text text ? IsotopeScript.wholeNumber(text.value()) : -1;
    if (count < 1 || count > REPLICAS_MAX) {
      bad(value, "numReplicas cannot be read; 1 is taken", "a number from 1 to " + REPLICAS_MAX);
      return new Sketch.Replicas(1, "assumed");
    }
    return new Sketch.Replicas(count, "");
  }

  private double errorRate(@Nullable YamlTree value) {
    if (value == null) {
      return 0;
    }
    double share = value instanceof YamlTree.Text text ? IsotopeScript.share(text.value()) : -1;
    if (!(share >= 0 && share <= 1)) {
      bad(value, "errorRate cannot be read; 0 is taken", "0% to 100%, or 0 to 1");
      return 0;
    }
    return share;
  }

  private void tooMany(String things, int max) {
    notes.tell(
        LearnCode.TOO_MANY,
        Position.ofFile(file),
        "the graph has more than " + max + " " + things,
        "at most " + max,
        "");
  }

  private void bad(YamlTree at, String problem, String expected) {
    notes.tell(
        LearnCode.BAD_VALUE, new Position(file, at.line(), at.column(), 1), problem, expected, "");
  }
}
