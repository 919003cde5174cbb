package dev.ballast.cli;

import dev.ballast.model.Service;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ballast sidecar}: the process beside one replica of a service. */
@Command(
    name = "sidecar",
    description =
        "Run the sidecar of one replica as a process of its own, as in production: requests pass"
            + " its admission before they reach the program, and the program's calls take its"
            + " policies. A service without a program is played.",
    footer = Serving.FOOTER)
final class SidecarCommand extends RoleCommand {
  @Option(
      names = "--service",
      required = true,
      paramLabel = "NAME",
      description = "The service whose replica this is.")
  private String name = "";

  @Option(
      names = "--outbound",
      paramLabel = "CALLEE=PORT",
      description =
          "Where the program reaches a callee, on 127.0.0.1; a port that is not named is free, and"
              + " told to the program that is started here.")
  private Map<String, String> outbound = new LinkedHashMap<>();

  @Override
  Service service(List<Service> all) {
    Service service = named(all, name, "--service");
    if (service.isGateway()) {
      throw wrong(name + " is a gateway: `ballast gateway` runs it");
    }
    outbound.keySet().forEach(callee -> named(all, callee, "--outbound"));
    return service;
  }

  @Override
  Map<String, Integer> outbound(Service service) {
    if (!outbound.isEmpty() && service.program() == null) {
      throw wrong(name + " has no program (`command` or `port`) that could use --outbound");
    }
    Map<String, Integer> ports = new LinkedHashMap<>();
    outbound.forEach((callee, port) -> ports.put(callee, port("--outbound", port)));
    return ports;
  }
}
