package dev.ballast.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ballast.kernel.Result;
import dev.ballast.kernel.Units;
import dev.ballast.model.Experiment;
import dev.ballast.model.Fault;
import dev.ballast.model.Identities;
import dev.ballast.model.Load;
import dev.ballast.model.SystemModel;
import dev.ballast.observation.Observation;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Services that others serve. */
@ExtendWith(NoLeaks.class)
final class ElsewhereTest {
  private static final SystemModel MODEL =
      Systems.gateway().service("back", 2, 8, 8, Systems.work(1)).model().with(Identities.NONE);

  private static LiveOptions options(Map<String, List<Integer>> elsewhere) {
    return LiveOptions.of(1).withLoops(1).withElsewhere(elsewhere);
  }

  private static LiveOptions backServedBy(LiveSystem other) {
    return options(
        Map.of("back", other.addresses().subList(1, 3).stream().map(ElsewhereTest::port).toList()));
  }

  private static int port(LiveSystem.Address address) {
    return URI.create(address.url()).getPort();
  }

  private static String get(LiveSystem system) throws Exception {
    try (Raw raw = new Raw(system.addresses().getFirst().url())) {
      return raw.say("GET /play/1 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").rest();
    }
  }

  private static List<Integer> replicas(Queue<Observation> observed, Result result) {
    return observed.stream()
        .filter(o -> o instanceof Observation.AttemptEnded a && a.result() == result)
        .map(o -> ((Observation.AttemptEnded) o).replica())
        .distinct()
        .sorted()
        .toList();
  }

  private static Experiment experiment(List<Fault> faults) {
    return new Experiment(
        "test",
        0,
        Units.SECOND,
        List.of(new Load.Constant(Systems.ROUTE, 20)),
        faults.stream()
            .map(f -> new Experiment.TimedFault(0, Experiment.UNTIL_THE_END, f))
            .toList(),
        List.of());
  }

  @Test
  void calls_to_a_service_elsewhere_go_to_its_ports_by_the_same_path() throws Exception {
    Queue<Observation> observed = new ConcurrentLinkedQueue<>();
    try (LiveSystem other = LiveSystem.start(MODEL, LiveOptions.of(1).withLoops(1));
        LiveSystem system = LiveSystem.start(MODEL, backServedBy(other))) {
      assertThat(system.addresses().subList(1, 3)).isEqualTo(other.addresses().subList(1, 3));
      system.observe(observed::add);
      Until.holds(
          "both replicas elsewhere answer",
          () ->
              get(system).startsWith("HTTP/1.1 200")
                  && replicas(observed, Result.OK).equals(List.of(0, 1)));
    }
  }

  @Test
  void nobody_listens_in_the_place_of_a_service_elsewhere() throws Exception {
    List<Integer> ports = List.of(Ports.free(), Ports.free());
    try (LiveSystem system = LiveSystem.start(MODEL, options(Map.of("back", ports)))) {
      assertThat(get(system)).startsWith("HTTP/1.1 503").contains("x-ballast-cause: unreachable");
    }
  }

  @Test
  void an_experiment_is_played_unless_a_fault_would_touch_what_is_elsewhere() {
    try (LiveSystem other = LiveSystem.start(MODEL, LiveOptions.of(1).withLoops(1));
        LiveSystem system = LiveSystem.start(MODEL, backServedBy(other))) {
      var users = system.run(experiment(List.of()), o -> {}).routes().getFirst();
      assertThat(users.succeeded()).isPositive().isEqualTo(users.offered());
      Fault crash = new Fault.Crash(new Fault.Scope("back", 1));
      for (Fault fault : List.of(crash, new Fault.ZoneDown("a"))) {
        assertThatThrownBy(() -> system.run(experiment(List.of(fault)), o -> {}))
            .isInstanceOf(LiveException.class)
            .hasMessage(
                "`%s` cannot be played on back, which is served elsewhere"
                    .formatted(fault.words()));
      }
    }
  }

  @Test
  void a_service_that_does_not_exist_cannot_be_elsewhere() {
    assertThatThrownBy(() -> LiveSystem.start(MODEL, options(Map.of("bakc", List.of(1)))))
        .isInstanceOf(LiveException.class)
        .hasMessage("there is no service bakc to be served elsewhere; there are edge, back");
  }

  @Test
  void every_replica_elsewhere_has_its_port() {
    for (List<Integer> ports : List.of(List.<Integer>of(), List.of(1), List.of(1, 2, 3))) {
      assertThatThrownBy(() -> LiveSystem.start(MODEL, options(Map.of("back", ports))))
          .isInstanceOf(LiveException.class)
          .hasMessage(
              "back has 2 replicas and is served elsewhere on %d ports: give one port per replica"
                  .formatted(ports.size()));
    }
    assertThatThrownBy(() -> options(Map.of("back", List.of(0, 1))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a port is 1 to 65535: 0");
  }
}
