package dev.ballast.spec.check;

import dev.ballast.kernel.Units;
import dev.ballast.model.Edge;
import dev.ballast.model.EndpointRef;
import dev.ballast.model.Experiment;
import dev.ballast.model.Load;
import dev.ballast.model.Machine;
import dev.ballast.model.Machine.Background;
import dev.ballast.model.Service;
import dev.ballast.model.SystemModel;
import dev.ballast.policy.BreakerConfig;
import dev.ballast.policy.CallPolicy;
import dev.ballast.spec.text.Code;
import dev.ballast.spec.text.Positions;
import dev.ballast.spec.text.Problems;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the load of the experiments means for capacity and for breakers. */
final class LoadChecks {
  private final SystemModel model;
  private final CallGraph graph;
  private final Positions positions;
  private final Problems problems;
  private final Means means;

  /** What the requests ask of a service: workers kept busy, and cores. */
  private record Demand(double perSecond, double busy, double work) {
    Demand plus(Demand other) {
      return new Demand(perSecond + other.perSecond, busy + other.busy, work + other.work);
    }
  }

  /** The most calls that a breaker sees in its window, and in which experiment. */
  private record Sight(double calls, String experiment) {}

  private final Map<String, Integer> replicas = new HashMap<>();
  private final Map<Edge, Sight> sights = new LinkedHashMap<>();

  LoadChecks(SystemModel model, CallGraph graph, Positions positions, Problems problems) {
    this.model = model;
    this.graph = graph;
    this.positions = positions;
    this.problems = problems;
    this.means = new Means(model, graph);
    model.services().forEach(s -> replicas.put(s.name(), s.replicas()));
  }

  void run() {
    SweepChecks sweeps = new SweepChecks(model, graph, means);
    for (Experiment experiment : model.experiments()) {
      Map<Integer, Double> loads = loads(experiment);
      double[] rates = means.rates(loads, false);
      capacity(experiment, means.rates(loads, true));
      breakers(experiment, rates);
      sweeps.see(rates);
    }
    sights.forEach(this::breaker);
    sweeps.run(positions, problems);
  }

  private Map<Integer, Double> loads(Experiment experiment) {
    Map<Integer, Double> perSecond = new HashMap<>();
    for (Load load : experiment.loads()) {
      Integer node = route(load.route());
      if (node != null) {
        perSecond.merge(node, perSecond(load, node), Double::sum);
      }
    }
    return perSecond;
  }

  private @Nullable Integer route(String route) {
    for (Service service : model.services()) {
      Integer node = graph.number(new EndpointRef(service.name(), route));
      if (service.isGateway() && node != null) {
        return node;
      }
    }
    return null;
  }

  /** For users in a loop the interactive response time law, without queues. */
  private double perSecond(Load load, int node) {
    return switch (load) {
      case Load.Poisson poisson -> poisson.perSecond();
      case Load.Constant constant -> constant.perSecond();
      case Load.Closed closed -> {
        double roundNanos = closed.think().meanNanos() + means.nanos(node);
        yield roundNanos <= 0 ? 0 : closed.users() * (Units.SECOND / roundNanos);
      }
    };
  }

  private void capacity(Experiment experiment, double[] rates) {
    boolean isClosed = experiment.loads().stream().allMatch(l -> l instanceof Load.Closed);
    if (isClosed) {
      return; // a fixed number of users slows down by itself
    }
    Map<String, Demand> demands = new HashMap<>();
    for (int node = 0; node < graph.size(); node++) {
      if (rates[node] > 0) {
        double busy = rates[node] * means.nanos(node) / Units.SECOND;
        double work = rates[node] * means.workNanos(node) / Units.SECOND;
        demands.merge(graph.ref(node).service(), new Demand(rates[node], busy, work), Demand::plus);
      }
    }
    for (Service service : model.services()) {
      Demand demand = demands.getOrDefault(service.name(), new Demand(0, 0, 0));
      double workers = workersLeft(service) * service.replicas();
      double cores = coresLeft(service) * service.replicas();
      if (demand.busy() > workers * (1 + 1e-9)) {
        overload(experiment, service, demand.perSecond(), demand.busy(), workers, "workers");
      } else if (demand.work() > cores * (1 + 1e-9)) {
        boolean isContended = service.machine().contention() != null;
        String what = isContended ? "cores' worth of work at best" : "cores";
        overload(experiment, service, demand.perSecond(), demand.work(), cores, what);
      }
    }
  }

  /** Workers of a replica in the mean, without those that background work takes. */
  private static double workersLeft(Service service) {
    double left = service.admission().workers();
    for (Background background : service.machine().background()) {
      left -= background.workers() * background.busy();
    }
    return left * service.machine().timeLeft();
  }

  /** The most work that a replica gets done, without what pauses and background work take. */
  private static double coresLeft(Service service) {
    Machine machine = service.machine();
    if (!machine.isShared()) {
      return Double.POSITIVE_INFINITY;
    }
    double left = machine.throughputMax(service.admission().workers()) * machine.timeLeft();
    for (Background background : machine.background()) {
      left -= background.busy();
    }
    return Math.max(0, left);
  }

  private void overload(
      Experiment experiment,
      Service service,
      double perSecond,
      double busy,
      double there,
      String what) {
    long meanNanos = (long) (busy / perSecond * Units.SECOND);
    boolean isCpu = !what.equals("workers");
    String word = isCpu ? "cores" : "workers";
    boolean isKnown = Double.isFinite(busy);
    problems.add(
        Code.CHECK008,
        positions.of("service", service.name()),
        "`"
            + service.name()
            + "` is overloaded in `"
            + experiment.name()
            + "`: "
            + CallChecks.number(perSecond)
            + "/s × "
            + (isKnown ? Units.duration(Units.MICROSECOND * (meanNanos / Units.MICROSECOND)) : "∞")
            + " keep "
            + (isKnown ? CallChecks.number(busy) : "∞")
            + " of "
            + CallChecks.number(there)
            + " "
            + what
            + " busy",
        "expected " + word + " for the load",
        "raise `" + (isCpu ? "cpu" : "workers") + "` or `replicas`, or lower the load");
  }

  private void breakers(Experiment experiment, double[] rates) {
    Map<Edge, Double> perSecond = new LinkedHashMap<>();
    for (int node = 0; node < graph.size(); node++) {
      for (Map.Entry<Integer, Double> call : means.calls(node).entrySet()) {
        Edge edge = new Edge(graph.ref(node).service(), graph.ref(call.getKey()).service());
        perSecond.merge(edge, rates[node] * call.getValue(), Double::sum);
      }
    }
    perSecond.forEach(
        (edge, calls) -> {
          CallPolicy policy = model.policy(edge);
          BreakerConfig breaker = policy.breaker();
          if (breaker != null && breaker.trip().hasWindow() && calls > 0) {
            long window =
                breaker.countsCalls()
                    ? experiment.warmUpNanos() + experiment.lengthNanos()
                    : breaker.windowNanos();
            double seen =
                calls
                    * CallChecks.factor(policy.retry())
                    * (window / (double) Units.SECOND)
                    / replicas.getOrDefault(edge.caller(), 1);
            Sight before = sights.get(edge);
            if (before == null || before.calls() < seen) {
              sights.put(edge, new Sight(seen, experiment.name()));
            }
          }
        });
  }

  private void breaker(Edge edge, Sight sight) {
    BreakerConfig breaker = model.policy(edge).breaker();
    if (breaker == null || sight.calls() >= breaker.callsMin()) {
      return;
    }
    int callers = replicas.getOrDefault(edge.caller(), 1);
    String window =
        breaker.countsCalls()
            ? "in all of `" + sight.experiment() + "`"
            : "in " + Units.duration(breaker.windowNanos());
    problems.add(
        Code.CHECK006,
        positions.of("policy", edge.toString(), "breaker"),
        "the breaker of `"
            + edge
            + "` hardly ever opens: each of "
            + callers
            + (callers == 1 ? " replica" : " replicas")
            + " of `"
            + edge.caller()
            + "` sees about "
            + CallChecks.number(sight.calls())
            + " attempts "
            + window
            + " and needs "
            + breaker.callsMin(),
        "expected at most " + Math.max(1, (int) sight.calls()) + " calls",
        "lower the number of calls, or make the window longer");
  }
}
