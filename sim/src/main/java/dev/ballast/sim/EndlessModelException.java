package dev.ballast.sim;

import dev.ballast.kernel.Units;

/** The model makes events without end while its time stands still, such as users who never wait. */
public final class EndlessModelException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  EndlessModelException(long atNanos) {
    super(
        "time stands still at "
            + Units.duration(atNanos)
            + ": something repeats without taking any time, such as closed users who neither wait"
            + " for work nor think");
  }
}
