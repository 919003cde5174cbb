package dev.ballast.cli;

import dev.ballast.model.Service;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ballast gateway}: the process through which users reach a system. */
@Command(
    name = "gateway",
    description =
        "Run one gateway of a system as a process of its own, as in production: it takes users'"
            + " requests and sends them to services that run elsewhere.",
    footer = Serving.FOOTER)
final class GatewayCommand extends RoleCommand {
  @Option(
      names = "--service",
      paramLabel = "NAME",
      description = "Which gateway, where the file has several.")
  private @Nullable String name;

  @Override
  Service service(List<Service> all) {
    List<Service> gateways = all.stream().filter(Service::isGateway).toList();
    List<String> names = gateways.stream().map(Service::name).toList();
    if (name != null) {
      Service service = named(all, name, "--service");
      if (!service.isGateway()) {
        throw wrong(
            "%s is no gateway; %s. `ballast sidecar` runs a service"
                .formatted(
                    name,
                    names.isEmpty() ? "there is none" : "there is " + String.join(", ", names)));
      }
      return service;
    }
    if (gateways.size() != 1) {
      throw wrong(
          gateways.isEmpty()
              ? "the file describes no gateway"
              : "there are several gateways: choose one with --service "
                  + String.join(", ", names));
    }
    return gateways.getFirst();
  }

  @Override
  Map<String, Integer> outbound(Service service) {
    return Map.of();
  }
}
