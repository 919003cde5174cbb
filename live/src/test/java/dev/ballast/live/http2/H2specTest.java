package dev.ballast.live.http2;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ballast.live.NoLeaks;
import dev.ballast.live.http.ConnectionLog;
import dev.ballast.live.http.Limits;
import dev.ballast.live.http.ServerProtocol;
import dev.ballast.live.tls.ServerTls;
import dev.ballast.live.tls.TlsServerProtocol;
import dev.ballast.trust.Authority;
import dev.ballast.trust.Credential;
import dev.ballast.trust.TrustDomain;
import io.netty.handler.ssl.ClientAuth;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The conformance suite of others for servers of HTTP/2, h2spec 2.2.0. */
@ExtendWith(NoLeaks.class)
class H2specTest {
  private static final String ARCHIVE = "/h2spec/2.2.0/h2spec_linux_amd64.tar.gz";
  private static final int TAR_BLOCK = 512;
  private static final int TAR_SIZE_AT = 124;
  private static final int TAR_SIZE_DIGITS = 11;

  @TempDir Path folder;

  @Test
  void h2spec_finds_nothing_wrong_on_clear_text_in_its_strict_mode() throws Exception {
    finds_nothing_wrong(Http2.PROTOCOL);
  }

  @Test
  void h2spec_finds_nothing_wrong_on_a_port_that_speaks_http_1_too() throws Exception {
    finds_nothing_wrong(
        Http2.PROTOCOL.or(
            _ -> {
              throw new AssertionError("HTTP/1");
            }));
  }

  @Test
  void h2spec_finds_nothing_wrong_on_tls_in_its_strict_mode() throws Exception {
    Credential credential =
        new Authority(new TrustDomain("example"), Duration.ofHours(1), Instant.now())
            .issue("server", Instant.now())
            .credential();
    try (ServerTls tls =
        new ServerTls(
            new ServerTls.Settings(true, ClientAuth.NONE, List.of("h2")),
            List.of(credential),
            null,
            InstantSource.system())) {
      finds_nothing_wrong(
          new TlsServerProtocol(
              tls, Map.of("h2", Http2.PROTOCOL), new ConnectionLog("h2spec", _ -> {})),
          "-t",
          "-k");
    }
  }

  private void finds_nothing_wrong(ServerProtocol protocol, String... options) throws Exception {
    assumeTrue(
        System.getProperty("os.name").equals("Linux")
            && System.getProperty("os.arch").equals("amd64"),
        "the suite is a program for Linux on x86-64");
    try (Served served = new Served()) {
      int port = served.serve(protocol, new Answering("what there is"), Limits.DEFAULT);
      List<String> command = new ArrayList<>();
      command.addAll(List.of(program().toString(), "--strict", "-o", "5", "-h", "127.0.0.1"));
      command.addAll(List.of("-p", "" + port));
      command.addAll(List.of(options));
      Process suite = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = new String(suite.getInputStream().readAllBytes(), UTF_8);
      assertThat(suite.waitFor()).as(said).isZero();
      assertThat(said).contains("146 tests, 146 passed, 0 skipped, 0 failed");
    }
  }

  /** The one file of the archive in its package. */
  private Path program() throws IOException {
    Path program = folder.resolve("h2spec");
    try (InputStream packed = requireNonNull(getClass().getResourceAsStream(ARCHIVE));
        InputStream tar = new GZIPInputStream(packed)) {
      String head = new String(tar.readNBytes(TAR_BLOCK), UTF_8);
      int size = Integer.parseInt(head.substring(TAR_SIZE_AT, TAR_SIZE_AT + TAR_SIZE_DIGITS), 8);
      Files.write(program, tar.readNBytes(size));
    }
    assertThat(program.toFile().setExecutable(true)).isTrue();
    return program;
  }
}
