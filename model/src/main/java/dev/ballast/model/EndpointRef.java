package dev.ballast.model;

/** Names an endpoint: {@code license.issue}. */
public record EndpointRef(String service, String endpoint) {
  @Override
  public String toString() {
    return service + "." + endpoint;
  }
}
