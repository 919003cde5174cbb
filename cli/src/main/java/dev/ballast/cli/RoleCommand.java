package dev.ballast.cli;

import dev.ballast.live.LiveException;
import dev.ballast.live.LiveOptions;
import dev.ballast.live.Role;
import dev.ballast.model.Service;
import dev.ballast.model.Upstream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What the roles of production have in common: one process that serves one replica. */
abstract class RoleCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private Common.Colour colour = new Common.Colour();
  @Mixin private Serving serving = new Serving();

  @Option(
      names = "--system",
      required = true,
      paramLabel = "FILE",
      description = "The system file, the same for every process of the system.")
  private Path file = Path.of("");

  @Option(
      names = "--replica",
      converter = Numbers.Count.class,
      defaultValue = "1",
      paramLabel = "N",
      description = "Which replica this process is, from 1 (default: ${DEFAULT-VALUE}).")
  private int replica;

  @Option(
      names = "--port",
      converter = Numbers.Port.class,
      defaultValue = "0",
      paramLabel = "N",
      description =
          "Where to listen; without it the ports that the file names for a gateway, that of the"
              + " replica's address in the file for a service, or a free one.")
  private int port;

  @Option(
      names = "--address",
      defaultValue = "127.0.0.1",
      paramLabel = "IP",
      description =
          "On which of this machine's addresses, such as 0.0.0.0 for all, where the file does not"
              + " say it (default: ${DEFAULT-VALUE}).")
  private String address = "127.0.0.1";

  @Option(
      names = "--at",
      paramLabel = "SERVICE=PORT[,PORT...]",
      description = "Where a service's replicas listen on 127.0.0.1, the first one first.")
  private Map<String, String> places = new LinkedHashMap<>();

  @Override
  public final Integer call() throws BadInputException, IOException {
    Terminal terminal = colour.terminal();
    Input input = Input.load(file);
    if (!input.diagnostics().isEmpty()) {
      terminal.note(input.rendered(terminal.hasErrColour()));
    }
    Service service = service(input.model().services());
    if (replica > service.replicas()) {
      throw wrong(
          "%s has %d replicas in %s, so there is no replica %d"
              .formatted(service.name(), service.replicas(), file, replica));
    }
    Role role = role(service);
    LiveOptions options =
        serving
            .options(terminal)
            .withBasePort(port == 0 ? portInFile(service) : port)
            .withFinding(LiveOptions.Finding.beside(file.resolveSibling("")))
            .withElsewhere(elsewhere(input.model().services()))
            .withRole(role);
    return new RoleProcess(input, options, role, serving, terminal).run();
  }

  private Role role(Service service) {
    try {
      return new Role(service.name(), replica - 1, outbound(service)).on(address);
    } catch (LiveException e) {
      throw wrong(String.valueOf(e.getMessage()));
    }
  }

  /** Where the file says that callers find this replica; 0 where it does not. */
  private int portInFile(Service service) {
    List<Upstream.Address> addresses = service.upstream().addresses();
    return addresses.size() < replica ? 0 : addresses.get(replica - 1).port();
  }

  /** The service of this process, or a complaint. */
  abstract Service service(List<Service> all);

  /** The ports on which a program reaches callees, by their names. */
  abstract Map<String, Integer> outbound(Service service);

  private Map<String, List<Integer>> elsewhere(List<Service> services) {
    Map<String, List<Integer>> ports = new LinkedHashMap<>();
    places.forEach(
        (service, listed) ->
            ports.put(
                named(services, service, "--at").name(),
                List.of(listed.split(",", -1)).stream().map(text -> port("--at", text)).toList()));
    return ports;
  }

  int port(String option, String text) {
    try {
      int number = Integer.parseInt(text.trim());
      if (number >= 1 && number <= 65_535) {
        return number;
      }
    } catch (NumberFormatException e) {
      // told below
    }
    throw wrong("%s: expected a port from 1 to 65535, found '%s'".formatted(option, text));
  }

  /** The service of this name, or a complaint that names those there are. */
  Service named(List<Service> services, String name, String option) {
    for (Service service : services) {
      if (service.name().equals(name)) {
        return service;
      }
    }
    throw wrong(
        "%s: there is no service %s; there are %s"
            .formatted(
                option, name, String.join(", ", services.stream().map(Service::name).toList())));
  }

  ParameterException wrong(String problem) {
    return new ParameterException(spec.commandLine(), problem);
  }
}
