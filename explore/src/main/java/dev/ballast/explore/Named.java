package dev.ballast.explore;

import dev.ballast.model.Service;
import dev.ballast.model.SystemModel;
import java.util.stream.Collectors;

/** What a question names. */
final class Named {
  private Named() {}

  /**
   * The service of this name.
   *
   * @throws IllegalArgumentException in words for the user, when there is none
   */
  static Service service(SystemModel model, String name) {
    for (Service service : model.services()) {
      if (service.name().equals(name)) {
        return service;
      }
    }
    throw new IllegalArgumentException(
        "there is no service `"
            + name
            + "`; there are "
            + model.services().stream().map(Service::name).collect(Collectors.joining(", ")));
  }
}
