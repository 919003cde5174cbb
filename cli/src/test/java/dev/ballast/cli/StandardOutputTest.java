package dev.ballast.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import org.junit.jupiter.api.Test;

final class StandardOutputTest {
  private static OutputStream failing(String why) {
    return new OutputStream() {
      @Override
      public void write(int octet) throws IOException {
        throw new IOException(why);
      }
    };
  }

  private static StandardOutput written(OutputStream to) {
    StandardOutput output = new StandardOutput(to);
    PrintWriter writer = new PrintWriter(output, true, UTF_8);
    writer.println("{}");
    return output;
  }

  @Test
  void what_is_written_arrives_and_is_no_problem() {
    var bytes = new ByteArrayOutputStream();
    assertThat(written(bytes).problem()).isNull();
    assertThat(bytes.toString(UTF_8)).isEqualTo("{}" + System.lineSeparator());
  }

  @Test
  void a_full_disk_is_remembered_and_a_reader_that_has_enough_is_not() {
    assertThat(written(failing("No space left on device")).problem())
        .isEqualTo("No space left on device");
    assertThat(written(failing("Broken pipe")).problem()).isNull();
  }
}
