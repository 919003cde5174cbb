package dev.ballast.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ballast.model.SystemModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith(NoLeaks.class)
final class TransportTest {
  private static final SystemModel MODEL =
      Systems.gateway().service("back", 2, 8, 8, Systems.work(1)).model();

  @ParameterizedTest
  @EnumSource(Transport.class)
  void a_system_runs_on_every_transport_of_the_machine_and_refuses_the_others(Transport transport)
      throws Exception {
    LiveOptions options = LiveOptions.of(1).withLoops(2).withTransport(transport);
    String missing = transport.missing();
    if (missing != null) {
      assertThatThrownBy(() -> LiveSystem.start(MODEL, options))
          .isInstanceOf(LiveException.class)
          .hasMessageContaining(missing);
      return;
    }
    try (LiveSystem system = LiveSystem.start(MODEL, options);
        Raw raw = new Raw(system.address("edge", 0))) {
      String request = "GET /play/1 HTTP/1.1\r\nHost: a\r\n";
      assertThat(raw.say(request + "Connection: close\r\n\r\n").rest()).startsWith("HTTP/1.1 200");
    }
  }

  @Test
  void the_usual_transport_is_there() {
    assertThat(Transport.usual().missing()).isNull();
  }
}
