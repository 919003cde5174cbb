package dev.ballast.spec.check;

import dev.ballast.kernel.Units;
import dev.ballast.model.ArrivalRate;
import dev.ballast.model.Edge;
import dev.ballast.model.EndpointRef;
import dev.ballast.model.Experiment;
import dev.ballast.model.Load;
import dev.ballast.model.Machine;
import dev.ballast.model.Machine.Background;
import dev.ballast.model.Mix;
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

  /** With everything in the memories. */
  private final Means warm;

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
    means = new Means(model, graph, true);
    warm = new Means(model, graph, false);
    model.services().forEach(s -> replicas.put(s.name(), s.replicas()));
  }

  void run() {
    SweepChecks sweeps = new SweepChecks(model, graph, means);
    for (Experiment experiment : model.experiments()) {
      double[] rates = means.rates(loads(experiment, means), false);
      capacity(experiment);
      breakers(experiment, rates);
      sweeps.see(rates);
    }
    sights.forEach(this::breaker);
    sweeps.run(positions, problems);
  }

  private Map<Integer, Double> loads(Experiment experiment, Means means) {
    Map<Integer, Double> perSecond = new HashMap<>();
    for (Load load : experiment.loads()) {
      double all = perSecond(load, experiment, means);
      for (Mix.Share share : load.mix().shares()) {
        Integer node = route(share.route());
        if (node != null) {
          perSecond.merge(node, share.share() * all, Double::sum);
        }
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

  /**
   * The most that is expected at a moment; the mean where the rate changes at random. For users in
   * a loop the interactive response time law, without queues.
   */
  private double perSecond(Load load, Experiment experiment, Means means) {
    return switch (load) {
      case Load.Poisson poisson -> peak(poisson.rate(), experiment);
      case Load.Constant constant -> peak(constant.rate(), experiment);
      case Load.Bursts bursts -> bursts.perSecond();
      case Load.OnOff onOff -> onOff.perSecond();
      case Load.Replay replay -> replay.perSecond();
      case Load.Closed closed -> {
        double roundNanos = closed.think().meanNanos();
        for (Mix.Share share : closed.mix().shares()) {
          Integer node = route(share.route());
          roundNanos += node == null ? 0 : share.share() * means.nanos(node);
        }
        yield roundNanos <= 0 ? 0 : closed.users() * (Units.SECOND / roundNanos);
      }
    };
  }

  private static double peak(ArrivalRate rate, Experiment experiment) {
    return rate.peak(-(double) warmUpNanos(experiment), (double) experiment.lengthNanos());
  }

  /** The warm-up; 0 while it is still to be found. */
  private static long warmUpNanos(Experiment experiment) {
    return experiment.isWarmUpAuto() ? 0 : experiment.warmUpNanos();
  }

  private void capacity(Experiment experiment) {
    boolean isClosed = experiment.loads().stream().allMatch(l -> l instanceof Load.Closed);
    if (isClosed) {
      return; // a fixed number of users slows down by itself
    }
    Map<String, Demand> best = demands(experiment, warm);
    Map<String, Demand> worst = demands(experiment, means);
    for (Service service : model.services()) {
      Demand none = new Demand(0, 0, 0);
      String often = overload(service, best.getOrDefault(service.name(), none));
      String cold = overload(service, worst.getOrDefault(service.name(), none));
      if (often != null) {
        report(Code.CHECK008, experiment, service, often);
      } else if (cold != null) {
        report(Code.CHECK061, experiment, service, cold);
      }
    }
  }

  private Map<String, Demand> demands(Experiment experiment, Means by) {
    double[] rates = by.rates(loads(experiment, by), true);
    Map<String, Demand> demands = new HashMap<>();
    for (int node = 0; node < graph.size(); node++) {
      if (rates[node] > 0) {
        double busy = rates[node] * by.nanos(node) / Units.SECOND;
        double work = rates[node] * by.workNanos(node) / Units.SECOND;
        demands.merge(graph.ref(node).service(), new Demand(rates[node], busy, work), Demand::plus);
      }
    }
    return demands;
  }

  /** What there is too little of, in words; null when there is enough. */
  private static @Nullable String overload(Service service, Demand demand) {
    double workers = workersLeft(service) * service.replicas();
    double cores = coresLeft(service) * service.replicas();
    if (demand.busy() > workers * (1 + 1e-9)) {
      return words(demand.perSecond(), demand.busy(), workers, "workers");
    }
    if (demand.work() > cores * (1 + 1e-9)) {
      boolean isContended = service.machine().contention() != null;
      String what = isContended ? "cores' worth of work at best" : "cores";
      return words(demand.perSecond(), demand.work(), cores, what);
    }
    return null;
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

  private static String words(double perSecond, double busy, double there, String what) {
    long meanNanos = (long) (busy / perSecond * Units.SECOND);
    boolean isKnown = Double.isFinite(busy);
    return CallChecks.number(perSecond)
        + "/s × "
        + (isKnown ? Units.duration(Units.MICROSECOND * (meanNanos / Units.MICROSECOND)) : "∞")
        + " keep "
        + (isKnown ? CallChecks.number(busy) : "∞")
        + " of "
        + CallChecks.number(there)
        + " "
        + what
        + " busy";
  }

  private void report(Code code, Experiment experiment, Service service, String words) {
    boolean isCpu = !words.endsWith("workers busy");
    problems.add(
        code,
        positions.of("service", service.name()),
        "`"
            + service.name()
            + "` is overloaded in `"
            + experiment.name()
            + "`"
            + (code == Code.CHECK061 ? " while its memory is empty" : "")
            + ": "
            + words,
        "expected " + (isCpu ? "cores" : "workers") + " for the load",
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
                    ? warmUpNanos(experiment) + experiment.lengthNanos()
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
