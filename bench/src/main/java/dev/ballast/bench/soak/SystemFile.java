package dev.ballast.bench.soak;

import dev.ballast.bench.Server;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The system that is soaked, as the file that all of its processes read. */
final class SystemFile {
  static final String GATEWAY = "edge";
  static final String SERVICE = "shop";
  static final int REPLICAS = 2;

  /** Above every port, so that it is found in an effective configuration. */
  private static final int WORKERS = 100_000;

  private final Path path;
  private final String program;
  private final int[] ports;
  private int version;

  /**
   * Writes it.
   *
   * @param program the command of the backend
   */
  SystemFile(Path home, List<String> program) throws IOException {
    path = home.resolve("soak.yaml");
    this.program = String.join(" ", program);
    ports = Server.freePorts(2 + REPLICAS);
    write(false);
  }

  Path path() {
    return path;
  }

  /** Where the gateway listens in the clear. */
  int clearPort() {
    return ports[0];
  }

  /** Where the gateway speaks TLS. */
  int securePort() {
    return ports[1];
  }

  /** Where a replica listens; the first one is 0. */
  int replicaPort(int replica) {
    return ports[2 + replica];
  }

  /** What is found in the effective configuration when the file is taken over as it is. */
  String mark() {
    return Integer.toString(WORKERS + version);
  }

  /** Changes a number in it. */
  void change() throws IOException {
    version++;
    write(false);
  }

  /** Puts a mistake into it, or takes it out again. */
  void write(boolean isWrong) throws IOException {
    String text = text();
    Papers.write(path, isWrong ? text.replace("timeout: 20s", "timeout: 20 parsecs") : text);
  }

  /**
   * With what is on in production. Retries suffice by construction: there are two replicas, one of
   * them at a time has trouble, an attempt avoids the replica that failed before it, and nothing
   * bounds how many calls may be repeated at once.
   */
  private String text() {
    return """
    ballast: 1
    system: soak
    identities:
      certificate: identities/{service}/certificate.pem
      key: identities/{service}/key.pem
      bundle: identities/bundle.pem
    services:
      edge:
        workers: 10000
        gateway:
          listen:
            - port: %s
            - port: %s
              tls: {certificates: [{certificate: tls/certificate.pem, key: tls/key.pem}]}
          access-log: {sample: 1%%, file: access.log}
          routes:
            - GET /page/{id} -> shop.page
            - GET /feed/{id} -> shop.feed
            - GET /file/{id} -> shop.file
            - GET /stream/{id} -> shop.stream
            - POST /order/{id} -> shop.order
            - POST /parcel/{id} -> shop.order
            - POST /freight/{id} -> shop.order
      shop:
        addresses: ["127.0.0.1:%s", "127.0.0.1:%s"]
        workers: %s
        command: %s
        endpoints:
          page: [{work: 1ms}]
          feed: [{work: 1ms}]
          file: [{work: 1ms}]
          stream: [{work: 300ms}]
          order: {idempotent: false, steps: [{work: 1ms}]}
    policies:
      "edge -> shop":
        timeout: 20s
        retry: {attempts: 3, budget: none, backoff: 5ms..50ms full-jitter}
        breaker: {opens-at: 50%% of 200 calls in 10s, stays-open: 1s}
        eject: {consecutive-failures: 5, for: 1s, at-most-for: 2s}
    """
        .formatted(clearPort(), securePort(), replicaPort(0), replicaPort(1), mark(), program);
  }
}
