package dev.ballast.live.http2;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ballast.live.NoLeaks;
import dev.ballast.live.http.Limits;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
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
  void h2spec_finds_nothing_wrong_in_its_strict_mode() throws Exception {
    assumeTrue(
        System.getProperty("os.name").equals("Linux")
            && System.getProperty("os.arch").equals("amd64"),
        "the suite is a program for Linux on x86-64");
    try (Served served = new Served()) {
      int port = served.serve(new Answering("what there is"), Limits.DEFAULT, Http2Limits.DEFAULT);
      Process suite =
          new ProcessBuilder(
                  program().toString(), "--strict", "-o", "5", "-h", "127.0.0.1", "-p", "" + port)
              .redirectErrorStream(true)
              .start();
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
