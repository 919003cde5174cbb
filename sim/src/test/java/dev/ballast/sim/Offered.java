package dev.ballast.sim;

import dev.ballast.engine.Plan;
import dev.ballast.kernel.Units;
import dev.ballast.model.Endpoint;
import dev.ballast.model.Experiment;
import dev.ballast.model.Load;
import dev.ballast.model.Service;
import dev.ballast.model.SystemModel;
import dev.ballast.observation.Observation;
import dev.ballast.policy.CallPolicy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/** The requests of a load, as a system without work sees them. */
record Offered(List<Observation.RequestOffered> requests) {
  static final String OTHER = "GET /other";

  /** Plays a load for so many seconds, without a warm-up. */
  static Offered of(Load load, double seconds, long seed, Experiment.TimedFault... faults) {
    SystemModel one = Systems.system(CallPolicy.DEFAULT, Systems.service("only", 1, 1_000_000, 0));
    List<Service> services = new ArrayList<>(one.services());
    Service edge = services.getFirst();
    List<Endpoint> routes = new ArrayList<>(edge.endpoints());
    routes.add(new Endpoint(OTHER, true, List.of(Systems.call("only"))));
    services.set(0, new Service(edge.name(), 1, 65_536, 0, false, true, List.copyOf(routes), null));
    SystemModel two =
        new SystemModel(
            "test",
            one.network(),
            services,
            new LinkedHashMap<>(one.policies()),
            List.of(),
            List.of());
    Experiment experiment =
        new Experiment(
            "test", 0, (long) (seconds * Units.SECOND), List.of(load), List.of(faults), List.of());
    List<Observation.RequestOffered> requests = new ArrayList<>();
    Simulation.observe(
        Plan.of(two),
        experiment,
        seed,
        observation -> {
          if (observation instanceof Observation.RequestOffered offered) {
            requests.add(offered);
          }
        });
    return new Offered(requests);
  }

  List<Double> seconds() {
    return requests.stream().map(r -> r.atNanos() / (double) Units.SECOND).toList();
  }

  /** How many came from one second to another. */
  long between(double fromSeconds, double toSeconds) {
    return seconds().stream().filter(t -> t >= fromSeconds && t < toSeconds).count();
  }

  /** How many asked the route of this number. */
  long of(int route) {
    return requests.stream().filter(r -> r.route() == route).count();
  }

  /** The variance of the counts in windows over their mean: 1 for independent requests. */
  double dispersion(double windowSeconds, int windows) {
    long[] counts = new long[windows];
    for (Observation.RequestOffered request : requests) {
      counts[(int) (request.atNanos() / (windowSeconds * Units.SECOND))]++;
    }
    double mean = requests.size() / (double) windows;
    double squares = 0;
    for (long count : counts) {
      squares += (count - mean) * (count - mean);
    }
    return squares / (windows - 1) / mean;
  }
}
