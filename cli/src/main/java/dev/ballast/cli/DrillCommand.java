package dev.ballast.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ballast drill}: one experiment live, beside its prediction. */
@Command(
    name = "drill",
    description = "Run one experiment on real sockets, beside its prediction.",
    footer =
        "%nExits with 0 when every objective held, 1 when one did not, 2 when that could not be"
            + " settled or the run could not be made, 65 when the file is wrong. Whether prediction"
            + " and reality agree is told, and does not change the exit status.")
final class DrillCommand implements Callable<Integer> {
  @Mixin private Common.Output output = new Common.Output();
  @Mixin private Common.Running running = new Common.Running();

  @Option(
      names = "--compare",
      description = "Run it a second time without retries, breakers, ejection and fallbacks.")
  private boolean compare;

  @Parameters(index = "0", paramLabel = "FILE", description = "The system file.")
  private Path file = Path.of("");

  @Parameters(index = "1", paramLabel = "EXPERIMENT", description = "Its name in the file.")
  private String experiment = "";

  @Override
  public Integer call() throws BadInputException, IOException, InterruptedException {
    Terminal terminal = output.terminal();
    Input input = running.calibratedHere(Input.load(file), terminal);
    String repeatLine =
        "ballast drill "
            + file
            + " "
            + experiment
            + (compare ? " --compare" : "")
            + running.options();
    return new Drill(input, input.experiment(experiment), running, terminal, repeatLine)
        .run(compare, output.json);
  }
}
