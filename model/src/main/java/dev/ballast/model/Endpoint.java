package dev.ballast.model;

import dev.ballast.kernel.Priority;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a service can be asked for.
 *
 * @param name unique within the service; for a gateway that of the route, such as {@code GET
 *     /play/{title}}
 * @param idempotent whether a call with an unknown outcome may be repeated
 * @param priority how much a user's request matters on this route; its calls take it over
 * @param payload what it sends; for a route it means nothing
 * @param route of a gateway's endpoint, where its name does not say everything; null elsewhere
 */
public record Endpoint(
    String name,
    boolean idempotent,
    Priority priority,
    Payload payload,
    @Nullable Route route,
    List<Step> steps) {
  public Endpoint {
    steps = List.copyOf(steps);
  }

  /** An endpoint of a service that is no gateway. */
  public Endpoint(
      String name, boolean idempotent, Priority priority, Payload payload, List<Step> steps) {
    this(name, idempotent, priority, payload, null, steps);
  }

  /** An endpoint that sends little. */
  public Endpoint(String name, boolean idempotent, Priority priority, List<Step> steps) {
    this(name, idempotent, priority, Payload.SMALL, steps);
  }

  /** An endpoint of normal priority. */
  public Endpoint(String name, boolean idempotent, List<Step> steps) {
    this(name, idempotent, Priority.NORMAL, steps);
  }

  /** The same with other steps. */
  public Endpoint withSteps(List<Step> other) {
    return new Endpoint(name, idempotent, priority, payload, route, other);
  }

  /** How a gateway finds its requests; by its name where nothing more is said. */
  public Route routing() {
    return route == null ? Route.of(RequestMatch.of(name)) : route;
  }
}
