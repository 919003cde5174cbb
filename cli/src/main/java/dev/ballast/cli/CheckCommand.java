package dev.ballast.cli;

import dev.ballast.report.JsonReport;
import dev.ballast.spec.Effective;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ballast check}: whether a file is right, and whether anything unsafe follows from it. */
@Command(
    name = "check",
    description = "Check a system file without running it.",
    footer = "%nExits with 0 when there is no error, 65 otherwise.")
final class CheckCommand implements Callable<Integer> {
  @Mixin private Common.Output output = new Common.Output();

  @Option(names = "--effective", description = "Print the file with every default filled in.")
  private boolean effective;

  @Parameters(paramLabel = "FILE", description = "The system file.")
  private Path file = Path.of("");

  @Override
  public Integer call() throws BadInputException {
    Terminal terminal = output.terminal();
    Input input = Input.load(file);
    if (output.json) {
      terminal.print(
          JsonReport.check(input.model().name(), Version.current(), input.diagnostics()));
    } else if (effective) {
      terminal.print(Effective.yaml(input.model()));
    } else {
      terminal.print(input.rendered(terminal.hasColour()));
      terminal.print(
          (input.diagnostics().isEmpty() ? "" : "\n")
              + file
              + ": no errors"
              + counts(input)
              + "\n");
    }
    return ExitStatus.PASS;
  }

  private static String counts(Input input) {
    int others = input.diagnostics().size();
    return others == 0 ? "" : ", " + others + (others == 1 ? " remark" : " remarks");
  }
}
