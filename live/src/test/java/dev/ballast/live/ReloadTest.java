package dev.ballast.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ballast.model.Identities;
import dev.ballast.model.Ingress;
import dev.ballast.model.SystemModel;
import dev.ballast.model.Upstream;
import dev.ballast.observation.Observation;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Systems that change, and that end, under the requests that they serve. */
@ExtendWith(NoLeaks.class)
final class ReloadTest {
  private static final String ASK = "GET /play/1 HTTP/1.1\r\nHost: a\r\n\r\n";
  private static final String DONE = "\r\n\r\nok\n";

  private static SystemModel model(int workMillis) {
    return Systems.gateway().service("back", 2, 64, 64, Systems.work(workMillis)).model();
  }

  private static LiveSystem back() {
    return LiveSystem.start(model(1).with(Identities.NONE), LiveOptions.of(1).withLoops(1));
  }

  private static LiveSystem gateway(LiveSystem back, SystemModel model) {
    List<Integer> ports =
        back.addresses().stream()
            .filter(address -> address.service().equals("back"))
            .map(address -> address.url().substring(address.url().lastIndexOf(':') + 1))
            .map(Integer::valueOf)
            .toList();
    return LiveSystem.start(
        model,
        LiveOptions.of(1)
            .withLoops(1)
            .withElsewhere(Map.of("back", ports))
            .withRole(new Role("edge", 0, Map.of())));
  }

  /** Asks on one connection until it is told to stop, or a request fails. */
  @SuppressWarnings("try") // an interrupt is to end the test
  private static final class User implements AutoCloseable {
    private final AtomicBoolean stops = new AtomicBoolean();
    private final AtomicInteger answered = new AtomicInteger();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final Thread thread;

    User(String url) {
      thread =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try (Raw raw = new Raw(url)) {
                      while (!stops.get()) {
                        String answer = raw.say(ASK).until(DONE);
                        if (!answer.startsWith("HTTP/1.1 200")) {
                          failures.add(answer);
                        }
                        answered.incrementAndGet();
                      }
                    } catch (IOException e) {
                      failures.add(e.toString());
                    }
                  });
    }

    @Override
    public void close() throws InterruptedException {
      stops.set(true);
      thread.join();
    }
  }

  @Test
  void no_request_fails_over_many_reloads_and_no_connection_ends() throws Exception {
    try (LiveSystem back = back();
        LiveSystem gateway = gateway(back, model(1))) {
      List<User> users =
          List.of(
              new User(gateway.address("edge", 0)),
              new User(gateway.address("edge", 0)),
              new User(gateway.address("edge", 0)));
      for (int i = 0; i < 20; i++) {
        Queue<Observation> observed = new ConcurrentLinkedQueue<>();
        gateway.reload(model(i), null, observed::add);
        Until.holds("requests go by the new system", () -> !observed.isEmpty());
      }
      for (User user : users) {
        user.close();
        assertThat(user.failures).isEmpty();
        assertThat(user.answered).hasPositiveValue();
      }
      int answered = users.stream().mapToInt(user -> user.answered.get()).sum();
      assertThat(gateway.served().getFirst().results(0).total()).isEqualTo(answered);
    }
  }

  @Test
  void other_limits_hold_for_connections_that_come_from_then_on() throws Exception {
    SystemModel usual = model(1);
    Ingress.Limits limits = Ingress.Limits.DEFAULT;
    Ingress narrow =
        new Ingress(
            List.of(),
            new Ingress.Limits(1_024, 100, limits.bodyBytes(), 16_384, 16_384, 2, 500),
            Ingress.Timeouts.DEFAULT,
            null);
    SystemModel narrower =
        usual.withServices(
            usual.services().stream()
                .map(s -> s.isGateway() ? s.reached(narrow, Upstream.DEFAULT) : s)
                .toList());
    String asksMuch = ASK.replace("Host: a", "Host: a\r\nX-Much: " + "m".repeat(2_000));
    try (LiveSystem back = back();
        LiveSystem gateway = gateway(back, usual);
        Raw before = new Raw(gateway.address("edge", 0))) {
      assertThat(before.say(asksMuch).until(DONE)).startsWith("HTTP/1.1 200");
      gateway.reload(narrower, null, _ -> {});
      assertThat(before.say(asksMuch).until(DONE)).startsWith("HTTP/1.1 200");
      try (Raw after = new Raw(gateway.address("edge", 0))) {
        assertThat(after.say(asksMuch).rest()).startsWith("HTTP/1.1 431");
      }
      gateway.reload(usual, null, _ -> {});
      try (Raw again = new Raw(gateway.address("edge", 0))) {
        assertThat(again.say(asksMuch).until(DONE)).startsWith("HTTP/1.1 200");
      }
    }
  }

  @Test
  void a_request_that_is_under_way_ends_in_the_system_in_which_it_began() throws Exception {
    SystemModel slow = Systems.gateway().service("back", 2, 8, 8, Systems.work(300)).model();
    try (LiveSystem back =
            LiveSystem.start(slow.with(Identities.NONE), LiveOptions.of(1).withLoops(1));
        LiveSystem gateway = gateway(back, slow);
        Raw raw = new Raw(gateway.address("edge", 0))) {
      raw.say(ASK);
      Until.holds("it is under way", () -> gateway.states().getFirst().inFlight() == 1);
      gateway.reload(model(1), null, _ -> {});
      assertThat(gateway.states().getFirst().inFlight()).isZero();
      assertThat(raw.until(DONE)).startsWith("HTTP/1.1 200");
      assertThat(raw.say(ASK).until(DONE)).startsWith("HTTP/1.1 200");
    }
  }

  @Test
  void a_change_that_needs_another_process_is_refused_and_all_goes_on() throws Exception {
    try (LiveSystem back = back();
        LiveSystem gateway = gateway(back, model(1));
        Raw raw = new Raw(gateway.address("edge", 0))) {
      SystemModel without = Systems.gateway().service("back", 3, 64, 64, Systems.work(1)).model();
      assertThatThrownBy(() -> gateway.reload(without, null, _ -> {}))
          .isInstanceOf(LiveException.class)
          .hasMessageContaining("3 replicas");
      assertThat(raw.say(ASK).until(DONE)).startsWith("HTTP/1.1 200");
      assertThatThrownBy(() -> back.reload(model(1), null, _ -> {}))
          .isInstanceOf(LiveException.class)
          .hasMessageContaining("one role");
    }
  }

  @Test
  void draining_lets_requests_end_says_close_and_takes_no_connection() throws Exception {
    SystemModel slow = Systems.gateway().service("back", 2, 8, 8, Systems.work(300)).model();
    try (LiveSystem back =
            LiveSystem.start(slow.with(Identities.NONE), LiveOptions.of(1).withLoops(1));
        LiveSystem gateway = gateway(back, slow);
        Raw busy = new Raw(gateway.address("edge", 0));
        Raw idle = new Raw(gateway.address("edge", 0))) {
      idle.say(ASK).until(DONE);
      busy.say(ASK);
      Until.holds("it is under way", () -> gateway.states().getFirst().inFlight() == 1);
      var drained = new FutureTask<>(() -> gateway.drain(20_000_000_000L));
      Thread.ofVirtual().start(drained);
      assertThat(busy.rest())
          .startsWith("HTTP/1.1 200")
          .containsIgnoringCase("connection: close")
          .endsWith("ok\n");
      assertThat(idle.rest()).isEmpty();
      assertThat(drained.get()).isTrue();
      assertThatThrownBy(() -> new Raw(gateway.address("edge", 0))).isInstanceOf(IOException.class);
    }
  }

  @Test
  void draining_gives_up_when_its_time_is_over() throws Exception {
    SystemModel slow = Systems.gateway().service("back", 2, 8, 8, Systems.work(5_000)).model();
    try (LiveSystem back =
            LiveSystem.start(slow.with(Identities.NONE), LiveOptions.of(1).withLoops(1));
        LiveSystem gateway = gateway(back, slow);
        Raw busy = new Raw(gateway.address("edge", 0))) {
      busy.say(ASK);
      Until.holds("it is under way", () -> gateway.states().getFirst().inFlight() == 1);
      assertThat(gateway.drain(1_000_000)).isFalse();
    }
  }
}
