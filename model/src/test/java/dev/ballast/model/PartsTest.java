package dev.ballast.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ballast.kernel.Distribution.Constant;
import dev.ballast.model.Experiment.TimedFault;
import dev.ballast.model.Fault.Scope;
import dev.ballast.model.Objective.Measure;
import dev.ballast.model.Objective.Target;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The parts of which a system is made. */
final class PartsTest {
  private static final Constant WITHIN = new Constant(200_000);
  private static final Constant BETWEEN = new Constant(600_000);

  @Test
  void replicas_stand_in_the_zones_in_turn() {
    Network network = new Network(List.of("a", "b", "c"), WITHIN, BETWEEN);
    assertThat(IntStream.range(0, 7).map(network::zoneOf)).containsExactly(0, 1, 2, 0, 1, 2, 0);
  }

  @Test
  void messages_between_zones_take_the_longer_way() {
    Network network = new Network(List.of("a", "b"), WITHIN, BETWEEN);
    assertThat(network.delay(1, 1)).isSameAs(WITHIN);
    assertThat(network.delay(0, 1)).isSameAs(BETWEEN);
    assertThat(network.delay(1, 0)).isSameAs(BETWEEN);
  }

  @Test
  void faults_are_kept_in_order_of_time() {
    TimedFault later = new TimedFault(20, 1, new Fault.Rollback("b"));
    TimedFault first = new TimedFault(10, 1, new Fault.Rollback("a"));
    TimedFault second = new TimedFault(10, 1, new Fault.Rollback("c"));
    var experiment =
        new Experiment("x", 0, 100, List.of(), List.of(later, first, second), List.of());
    assertThat(experiment.faults()).containsExactly(first, second, later);
  }

  @Test
  void an_endpoint_is_found_by_its_name() {
    Endpoint title = new Endpoint("title", true, List.of());
    Service service = new Service("catalog", 1, 1, 0, false, false, List.of(title), null);
    assertThat(service.endpoint("title")).isSameAs(title);
    assertThat(service.endpoint("titel")).isNull();
  }

  @Test
  void what_makes_no_sense_says_what_is_right() {
    refuses("a network has at least one zone", () -> new Network(List.of(), WITHIN, BETWEEN));
    refuses("at least one replica", () -> service(0, 1, 0));
    refuses("workers must be at least 1", () -> service(1, 0, 0));
    refuses("a queue must not be negative", () -> service(1, 1, -1));
    refuses("chance must be 0 % to 100 %", () -> call(1.01, 1));
    refuses("chance must be 0 % to 100 %", () -> call(Double.NaN, 1));
    refuses("times must be at least 1", () -> call(1, 0));
    refuses("a probability must be 0 % to 100 %", () -> new Step.Fails(-0.1));
    refuses("a rate must be positive and finite", () -> new Load.Poisson("r", 0));
    refuses(
        "a rate must be positive and finite",
        () -> new Load.Constant("r", Double.POSITIVE_INFINITY));
    refuses("at least one user", () -> new Load.Closed("r", 0, WITHIN));
    refuses("without a target holds whatever happens", () -> new Objective("o", "r", List.of()));
    refuses("success must be 0 % to 100 %", () -> new Target(Measure.SUCCESS, 99.9));
    refuses("p99 must be positive and finite", () -> new Target(Measure.P99, 0));
  }

  @Test
  void a_fault_that_makes_no_sense_says_what_is_right() {
    Scope scope = new Scope("catalog", 1);
    refuses("at least one replica", () -> new Scope("catalog", 0));
    refuses("a release fails must be 0 % to 100 %", () -> new Fault.Release(scope, "v2", 1.1, 1));
    refuses("must be positive and finite", () -> new Fault.Release(scope, "v2", 1, 0));
    refuses("the factor on work must be positive", () -> new Fault.Slow(scope, 0, null));
    refuses("the share that fails must be 0 % to 100 %", () -> new Fault.Fails(scope, 1.1));
    Fault fault = new Fault.Crash(scope);
    refuses("begins within the measured time", () -> new TimedFault(-1, 1, fault));
    refuses("lasts some time", () -> new TimedFault(0, 0, fault));
  }

  @Test
  void an_experiment_that_makes_no_sense_says_what_is_right() {
    refuses("x: a warm-up must not be negative", () -> experiment(-1, 1));
    refuses("x: an experiment lasts some time", () -> experiment(0, 0));
    refuses(
        "x: two loads on r",
        () -> experiment(0, 1, new Load.Poisson("r", 1), new Load.Constant("r", 1)));
  }

  private static Service service(int replicas, int workers, int queue) {
    return new Service("catalog", replicas, workers, queue, false, false, List.of(), null);
  }

  private static Step.Call call(double chance, int times) {
    return new Step.Call(new EndpointRef("catalog", "title"), null, chance, times);
  }

  private static Experiment experiment(long warmUp, long length, Load... loads) {
    return new Experiment("x", warmUp, length, List.of(loads), List.of(), List.of());
  }

  private static void refuses(String message, Runnable construction) {
    assertThatThrownBy(construction::run)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
