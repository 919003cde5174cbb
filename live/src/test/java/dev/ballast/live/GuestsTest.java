package dev.ballast.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.kernel.Result;
import dev.ballast.kernel.Units;
import dev.ballast.model.Endpoint;
import dev.ballast.model.EndpointRef;
import dev.ballast.model.Experiment;
import dev.ballast.model.Load;
import dev.ballast.model.Service;
import dev.ballast.model.Step;
import dev.ballast.model.SystemModel;
import dev.ballast.observation.Observation;
import dev.ballast.observation.Observation.RequestEnded;
import dev.ballast.observation.Observation.RequestOffered;
import dev.ballast.observation.RunRecord;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Real users at the gateways are observed, beside those of an experiment and without them. */
@ExtendWith(NoLeaks.class)
final class GuestsTest {
  private static final String SECOND_ROUTE = "GET /list";

  private final Queue<Observation> observed = new ConcurrentLinkedQueue<>();

  /** Two gateways, so that a route's number is not its endpoint's. */
  private static SystemModel model(int workers, Step... steps) {
    Endpoint list =
        new Endpoint(
            SECOND_ROUTE, true, List.of(new Step.Call(new EndpointRef("back", "go"), null, 1, 1)));
    return Systems.gateway()
        .add(new Service("side", 1, 10_000, 0, false, true, List.of(list), null))
        .service("back", 1, workers, 0, steps)
        .model();
  }

  private static LiveSystem start(SystemModel model) {
    return LiveSystem.start(model, LiveOptions.of(1).withLoops(1)).withoutWarmUp();
  }

  private static String get(LiveSystem system, int gateway, String path) throws Exception {
    try (Raw raw = new Raw(system.addresses().get(gateway).url())) {
      return raw.say("GET " + path + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").rest();
    }
  }

  private <T extends Observation> List<T> all(Class<T> kind) {
    return observed.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  @Test
  void a_users_request_is_offered_once_and_ends_once() throws Exception {
    try (LiveSystem system = start(model(8, Systems.work(20)))) {
      system.observe(observed::add);
      assertThat(get(system, 0, "/play/1")).startsWith("HTTP/1.1 200");
      assertThat(get(system, 1, "/list")).startsWith("HTTP/1.1 200");
      assertThat(get(system, 1, "/nowhere")).startsWith("HTTP/1.1 404");
    }
    assertThat(all(RequestOffered.class)).extracting(RequestOffered::route).containsExactly(0, 1);
    assertThat(all(RequestEnded.class)).extracting(RequestEnded::route).containsExactly(0, 1);
    for (RequestEnded ended : all(RequestEnded.class)) {
      assertThat(ended.result()).isEqualTo(Result.OK);
      assertThat(ended.latencyNanos()).isBetween(20L * Units.MILLISECOND, 20 * Units.SECOND);
    }
  }

  @Test
  void a_users_request_ends_also_when_it_fails_or_its_user_has_gone() throws Exception {
    try (LiveSystem system = start(model(1, Systems.work(200)))) {
      system.observe(observed::add);
      try (Raw leaves = new Raw(system.addresses().getFirst().url())) {
        leaves.say("GET /play/1 HTTP/1.1\r\nHost: a\r\n\r\n");
        Until.holds("back is busy", () -> get(system, 1, "/list").startsWith("HTTP/1.1 503"));
      }
      Until.holds(
          "the work for the one who left is done",
          () -> all(RequestEnded.class).stream().anyMatch(e -> e.result() == Result.OK));
    }
    assertThat(all(RequestEnded.class)).hasSameSizeAs(all(RequestOffered.class));
    assertThat(all(RequestEnded.class)).filteredOn(e -> e.route() == 0).hasSize(1);
    assertThat(all(RequestEnded.class))
        .filteredOn(e -> e.route() == 1)
        .extracting(RequestEnded::result)
        .contains(Result.ERROR);
  }

  @Test
  void guests_during_an_experiment_are_served_and_are_no_requests_of_it() throws Exception {
    Experiment experiment =
        new Experiment(
            "test",
            0,
            Units.SECOND,
            List.of(new Load.Constant(Systems.ROUTE, 20)),
            List.of(),
            List.of());
    try (LiveSystem system = start(model(8, Systems.work(1)))) {
      CompletableFuture<RunRecord> run =
          CompletableFuture.supplyAsync(() -> system.run(experiment, observed::add));
      Until.holds("the load has begun", () -> !all(RequestEnded.class).isEmpty());
      int guests = 0;
      while (!run.isDone() && guests < 10) {
        assertThat(get(system, 1, "/list")).startsWith("HTTP/1.1 200");
        guests++;
      }
      RunRecord record = run.join();
      assertThat(record.routes().getFirst().offered()).isBetween(15L, 21L); // the last may be late
      assertThat(record.routes().getFirst().succeeded())
          .isEqualTo(record.routes().getFirst().offered());
      assertThat(record.routes().get(1).offered()).isZero();
      assertThat(record.edges().get(1).calls()).isPositive();
    }
  }
}
