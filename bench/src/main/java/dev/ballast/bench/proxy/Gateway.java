package dev.ballast.bench.proxy;

import dev.ballast.engine.Plan;
import dev.ballast.kernel.Distribution;
import dev.ballast.kernel.Units;
import dev.ballast.live.LiveOptions;
import dev.ballast.live.LiveSystem;
import dev.ballast.model.Edge;
import dev.ballast.model.Endpoint;
import dev.ballast.model.EndpointRef;
import dev.ballast.model.Network;
import dev.ballast.model.Service;
import dev.ballast.model.Step;
import dev.ballast.model.SystemModel;
import dev.ballast.observation.RunRecorder;
import dev.ballast.policy.Backoff;
import dev.ballast.policy.BreakerConfig;
import dev.ballast.policy.Bulkhead;
import dev.ballast.policy.CallPolicy;
import dev.ballast.policy.RetryBudget;
import dev.ballast.policy.RetryConfig;
import dev.ballast.policy.health.EjectionConfig;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Stream;

/**
 * The gateway that {@link ProxyBench} measures, in a process of its own: one loop, every policy on,
 * everything observed and folded, before a backend that somebody else runs.
 */
public final class Gateway {
  private static final String GATEWAY = "gateway";
  private static final String BACKEND = "backend";
  private static final int WORKERS = 10_000;
  private static final int CALLS_MAX = 1_000;

  private static final CallPolicy POLICY =
      CallPolicy.DEFAULT
          .withTimeout(2 * Units.SECOND)
          .withDeadline(true)
          .withRetry(
              new RetryConfig(
                  3,
                  new RetryBudget.Share(0.2, 3),
                  new Backoff(10 * Units.MILLISECOND, 100 * Units.MILLISECOND, Backoff.Jitter.FULL),
                  Units.SECOND))
          .withBreaker(
              BreakerConfig.ofTime(0.5, 100, 10 * Units.SECOND)
                  .withPause(5 * Units.SECOND)
                  .withProbes(5))
          .withBulkhead(Bulkhead.Config.of(CALLS_MAX))
          .withEjection(EjectionConfig.consecutive(5, 5 * Units.SECOND, 60 * Units.SECOND, 0.5));

  private Gateway() {}

  /** Listens on the first port, passes everything on to the second, until it is ended. */
  public static void main(String[] args) {
    int port = Integer.parseInt(args[0]);
    int backend = Integer.parseInt(args[1]);
    SystemModel model = model();
    LiveOptions options =
        LiveOptions.of(1)
            .withBasePort(port)
            .withLoops(1)
            .withElsewhere(Map.of(BACKEND, List.of(backend)))
            .withLog(System.err::println);
    try (LiveSystem system = LiveSystem.start(model, options)) {
      system.observe(RunRecorder.withoutEnd(Plan.of(model).subjects()));
      system.awaitClosed();
    }
  }

  private static SystemModel model() {
    Step call = new Step.Call(new EndpointRef(BACKEND, "page"), null, 1, 1);
    List<Endpoint> routes =
        Stream.of("GET /", "GET /{page}").map(r -> new Endpoint(r, true, List.of(call))).toList();
    Endpoint page = new Endpoint("page", true, List.of());
    SequencedMap<Edge, CallPolicy> policies = new LinkedHashMap<>();
    policies.put(new Edge(GATEWAY, BACKEND), POLICY);
    Distribution none = new Distribution.Constant(0);
    return new SystemModel(
        "proxy",
        new Network(List.of("a"), none, none),
        List.of(
            new Service(GATEWAY, 1, WORKERS, 0, false, true, routes, null),
            new Service(BACKEND, 1, WORKERS, 0, false, false, List.of(page), null)),
        policies,
        List.of(),
        List.of());
  }
}
