package dev.ballast.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.kernel.Units;
import dev.ballast.model.Experiment;
import dev.ballast.model.Load;
import dev.ballast.model.SystemModel;
import dev.ballast.observation.RunRecord;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SmokeTest {
  @Test
  void a_system_answers_and_plays_an_experiment() throws Exception {
    SystemModel model = Systems.gateway().service("back", 2, 8, 8, Systems.work(5)).model();
    try (LiveSystem system = LiveSystem.start(model, LiveOptions.of(1).withLoops(2))) {
      try (HttpClient client = HttpClient.newHttpClient()) {
        HttpResponse<String> answer =
            client.send(
                HttpRequest.newBuilder(URI.create(system.addresses().getFirst().url() + "/play/7"))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
      }
      Experiment experiment =
          new Experiment(
              "plain",
              Units.SECOND,
              2 * Units.SECOND,
              List.of(new Load.Constant(Systems.ROUTE, 100)),
              List.of(),
              List.of());
      RunRecord record = system.run(experiment, o -> {});
      RunRecord.RouteRecord route = record.routes().getFirst();
      assertThat(route.offered()).isEqualTo(200);
      assertThat(route.succeeded()).isEqualTo(200);
    }
  }
}
