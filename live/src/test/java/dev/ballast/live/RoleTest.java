package dev.ballast.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ballast.kernel.Units;
import dev.ballast.model.Identities;
import dev.ballast.model.SystemModel;
import dev.ballast.model.Upstream.HealthCheck;
import dev.ballast.observation.ReplicaState;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Replicas that are served one by one, as if each were a process of its own. */
@ExtendWith(NoLeaks.class)
final class RoleTest {
  private static final SystemModel MODEL =
      Systems.gateway().service("back", 2, 8, 8, Systems.work(1)).model();

  private static LiveOptions only(String service, int replica) {
    return LiveOptions.of(1).withLoops(1).withRole(new Role(service, replica, Map.of()));
  }

  private static int port(LiveSystem system, String service, int replica) {
    String url = system.address(service, replica);
    return Integer.parseInt(url.substring(url.lastIndexOf(':') + 1));
  }

  @Test
  void a_gateway_finds_replicas_that_are_served_by_others() throws Exception {
    try (LiveSystem first = LiveSystem.start(MODEL, only("back", 0));
        LiveSystem second = LiveSystem.start(MODEL, only("back", 1));
        LiveSystem gateway =
            LiveSystem.start(
                MODEL,
                only("edge", 0)
                    .withElsewhere(
                        Map.of("back", List.of(port(first, "back", 0), port(second, "back", 1)))));
        Raw raw = new Raw(gateway.address("edge", 0))) {
      String request = "GET /play/1 HTTP/1.1\r\nHost: a\r\n";
      assertThat(raw.say(request + "Connection: close\r\n\r\n").rest()).startsWith("HTTP/1.1 200");
      assertThat(gateway.states()).extracting(ReplicaState::service).containsExactly(0);
      assertThat(second.states()).extracting(ReplicaState::replica).containsExactly(1);
    }
  }

  @Test
  void only_what_the_role_calls_has_to_be_said() {
    try (LiveSystem back = LiveSystem.start(MODEL, only("back", 1))) {
      assertThat(back.addresses()).hasSize(1);
    }
    assertThatThrownBy(() -> LiveSystem.start(MODEL, only("edge", 0)))
        .isInstanceOf(LiveException.class)
        .hasMessageStartingWith("edge calls back, and nobody said where that is: say `addresses`");
  }

  @Test
  void who_is_about_to_end_fails_its_health_checks_and_serves_on() throws Exception {
    SystemModel checked =
        Systems.gateway()
            .service("back", 2, 8, 8, Systems.work(1))
            .checked(
                "back", new HealthCheck(CheckConformance.PATH, Units.SECOND, Units.SECOND, 2, 1))
            .model()
            .with(Identities.NONE);
    try (LiveSystem back = LiveSystem.start(checked, only("back", 0))) {
      assertThat(status(back, "/healthz")).isEqualTo("200");
      back.leave();
      Until.holds("the check fails", () -> status(back, "/healthz").equals("503"));
      assertThat(status(back, "/go")).isEqualTo("200");
    }
    assertThat(GrpcHealth.isServing(GrpcHealth.SERVING_ANSWER)).isTrue();
    assertThat(GrpcHealth.isServing(GrpcHealth.NOT_SERVING_ANSWER)).isFalse();
  }

  private static String status(LiveSystem back, String path) throws IOException {
    try (Raw raw = new Raw(back.address("back", 0))) {
      raw.say("GET " + path + " HTTP/1.1\r\nHost: back\r\n\r\n");
      return raw.until("\r\n\r\n").split(" ", 3)[1];
    }
  }

  @Test
  void a_role_that_the_system_does_not_have_is_refused() {
    assertThatThrownBy(() -> LiveSystem.start(MODEL, only("bakc", 0)))
        .isInstanceOf(LiveException.class)
        .hasMessage("there is no service bakc; there are edge, back");
    assertThatThrownBy(() -> LiveSystem.start(MODEL, only("back", 2)))
        .isInstanceOf(LiveException.class)
        .hasMessage("back has 2 replicas, so there is no back-3");
    assertThatThrownBy(() -> new Role("back", -1, Map.of()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Role("back", 0, Map.of("x", 0)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
