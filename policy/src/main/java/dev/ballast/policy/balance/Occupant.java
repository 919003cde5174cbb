package dev.ballast.policy.balance;

import dev.ballast.kernel.Checks;

/**
 * Who is in one of the places that a callee has for its replicas.
 *
 * @param name what its keys follow from where keys are hashed, so that it has the same keys in
 *     every caller and whenever it comes back
 * @param weight what it is meant to get in proportion to the others; 0 for nobody
 */
public record Occupant(long name, double weight) {
  /** A place that is empty. */
  public static final Occupant NOBODY = new Occupant(0, 0);

  public Occupant {
    Checks.that(
        weight >= 0 && weight < Double.POSITIVE_INFINITY, "a weight must be 0 or more: " + weight);
  }

  /** Whether there is somebody. */
  public boolean isPresent() {
    return weight > 0;
  }
}
