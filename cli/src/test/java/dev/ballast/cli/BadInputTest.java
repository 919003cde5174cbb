package dev.ballast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BadInputTest {
  @TempDir private Path directory = Path.of("");

  private Path file(String text) throws IOException {
    return Files.writeString(directory.resolve("system.yaml"), text);
  }

  @Test
  void a_file_that_does_not_exist_is_named_and_exits_with_65() {
    var run = Run.of("prove", directory.resolve("none.yaml").toString());
    assertThat(run.status()).isEqualTo(65);
    assertThat(run.err()).contains("there is no file").contains("none.yaml").contains("fix:");
    assertThat(run.out()).isEmpty();
  }

  @Test
  void a_directory_is_not_a_system_file() {
    var run = Run.of("check", directory.toString());
    assertThat(run.status()).isEqualTo(65);
    assertThat(run.err()).contains("it is a directory");
  }

  @Test
  void what_is_not_yaml_is_shown_where_it_stops_being_yaml() throws IOException {
    var run = Run.of("check", file("ballast: 1\nsystem: [a\n").toString());
    assertThat(run.status()).isEqualTo(65);
    assertThat(run.err()).contains("system.yaml:").doesNotContain("\tat ");
  }

  @Test
  void two_hundred_mistakes_are_counted_and_the_first_fifty_shown() throws IOException {
    StringBuilder text = new StringBuilder("ballast: 1\nsystem: wrong\nservices:\n");
    for (int i = 0; i < 200; i++) {
      text.append("  s").append(i).append(":\n    replica: 3\n    endpoints: {e: [{work: 1ms}]}\n");
    }
    var run = Run.of("check", file(text.toString()).toString());
    assertThat(run.status()).isEqualTo(65);
    assertThat(run.err()).contains("and 150 more").contains("replicas");
  }

  @Test
  void a_file_of_fifty_megabytes_is_refused_before_it_is_parsed() throws IOException {
    Path big = directory.resolve("big.yaml");
    Files.write(big, new byte[50 * 1024 * 1024]);
    var run = Run.of("check", big.toString());
    assertThat(run.status()).isEqualTo(65);
    assertThat(run.err()).contains("larger than");
  }

  @Test
  void a_bomb_of_aliases_does_not_go_off() throws IOException {
    StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 12; i++) {
      String alias = "*a" + (i - 1) + ", ";
      bomb.append("a").append(i).append(": &a").append(i).append(" [");
      bomb.append(alias.repeat(9)).append(alias.strip().replace(",", "")).append("]\n");
    }
    var run = Run.of("check", file(bomb.toString()).toString());
    assertThat(run.status()).isEqualTo(65);
    assertThat(run.err()).contains("system.yaml:");
  }

  @Test
  void bytes_that_are_no_text_are_refused() throws IOException {
    Path binary = directory.resolve("binary.yaml");
    Files.write(binary, new byte[] {(byte) 0x89, 'P', 'N', 'G', 0, (byte) 0xff, (byte) 0xfe});
    var run = Run.of("check", binary.toString());
    assertThat(run.status()).isEqualTo(65);
  }

  @Test
  void with_json_the_mistakes_are_a_document_on_stdout() throws IOException {
    var run = Run.of("prove", "--json", file("ballast: 1\nsystem: x\n").toString());
    assertThat(run.status()).isEqualTo(65);
    assertThat(run.out()).startsWith("{").contains("\"checks\"").contains("\"fix\"");
  }

  @Test
  void an_experiment_that_does_not_exist_is_answered_with_those_that_do() throws IOException {
    var run = Run.of("prove", "-e", "other", file(ProveCommandTest.SHOP).toString());
    assertThat(run.status()).isEqualTo(65);
    assertThat(run.err()).contains("no experiment `other`").contains("steady");
  }

  @Test
  void numbers_out_of_range_are_wrong_usage_and_say_what_was_expected() {
    var none = Run.of("prove", "--runs", "0", "system.yaml");
    assertThat(none.status()).isEqualTo(64);
    assertThat(none.err()).contains("--runs").contains("from 1 to").contains("'0'");
    assertThat(Run.of("prove", "--threads", "-1", "system.yaml").status()).isEqualTo(64);
    assertThat(Run.of("up", "--port", "70000", "system.yaml").err()).contains("from 0 to 65535");
  }

  @Test
  void results_that_cannot_be_written_are_said_before_the_work_is_done() throws IOException {
    String system = file(ProveCommandTest.SHOP).toString();
    var taken = Run.of("prove", "--runs-dir", system, system);
    assertThat(taken.status()).isEqualTo(64);
    assertThat(taken.err()).contains("cannot write " + system).contains("--runs-dir");
    String nowhere = directory.resolve("nowhere/verdict.xml").toString();
    String runs = directory.resolve("runs").toString();
    var junit = Run.of("prove", "--runs-dir", runs, "--junit", nowhere, system);
    assertThat(junit.status()).isEqualTo(64);
    assertThat(junit.err()).contains("nowhere").contains("there is no such directory");
  }

  @Test
  void a_file_is_missing_from_the_command_line() {
    var run = Run.of("prove");
    assertThat(run.status()).isEqualTo(64);
    assertThat(run.err()).contains("FILE");
  }

  @Test
  void learning_from_something_else_says_what_can_be_read() throws IOException {
    Path other = directory.resolve("other.json");
    Files.writeString(other, "{\"hello\": 1}", StandardCharsets.UTF_8);
    var run = Run.of("learn", other.toString());
    assertThat(run.status()).isEqualTo(65);
    assertThat(run.err()).contains("Jaeger");
  }
}
