package dev.ballast.bench.proxy;

import dev.ballast.bench.Server;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What all proxies stand before: an nginx that answers at once and a gRPC server, and the
 * certificate that they show.
 */
final class Site implements AutoCloseable {
  private static final Pattern SERVED = Pattern.compile("\\d+ \\d+ (\\d+)");

  private final Path home;
  private final Server backend;
  private final Server grpc;
  private int proxies;

  private Site(Path home, Server backend, Server grpc) {
    this.home = home;
    this.backend = backend;
    this.grpc = grpc;
  }

  /** Starts the servers, with a fresh certificate. */
  static Site open() throws IOException, InterruptedException {
    Path home = Files.createTempDirectory("ballast-bench");
    certify(home);
    int port = Server.freePort();
    String answer =
        """
        server {
          listen 127.0.0.1:%d;
          location / { return 200 'ok'; }
          location = /status { stub_status; }
        }
        """
            .formatted(port);
    Server backend = Nginx.start(Files.createDirectory(home.resolve("backend")), answer, port);
    try {
      return new Site(home, backend, grpcServer(home));
    } catch (IOException | InterruptedException e) {
      backend.close();
      throw e;
    }
  }

  /** The test server of gRPC's own interoperability tests. */
  private static Server grpcServer(Path home) throws IOException, InterruptedException {
    int port = Server.freePort();
    List<String> command =
        Server.java(
            Server.peer("grpc-server"),
            List.of("-XX:+UseSerialGC", "-Xmx256m"),
            "io.grpc.testing.integration.TestServiceServer",
            "--use_tls=false",
            "--port=" + port);
    return Server.start(command, port, home.resolve("grpc.log"));
  }

  private static void certify(Path home) throws IOException, InterruptedException {
    Server.run(
        List.of(
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-nodes",
            "-days",
            "2",
            "-subj",
            "/CN=localhost",
            "-addext",
            "subjectAltName=DNS:localhost,IP:127.0.0.1",
            "-keyout",
            home.resolve("key.pem").toString(),
            "-out",
            home.resolve("certificate.pem").toString()));
    Files.writeString(
        home.resolve("both.pem"),
        Files.readString(home.resolve("certificate.pem"))
            + Files.readString(home.resolve("key.pem")));
  }

  /** A directory for one proxy's files. */
  Path directory(String name) throws IOException {
    proxies++;
    return Files.createDirectory(home.resolve(name.replaceAll("[^a-z]+", "-") + proxies));
  }

  Path certificate() {
    return home.resolve("certificate.pem");
  }

  Path key() {
    return home.resolve("key.pem");
  }

  /** Certificate and key in one file. */
  Path both() {
    return home.resolve("both.pem");
  }

  /** The port that a proxy with this entrance passes requests on to. */
  int portBehind(Entrance entrance) {
    return switch (entrance) {
      case CLEAR, TLS -> backend.port();
      case GRPC -> grpc.port();
    };
  }

  /** HTTP requests that the backend has served in its life, this question included. */
  long served() throws IOException {
    try (InputStream page =
        URI.create("http://127.0.0.1:" + backend.port() + "/status").toURL().openStream()) {
      String text = new String(page.readAllBytes(), StandardCharsets.UTF_8);
      Matcher served = SERVED.matcher(text);
      if (!served.find()) {
        throw new IOException("not a status page: " + text);
      }
      return Long.parseLong(served.group(1));
    }
  }

  @Override
  public void close() {
    backend.close();
    grpc.close();
  }
}
