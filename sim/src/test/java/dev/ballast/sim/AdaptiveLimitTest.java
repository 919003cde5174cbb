package dev.ballast.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.engine.Plan;
import dev.ballast.kernel.Distribution;
import dev.ballast.kernel.Units;
import dev.ballast.model.Edge;
import dev.ballast.model.Endpoint;
import dev.ballast.model.Load;
import dev.ballast.model.Network;
import dev.ballast.model.Service;
import dev.ballast.model.SystemModel;
import dev.ballast.observation.RunRecord;
import dev.ballast.policy.AdmissionPolicy;
import dev.ballast.policy.CallPolicy;
import dev.ballast.policy.limit.Aimd;
import dev.ballast.policy.limit.Gradient;
import dev.ballast.policy.limit.Gradient2;
import dev.ballast.policy.limit.LimitConfig;
import dev.ballast.policy.limit.Vegas;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Sixteen workers of 10 ms each, exponential, serve 1,600 requests in a second and are asked for
 * twice that, for a minute, with room for everybody in the queue.
 */
final class AdaptiveLimitTest {
  private static final int WORKERS = 16;
  private static final double CAPACITY = 1_600;
  private static final double SECONDS = 60;

  /** Where a limit of loss and delay can know the knee; the plain one of loss alone cannot. */
  static List<LimitConfig> limits() {
    return List.of(
        new Aimd(20, 5, 200, 0.9, 20 * Units.MILLISECOND, 100 * Units.MILLISECOND),
        Vegas.DEFAULT,
        Gradient2.DEFAULT,
        Gradient.DEFAULT);
  }

  @Test
  void without_a_limit_the_queue_grows_for_as_long_as_the_overload_lasts() {
    RunRecord.RouteRecord users = play(null, null);
    assertThat(users.latencies().quantileNanos(0.99)).isGreaterThan(30 * Units.SECOND);
  }

  @ParameterizedTest
  @MethodSource("limits")
  void on_the_edge_a_limit_keeps_the_queue_short_and_the_workers_busy(LimitConfig limit) {
    staysAtTheKnee(play(limit, null));
  }

  @ParameterizedTest
  @MethodSource("limits")
  void on_the_service_a_limit_keeps_the_queue_short_and_the_workers_busy(LimitConfig limit) {
    staysAtTheKnee(play(null, limit));
  }

  private static void staysAtTheKnee(RunRecord.RouteRecord users) {
    assertThat(users.succeeded()).isGreaterThan((long) (0.9 * CAPACITY * SECONDS));
    assertThat(users.latencies().quantileNanos(0.99)).isLessThan(80 * Units.MILLISECOND);
  }

  private static RunRecord.RouteRecord play(
      @Nullable LimitConfig onEdge, @Nullable LimitConfig onService) {
    Service back =
        new Service(
            "back",
            1,
            AdmissionPolicy.of(WORKERS, 1_000_000).withLimit(onService),
            false,
            false,
            List.of(
                new Endpoint(
                    "run",
                    true,
                    List.of(Systems.work(new Distribution.Exponential(10 * Units.MILLISECOND))))),
            null);
    SystemModel one = Systems.system(CallPolicy.DEFAULT, back);
    SequencedMap<Edge, CallPolicy> policies = new LinkedHashMap<>();
    for (Edge edge : one.edges()) {
      policies.put(edge, CallPolicy.DEFAULT.withLimit(onEdge));
    }
    Distribution none = new Distribution.Constant(0);
    SystemModel model =
        new SystemModel(
            "overload",
            new Network(List.of("a"), none, none),
            one.services(),
            policies,
            List.of(),
            List.of());
    return Simulation.run(
            Plan.of(model),
            Systems.experiment(SECONDS, new Load.Poisson(Systems.ROUTE, 2 * CAPACITY)),
            7)
        .record()
        .routes()
        .getFirst();
  }
}
