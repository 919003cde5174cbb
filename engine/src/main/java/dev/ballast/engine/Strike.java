package dev.ballast.engine;

import dev.ballast.model.Fault;

/**
 * A fault as it is at a moment.
 *
 * @param severity how much of it is there already, above 0 and up to 1
 */
public record Strike(Fault fault, double severity) {
  /** This much of a share. */
  double of(double share) {
    return severity * share;
  }
}
