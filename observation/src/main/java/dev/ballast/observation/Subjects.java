package dev.ballast.observation;

import java.util.List;

/**
 * The names behind the indexes in observations.
 *
 * @param edges written {@code caller -> callee}
 */
public record Subjects(List<String> routes, List<String> edges, List<String> services) {
  public Subjects {
    routes = List.copyOf(routes);
    edges = List.copyOf(edges);
    services = List.copyOf(services);
  }
}
