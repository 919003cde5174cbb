package dev.ballast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;

final class MainTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final CommandLine ballast =
      Main.commandLine(
          new PrintWriter(out, true),
          new PrintWriter(err, true),
          List.of(new Breaks(), new BreaksTheJvm()));

  @Test
  void version_goes_to_stdout() {
    assertThat(Main.execute(ballast, "--version")).isEqualTo(ExitStatus.PASS);
    assertThat(out.toString()).isEqualToIgnoringNewLines("ballast " + Version.current());
    assertThat(Version.current()).startsWith("0.").doesNotContain("$");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void help_goes_to_stdout() {
    assertThat(Main.execute(ballast, "--help")).isEqualTo(ExitStatus.PASS);
    assertThat(out.toString()).startsWith("Usage: ballast").contains("--debug");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void no_command_is_wrong_usage() {
    assertThat(Main.execute(ballast)).isEqualTo(ExitStatus.USAGE);
    assertThat(err.toString()).contains("a command is missing", "ballast --help");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void an_unknown_option_is_wrong_usage_and_names_the_nearest() {
    assertThat(Main.execute(ballast, "--debgu")).isEqualTo(ExitStatus.USAGE);
    assertThat(err.toString()).contains("--debgu").contains("--debug");
  }

  @Test
  void wrong_usage_of_a_subcommand_points_to_its_own_help() {
    assertThat(Main.execute(ballast, "breaks", "--wrong")).isEqualTo(ExitStatus.USAGE);
    assertThat(err.toString()).contains("ballast breaks --help");
  }

  @Test
  void a_defect_is_one_line_and_a_hint() {
    assertThat(Main.execute(ballast, "breaks")).isEqualTo(ExitStatus.DEFECT);
    assertThat(err.toString().lines())
        .containsExactly(
            "error: a defect of Ballast: java.lang.IllegalStateException: three, found four",
            "fix: run it again with --debug and report the stack trace");
  }

  @Test
  void debug_shows_the_stack_trace_of_a_defect_wherever_it_stands() {
    assertThat(Main.execute(ballast, "breaks", "--debug")).isEqualTo(ExitStatus.DEFECT);
    assertThat(err.toString()).contains("at dev.ballast.cli.MainTest");
  }

  @Test
  void an_error_of_the_jvm_is_a_defect_too() {
    assertThat(Main.execute(ballast, "breaks-the-jvm")).isEqualTo(ExitStatus.DEFECT);
    assertThat(err.toString()).contains("a defect of Ballast", "StackOverflowError");
  }

  @Command(name = "breaks")
  private static final class Breaks implements Runnable {
    @Override
    public void run() {
      throw new IllegalStateException("three, found four");
    }
  }

  @Command(name = "breaks-the-jvm")
  private static final class BreaksTheJvm implements Runnable {
    @Override
    public void run() {
      throw new StackOverflowError();
    }
  }
}
