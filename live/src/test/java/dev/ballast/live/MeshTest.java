package dev.ballast.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ballast.model.Identities;
import dev.ballast.model.SystemModel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Replicas of a whole system that speak mutual TLS with each other. */
@ExtendWith(NoLeaks.class)
final class MeshTest {
  private static final String ASK = "GET /play/1 HTTP/1.1\r\nHost: a\r\n\r\n";
  private static final SystemModel MODEL =
      Systems.gateway().service("back", 2, 64, 64, Systems.work(1)).model();

  private final List<String> log = new CopyOnWriteArrayList<>();

  private LiveSystem start(SystemModel model) {
    return LiveSystem.start(model, LiveOptions.of(1).withLoops(1).withLog(log::add));
  }

  @Test
  void users_speak_clear_text_with_the_gateway_and_replicas_tls_with_each_other() throws Exception {
    try (LiveSystem system = start(MODEL)) {
      assertThat(system.addresses().stream().map(LiveSystem.Address::url))
          .satisfiesExactly(
              edge -> assertThat(edge).startsWith("http://"),
              back -> assertThat(back).startsWith("https://"),
              back -> assertThat(back).startsWith("https://"));
      try (Raw user = new Raw(system.addresses().getFirst().url())) {
        assertThat(user.say(ASK).until("ok\n")).startsWith("HTTP/1.1 200");
      }
      assertThat(log).isEmpty();
    }
  }

  @Test
  void who_shows_no_certificate_gets_no_answer_from_a_replica() throws Exception {
    try (LiveSystem system = start(MODEL);
        Raw stranger = new Raw(system.addresses().get(1).url())) {
      assertThatThrownBy(() -> stranger.say(ASK).until("\r\n\r\n")).isInstanceOf(IOException.class);
      assertThat(log).singleElement().asString().contains("back-1: no TLS with");
    }
  }

  @Test
  void without_identities_replicas_speak_clear_text() throws Exception {
    try (LiveSystem system = start(MODEL.with(Identities.NONE));
        Raw raw = new Raw(system.addresses().get(1).url().replace("https", "http"))) {
      assertThat(system.addresses().get(1).url()).startsWith("http://");
      assertThat(raw.say("GET /go HTTP/1.1\r\nHost: a\r\n\r\n").until("ok\n"))
          .startsWith("HTTP/1.1 200");
    }
  }

  @Test
  void certificates_are_renewed_under_load_and_no_request_fails() throws Exception {
    try (LiveSystem system = start(MODEL);
        Raw user = new Raw(system.addresses().getFirst().url())) {
      for (int renewal = 0; renewal < 20; renewal++) {
        for (int i = 0; i < 20; i++) {
          assertThat(user.say(ASK).until("ok\n")).startsWith("HTTP/1.1 200");
        }
        system.renewCertificates();
        for (int i = 0; i < 4; i++) { // more at once than there are connections: some are new
          assertThat(atOnce(system, 1 + renewal)).allMatch(a -> a.startsWith("HTTP/1.1 200"));
        }
      }
      assertThat(log).isEmpty();
    }
  }

  private static List<String> atOnce(LiveSystem system, int users) throws Exception {
    List<Raw> all = new ArrayList<>();
    List<String> answers = new ArrayList<>();
    try {
      for (int i = 0; i < users; i++) {
        Raw raw = new Raw(system.addresses().getFirst().url());
        all.add(raw);
        raw.say(ASK);
      }
      for (Raw raw : all) {
        answers.add(raw.until("ok\n"));
      }
    } finally {
      for (Raw raw : all) {
        raw.close();
      }
    }
    return answers;
  }
}
