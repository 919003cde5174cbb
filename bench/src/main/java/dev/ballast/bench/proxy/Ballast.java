package dev.ballast.bench.proxy;

import dev.ballast.bench.Server;
import dev.ballast.live.Transport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code ballast gateway} as everybody starts it, on one loop, with every policy on, everything
 * observed and one request in a hundred written down.
 */
final class Ballast implements Contender {
  static final String NAME = "ballast";

  private static final String IO_URING = "--io-uring";

  /** The backend stands for both replicas, so that balancing and ejection have something to do. */
  private static final String SYSTEM =
      """
      ballast: 1
      system: proxy
      identities: none
      services:
        gateway:
          workers: 10000
          gateway:
            listen: [%s]
            access-log: {sample: 1%%, file: access.log}
            routes:
              - %s -> backend.answer
        backend:
          replicas: 2
          workers: 10000
          protocol: %s
          endpoints:
            answer: []
      policies:
        "gateway -> backend":
          timeout: 2s
          deadline: propagates
          retry: {attempts: 3, budget: 20%%, backoff: 10ms..100ms full-jitter}
          breaker: {opens-at: 50%% of 100 calls in 10s, stays-open: 5s, probes: 5}
          eject: {consecutive-failures: 5}
          bulkhead: 1000
      """;

  private final boolean isIoUring;

  Ballast(boolean isIoUring) {
    this.isIoUring = isIoUring;
  }

  @Override
  public String name() {
    return isIoUring ? IO_URING : NAME;
  }

  @Override
  public boolean isBallast() {
    return true;
  }

  @Override
  public boolean offers(Entrance entrance) {
    return !isIoUring || Transport.IO_URING.missing() == null;
  }

  @Override
  public Server start(Site site, Entrance entrance) throws IOException, InterruptedException {
    int port = Server.freePort();
    int backend = site.portBehind(entrance);
    Path home = site.directory(NAME);
    Path file = home.resolve("proxy.yaml");
    Files.writeString(file, system(site, entrance, port));
    List<String> command =
        new ArrayList<>(
            List.of(
                System.getProperty("ballast.command"),
                "gateway",
                "--system",
                file.toString(),
                "--at",
                "backend=%d,%d".formatted(backend, backend),
                "--loops",
                "1"));
    if (isIoUring) {
      command.add(IO_URING);
    }
    return Server.start(command, port, home.resolve("output.log"));
  }

  private static String system(Site site, Entrance entrance, int port) {
    return switch (entrance) {
      case CLEAR -> SYSTEM.formatted("{port: %d}".formatted(port), "GET /", "http/1.1");
      case TLS -> SYSTEM.formatted(tls(site, port), "GET /", "http/1.1");
      case GRPC ->
          SYSTEM.formatted(
              "{port: %d}".formatted(port), "POST /grpc.testing.TestService/{method}", "grpc");
    };
  }

  private static String tls(Site site, int port) {
    return "{port: %d, tls: {certificates: [{certificate: %s, key: %s}], min-version: 1.3}}"
        .formatted(port, site.certificate(), site.key());
  }
}
