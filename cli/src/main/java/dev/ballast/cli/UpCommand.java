package dev.ballast.cli;

import dev.ballast.engine.Plan;
import dev.ballast.live.LiveOptions;
import dev.ballast.live.LiveSystem;
import dev.ballast.live.admin.AdminServer;
import dev.ballast.model.Endpoint;
import dev.ballast.model.Identities;
import dev.ballast.model.RequestMatch;
import dev.ballast.model.Service;
import dev.ballast.model.SystemModel;
import dev.ballast.observation.Observer;
import dev.ballast.observation.RunRecord;
import dev.ballast.observation.RunRecorder;
import dev.ballast.observation.Subjects;
import dev.ballast.spec.Effective;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ballast up}: the system on real sockets, until Ctrl-C. */
@Command(
    name = "up",
    description =
        "Run a system on ports of 127.0.0.1: real programs where the file names them, stand-ins"
            + " elsewhere. Ctrl-C stops everything.")
final class UpCommand implements Callable<Integer> {
  @Mixin private Common.Colour colour = new Common.Colour();

  @Mixin private Serving serving = new Serving();

  @Option(
      names = "--port",
      converter = Numbers.Port.class,
      defaultValue = "0",
      paramLabel = "N",
      description = "The first replica's port, the others follow; 0 takes free ones.")
  private int port;

  @Option(
      names = "--plain",
      description =
          "Speak clear text between replicas, so that you can ask them yourself; otherwise they"
              + " speak mutual TLS as `identities` of the file says.")
  private boolean isPlain;

  @Option(
      names = "--runs-dir",
      defaultValue = "runs",
      paramLabel = "DIR",
      description = "Where runs are kept (default: ${DEFAULT-VALUE}).")
  private Path runs = Path.of("runs");

  @Parameters(paramLabel = "FILE", description = "The system file.")
  private Path file = Path.of("");

  @Override
  public Integer call() throws BadInputException, IOException {
    Terminal terminal = colour.terminal();
    Input input = Input.load(file);
    if (!input.diagnostics().isEmpty()) {
      terminal.note(input.rendered(terminal.hasErrColour()));
    }
    Files.createDirectories(runs);
    Subjects subjects = Plan.of(input.model()).subjects();
    RunRecorder recorder = RunRecorder.withoutEnd(subjects);
    LiveProgress progress = new LiveProgress(terminal, "up", subjects, Long.MAX_VALUE);
    SystemModel model = isPlain ? input.model().with(Identities.NONE) : input.model();
    LiveOptions options =
        serving
            .options(terminal)
            .withBasePort(port)
            .withFinding(LiveOptions.Finding.beside(file.resolveSibling("")));
    try (Interruption interruption = new Interruption()) {
      try (LiveSystem system = LiveSystem.start(model, options)) {
        interruption.stopsWith(system::close);
        Operations operations = new Operations(input, system, null, terminal);
        Observer watched = operations.observer();
        system.observe(
            observation -> {
              recorder.on(observation);
              progress.on(observation);
              watched.on(observation);
            });
        try (AdminServer admin = operations.open(serving.adminPort())) {
          terminal.print(addresses(input, system, admin));
          system.awaitClosed();
        }
      }
      terminal.note("everything is stopped; recorded in " + keep(input, recorder.record()));
    }
    return ExitStatus.PASS;
  }

  private Path keep(Input input, RunRecord record) throws IOException {
    RunDirectory directory = RunDirectory.create(runs, input.model().name(), "up");
    directory.keep(Effective.yaml(input.model()), record);
    return directory.path();
  }

  private static String addresses(Input input, LiveSystem system, AdminServer admin) {
    StringBuilder text = new StringBuilder(input.model().name() + " is up\n");
    for (LiveSystem.Address address : system.addresses()) {
      text.append(
          String.format(
              Locale.ROOT,
              "  %-28s %s%n",
              address.service() + "-" + (address.replica() + 1),
              address.url()));
    }
    text.append(String.format(Locale.ROOT, "administration: %s%n", admin.url()));
    text.append("try: ").append(firstRequest(input, system)).append("\nCtrl-C stops everything\n");
    return text.toString();
  }

  private static String firstRequest(Input input, LiveSystem system) {
    for (LiveSystem.Address address : system.addresses()) {
      if (address.isGateway()) {
        Service gateway = input.model().service(address.service());
        Endpoint route = gateway.endpoints().getFirst();
        String[] words = route.name().split(" ", 2);
        String path = words[1].replaceAll("\\{[^}]*\\}", "1");
        String method =
            words[0].equals("GET") || words[0].equals(RequestMatch.ANY_METHOD)
                ? ""
                : "-X " + words[0] + " ";
        return "curl -i " + method + address.url() + path;
      }
    }
    return "curl -i " + system.addresses().getFirst().url();
  }
}
