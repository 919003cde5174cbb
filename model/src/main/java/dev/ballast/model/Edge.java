package dev.ballast.model;

/** One service calls another. Policies are configured on edges. */
public record Edge(String caller, String callee) {
  @Override
  public String toString() {
    return caller + " -> " + callee;
  }
}
