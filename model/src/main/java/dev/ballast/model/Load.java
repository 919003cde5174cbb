package dev.ballast.model;

import dev.ballast.kernel.Distribution;

/** Users' requests on one route. */
public sealed interface Load {
  /** The gateway's endpoint that is asked. */
  String route();

  /** Independent users: exponential gaps between requests. */
  record Poisson(String route, double perSecond) implements Load {
    public Poisson {
      Checks.positive(perSecond, "a rate");
    }
  }

  /** A metronome: equal gaps between requests. */
  record Constant(String route, double perSecond) implements Load {
    public Constant {
      Checks.positive(perSecond, "a rate");
    }
  }

  /**
   * A fixed number of users, each waiting for its answer and then thinking before it asks again.
   */
  record Closed(String route, int users, Distribution think) implements Load {
    public Closed {
      Checks.that(users >= 1, "a closed load has at least one user");
    }
  }
}
