package dev.ballast.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.kernel.Priority;
import dev.ballast.kernel.Units;
import dev.ballast.model.Endpoint;
import dev.ballast.model.EndpointRef;
import dev.ballast.model.Service;
import dev.ballast.model.Step;
import dev.ballast.model.SystemModel;
import dev.ballast.policy.AdmissionPolicy;
import dev.ballast.policy.rate.Rate;
import dev.ballast.policy.rate.RateLimit;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a client on a socket hears from a gateway that lets in so many and no more. */
@ExtendWith(NoLeaks.class)
final class AdmissionTest {
  private static SystemModel model(RateLimit limit) {
    Step call = new Step.Call(new EndpointRef("back", "go"), null, 1, 1);
    Service door =
        new Service(
            "door",
            1,
            AdmissionPolicy.of(100, 0).withRateLimit(limit),
            false,
            true,
            List.of(new Endpoint("GET /of/{customer}", true, Priority.NORMAL, List.of(call))),
            null);
    return Systems.gateway().add(door).service("back", 1, 8, 0, Systems.work(1)).model();
  }

  private static LiveSystem start(RateLimit limit) {
    return LiveSystem.start(model(limit), LiveOptions.of(1).withLoops(1)).withoutWarmUp();
  }

  private static String get(LiveSystem system, String path) throws Exception {
    try (Raw raw = new Raw(system.addresses().get(1).url())) {
      return raw.say("GET " + path + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").rest();
    }
  }

  @Test
  void who_comes_too_often_hears_429_and_when_to_come_again() throws Exception {
    RateLimit limit = RateLimit.of(new Rate(2, Units.HOUR)).withBurst(1);
    try (LiveSystem system = start(limit)) {
      assertThat(get(system, "/of/1")).startsWith("HTTP/1.1 200");
      assertThat(get(system, "/of/1"))
          .startsWith("HTTP/1.1 429 Too Many Requests")
          .contains("x-ballast-refused: rate-limited\r\n")
          .containsPattern("\r\nretry-after: (1800|1799|17[0-9][0-9])\r\n");
    }
  }

  @Test
  void a_limit_per_key_holds_back_who_asks_too_often_and_nobody_else() throws Exception {
    RateLimit limit =
        RateLimit.of(new Rate(1, Units.HOUR)).per(RateLimit.Scope.KEY).withKeys(1_000);
    try (LiveSystem system = start(limit)) {
      assertThat(get(system, "/of/1")).startsWith("HTTP/1.1 200");
      assertThat(get(system, "/of/1")).startsWith("HTTP/1.1 429");
      assertThat(get(system, "/of/2")).startsWith("HTTP/1.1 200");
      assertThat(get(system, "/of/2")).startsWith("HTTP/1.1 429");
    }
  }
}
