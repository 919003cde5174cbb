package dev.ballast.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.live.discovery.NameServer;
import dev.ballast.model.SystemModel;
import dev.ballast.model.Upstream;
import dev.ballast.model.Upstream.Discovery;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A gateway in a process of its own, whose callee's replicas come and go. */
@ExtendWith(NoLeaks.class)
@SuppressWarnings("try") // what is closed early is closed again without harm
final class DiscoveredTest {
  @TempDir private Path directory = Path.of("");

  private static SystemModel model(Discovery discovery) {
    return Systems.gateway()
        .service("back", 3, 8, 8, Systems.work(1))
        .reached(
            "back",
            new Upstream(List.of(), discovery, Upstream.Protocol.HTTP_1_1, null, null, false))
        .model();
  }

  private LiveOptions only(String service, int replica) {
    return LiveOptions.of(1)
        .withLoops(1)
        .withRole(new Role(service, replica, Map.of()))
        .withFinding(LiveOptions.Finding.beside(directory));
  }

  private static int port(LiveSystem system) {
    String url = system.addresses().getFirst().url();
    return Integer.parseInt(url.substring(url.lastIndexOf(':') + 1));
  }

  /** Asks a gateway one thing after the other, until it is stopped. */
  private static final class Client implements AutoCloseable {
    private final HttpClient client = HttpClient.newHttpClient();
    private final HttpRequest request;
    private final AtomicBoolean isOver = new AtomicBoolean();
    private final AtomicInteger answered = new AtomicInteger();
    private final CompletableFuture<Void> asking;

    Client(LiveSystem gateway) {
      request = HttpRequest.newBuilder(URI.create(gateway.address("edge", 0) + "/play/1")).build();
      asking = CompletableFuture.runAsync(this::ask);
    }

    int status() {
      try {
        return client.send(request, BodyHandlers.discarding()).statusCode();
      } catch (java.io.IOException | InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    private void ask() {
      while (!isOver.get()) {
        assertThat(status()).isEqualTo(200);
        answered.incrementAndGet();
      }
    }

    /** Waits until the request that may be under way has its answer. */
    void hasAnswer() throws Exception {
      int before = answered.get();
      Until.holds("an answer", () -> asking.isDone() || answered.get() > before);
    }

    /** Asks no more; all answers were good. */
    void end() {
      isOver.set(true);
      asking.join();
    }

    @Override
    public void close() {
      isOver.set(true);
      client.close();
    }
  }

  /** The ports that the gateway sends to now. */
  private static boolean knows(LiveSystem gateway, LiveSystem... replicas) {
    List<String> known =
        gateway.addresses().stream()
            .filter(address -> address.service().equals("back"))
            .map(LiveSystem.Address::url)
            .sorted()
            .toList();
    return known.equals(
        List.of(replicas).stream().map(r -> r.addresses().getFirst().url()).sorted().toList());
  }

  private static void awaits(LiveSystem gateway, LiveSystem... replicas) throws Exception {
    Until.holds("the gateway knows who is there", () -> knows(gateway, replicas));
  }

  @Test
  void replicas_that_a_file_names_come_and_go_without_a_lost_request() throws Exception {
    Path file = directory.resolve("back.txt");
    SystemModel model = model(new Discovery.AddressFile("back.txt"));
    try (LiveSystem first = LiveSystem.start(model, only("back", 0));
        LiveSystem second = LiveSystem.start(model, only("back", 1))) {
      Files.writeString(file, "127.0.0.1:%d\n".formatted(port(first)));
      try (LiveSystem gateway = LiveSystem.start(model, only("edge", 0));
          Client client = new Client(gateway)) {
        assertThat(knows(gateway, first)).isTrue();
        Files.writeString(
            file, "localhost:%d\n127.0.0.1:%d 2\n".formatted(port(first), port(second)));
        awaits(gateway, first, second);
        Files.writeString(file, "127.0.0.1:%d\n".formatted(port(second)));
        awaits(gateway, second);
        client.hasAnswer(); // nothing that was sent to the first one is left
        first.close();
        assertThat(client.status()).isEqualTo(200);
        client.end();
      }
    }
  }

  @Test
  void replicas_that_service_records_name_come_and_go_without_a_lost_request() throws Exception {
    SystemModel model = model(new Discovery.Srv("_http.back.test"));
    try (NameServer names = new NameServer();
        LiveSystem first = LiveSystem.start(model, only("back", 0));
        LiveSystem second = LiveSystem.start(model, only("back", 1))) {
      names.hosts("here.test", 1, "127.0.0.1");
      names.servers("_http.back.test", 1, "1 1 %d here.test".formatted(port(first)));
      LiveOptions options =
          only("edge", 0).withFinding(new LiveOptions.Finding(directory, names.address()));
      try (LiveSystem gateway = LiveSystem.start(model, options);
          Client client = new Client(gateway)) {
        assertThat(knows(gateway, first)).isTrue();
        names.servers("_http.back.test", 1, "1 1 %d here.test".formatted(port(second)));
        awaits(gateway, second);
        client.hasAnswer(); // nothing that was sent to the first one is left
        first.close();
        names.fails("_http.back.test", 2);
        assertThat(client.status()).isEqualTo(200);
        client.end();
      }
    }
  }

  @Test
  void a_gateway_starts_before_there_is_anybody_and_serves_when_there_is() throws Exception {
    Path file = directory.resolve("back.txt");
    SystemModel model = model(new Discovery.AddressFile("back.txt"));
    try (LiveSystem back = LiveSystem.start(model, only("back", 0));
        LiveSystem gateway = LiveSystem.start(model, only("edge", 0))) {
      HttpClient client = HttpClient.newHttpClient();
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(gateway.address("edge", 0) + "/play/1")).build();
      assertThat(client.send(request, BodyHandlers.discarding()).statusCode()).isEqualTo(503);
      Files.writeString(file, "127.0.0.1:%d\n".formatted(port(back)));
      awaits(gateway, back);
      assertThat(client.send(request, BodyHandlers.discarding()).statusCode()).isEqualTo(200);
      client.close();
    }
  }
}
