package dev.ballast.sim;

import dev.ballast.kernel.Distribution;
import dev.ballast.kernel.Priority;
import dev.ballast.kernel.Units;
import dev.ballast.model.Edge;
import dev.ballast.model.Endpoint;
import dev.ballast.model.EndpointRef;
import dev.ballast.model.Experiment;
import dev.ballast.model.Load;
import dev.ballast.model.Network;
import dev.ballast.model.Service;
import dev.ballast.model.Step;
import dev.ballast.model.SystemModel;
import dev.ballast.policy.AdmissionPolicy;
import dev.ballast.policy.CallPolicy;
import dev.ballast.policy.queue.PriorityShares;
import dev.ballast.policy.queue.QueueConfig;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;

/** Several stations, or several kinds of requests at one: closed formulas. */
class NetworkTheoryTest {
  private static final int MANY = 60_000;

  private static Service station(String name, double meanMs) {
    Distribution work = new Distribution.Exponential(meanMs * Units.MILLISECOND);
    return Systems.service(name, 1, 1, MANY, Systems.work(work));
  }

  private static Step visit(String station, double chance) {
    return new Step.Call(new EndpointRef(station, "run"), null, chance, 1);
  }

  /**
   * Two stations one after the other: each is as if it were alone (P. J. Burke, "The output of a
   * queuing system", 1956). Whoever leads from one to the other has a worker for each request.
   */
  @Test
  void stations_in_a_row_add_up() {
    Service way = Systems.service("way", 1, MANY, 0, visit("a", 1), visit("b", 1));
    Theory tandem =
        new Theory(
            Systems.system(CallPolicy.DEFAULT, way, station("a", 10), station("b", 5)),
            Systems.experiment(200, new Load.Poisson(Systems.ROUTE, 60)));
    tandem.says(mm1Ms(60, 10) + mm1Ms(60, 5), Theory.meanMs(0));
  }

  /**
   * Requests visit a, then perhaps b, then perhaps a again. Every station holds as many as an M/M/1
   * queue with its own rate from the traffic equations (J. R. Jackson, "Networks of waiting lines",
   * 1957; F. P. Kelly, "Reversibility and stochastic networks", 1979, for routes of this kind).
   */
  @Test
  void a_network_with_feedback_holds_at_each_station_what_the_traffic_equations_say() {
    Service way =
        Systems.service("way", 1, MANY, 0, visit("a", 1), visit("b", 0.6), visit("a", 0.4));
    double rate = 40;
    Theory jackson =
        new Theory(
            Systems.system(CallPolicy.DEFAULT, way, station("a", 10), station("b", 25)),
            Systems.experiment(200, new Load.Poisson(Systems.ROUTE, rate)));
    double rhoA = rate * 1.4 * 0.010;
    double rhoB = rate * 0.6 * 0.025;
    jackson.says(rhoA / (1 - rhoA), Theory.inSystem(2));
    jackson.says(rhoB / (1 - rhoB), Theory.inSystem(3));
    jackson.says(1.4 * mm1Ms(rate * 1.4, 10) + 0.6 * mm1Ms(rate * 0.6, 25), Theory.meanMs(0));
  }

  /**
   * Two priorities at one station, nobody is interrupted (A. Cobham, "Priority assignment in
   * waiting line problems", 1954).
   */
  @Test
  void requests_that_matter_more_wait_as_much_less_as_cobham_says() {
    double serviceMs = 10;
    double important = 30;
    double normal = 40;
    Service server = station("server", serviceMs);
    AdmissionPolicy admission =
        AdmissionPolicy.of(1, MANY)
            .withDiscipline(QueueConfig.FIFO.withPriorities(new PriorityShares(1, 1)));
    Theory cobham =
        new Theory(
            twoRoutesTo(server.with(admission, server.endpoints())),
            new Experiment(
                "cobham",
                20 * Units.SECOND,
                200 * Units.SECOND,
                List.of(
                    new Load.Poisson("GET /important", important),
                    new Load.Poisson("GET /normal", normal)),
                List.of(),
                List.of()));
    double first = important * serviceMs / 1000;
    double both = (important + normal) * serviceMs / 1000;
    double residualMs = both * serviceMs; // λ E[S²] / 2, and E[S²] = 2 m² for an exponential law
    cobham.says(residualMs / (1 - first) + serviceMs, Theory.meanMs(0));
    cobham.says(residualMs / ((1 - first) * (1 - both)) + serviceMs, Theory.meanMs(1));
  }

  private static SystemModel twoRoutesTo(Service server) {
    List<Step> call = List.of(Systems.call("server"));
    Service gateway =
        new Service(
            "edge",
            1,
            MANY,
            0,
            false,
            true,
            List.of(
                new Endpoint("GET /important", true, Priority.CRITICAL, call),
                new Endpoint("GET /normal", true, Priority.NORMAL, call)),
            null);
    List<Service> services = List.of(gateway, server);
    SequencedMap<Edge, CallPolicy> policies = new LinkedHashMap<>();
    SystemModel.edges(services).forEach(edge -> policies.put(edge, CallPolicy.DEFAULT));
    Distribution none = new Distribution.Constant(0);
    return new SystemModel(
        "test", new Network(List.of("a"), none, none), services, policies, List.of(), List.of());
  }

  /** The mean time in an M/M/1 queue, in milliseconds. */
  private static double mm1Ms(double perSecond, double serviceMs) {
    return serviceMs / (1 - perSecond * serviceMs / 1000);
  }
}
