package dev.ballast.cli;

import dev.ballast.spec.text.NearbyFiles;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code ballast demo}: the opening story, live, with the policies and without them. */
@Command(
    name = "demo",
    description =
        "Run a streaming system that gets a bad release: predicted, on real sockets with its"
            + " policies, and again without them.")
final class DemoCommand implements Callable<Integer> {
  private static final String FILE = "examples/streaming/streaming.yaml";
  private static final String EXPERIMENT = "bad-release";

  @Mixin private Common.Output output = new Common.Output();
  @Mixin private Common.Running running = new Common.Running();

  @Override
  public Integer call() throws BadInputException, IOException, InterruptedException {
    Terminal terminal = output.terminal();
    Input input = running.calibratedHere(Input.of(FILE, example(), NearbyFiles.NONE), terminal);
    return new Drill(
            input,
            input.experiment(EXPERIMENT),
            running,
            terminal,
            "ballast demo" + running.options())
        .run(true, output.json);
  }

  private static byte[] example() throws IOException {
    try (InputStream stream = DemoCommand.class.getResourceAsStream("/" + FILE)) {
      if (stream == null) {
        throw new IllegalStateException(FILE + " is missing among the resources");
      }
      return stream.readAllBytes();
    }
  }
}
