package dev.ballast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a role refuses before it serves. */
final class RoleCommandTest {
  private static final String FILE =
      """
      ballast: 1
      system: chain
      services:
        edge:
          gateway:
            routes:
              - GET /buy -> shop.buy
        inner:
          gateway:
            routes:
              - GET /stock -> shop.buy
        shop:
          replicas: 2
          endpoints:
            buy:
              - work: 2ms
      """;

  @TempDir private Path directory = Path.of("");
  private String file = "";

  @BeforeEach
  void write() throws IOException {
    file = Files.writeString(directory.resolve("system.yaml"), FILE).toString();
  }

  private void refuses(int status, String because, String... arguments) {
    Run run = Run.of(arguments);
    assertThat(run.err()).contains(because).doesNotContain("\tat ");
    assertThat(run.status()).isEqualTo(status);
    assertThat(run.out()).isEmpty();
  }

  @Test
  void a_role_needs_a_system_and_a_sidecar_a_service() {
    refuses(ExitStatus.USAGE, "--system", "gateway");
    refuses(ExitStatus.USAGE, "--service", "sidecar", "--system", file);
    refuses(ExitStatus.BAD_INPUT, "there is no file", "gateway", "--system", file + "x");
  }

  @Test
  void which_gateway_must_be_clear() {
    refuses(ExitStatus.USAGE, "--service edge, inner", "gateway", "--system", file);
    refuses(
        ExitStatus.USAGE,
        "shop is no gateway; there is edge, inner. `ballast sidecar`",
        "gateway",
        "--system",
        file,
        "--service",
        "shop");
    refuses(
        ExitStatus.USAGE,
        "edge is a gateway: `ballast gateway`",
        "sidecar",
        "--system",
        file,
        "--service",
        "edge");
  }

  @Test
  void a_service_or_replica_that_is_not_there_is_answered_with_those_that_are() {
    refuses(
        ExitStatus.USAGE,
        "there is no service shp; there are edge, inner, shop",
        "sidecar",
        "--system",
        file,
        "--service",
        "shp");
    refuses(
        ExitStatus.USAGE,
        "shop has 2 replicas",
        "sidecar",
        "--system",
        file,
        "--service",
        "shop",
        "--replica",
        "3");
    refuses(
        ExitStatus.USAGE,
        "--at: there is no service shp",
        "gateway",
        "--system",
        file,
        "--service",
        "edge",
        "--at",
        "shp=1,2");
  }

  @Test
  void ports_are_ports() {
    refuses(
        ExitStatus.USAGE,
        "--at: expected a port from 1 to 65535, found 'x'",
        "gateway",
        "--system",
        file,
        "--service",
        "edge",
        "--at",
        "shop=18001,x");
    refuses(
        ExitStatus.USAGE,
        "no program",
        "sidecar",
        "--system",
        file,
        "--service",
        "shop",
        "--outbound",
        "edge=18001");
  }

  @Test
  void a_gateway_must_know_where_its_callees_are() {
    refuses(
        ExitStatus.INCONCLUSIVE,
        "edge calls shop, and nobody said where that is",
        "gateway",
        "--system",
        file,
        "--service",
        "edge");
  }

  @Test
  void a_port_that_is_taken_is_named() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(taken.getLocalPort());
      refuses(
          ExitStatus.INCONCLUSIVE,
          "port " + port,
          "sidecar",
          "--system",
          file,
          "--service",
          "shop",
          "--port",
          port);
      refuses(
          ExitStatus.INCONCLUSIVE,
          "port " + port,
          "sidecar",
          "--system",
          file,
          "--service",
          "shop",
          "--admin",
          port);
    }
  }
}
