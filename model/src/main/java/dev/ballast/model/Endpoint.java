package dev.ballast.model;

import java.util.List;

/**
 * What a service can be asked for.
 *
 * @param name unique within the service; for a gateway the route, such as {@code GET /play/{title}}
 * @param idempotent whether a call with an unknown outcome may be repeated
 */
public record Endpoint(String name, boolean idempotent, List<Step> steps) {
  public Endpoint {
    steps = List.copyOf(steps);
  }
}
