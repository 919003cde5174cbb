package dev.ballast.model;

import dev.ballast.kernel.Distribution;

/** Users' requests on one route. */
public sealed interface Load {
  /** The gateway's endpoint that is asked. */
  String route();

  /** Independent users: exponential gaps between requests. */
  record Poisson(String route, double perSecond) implements Load {}

  /** A metronome: equal gaps between requests. */
  record Constant(String route, double perSecond) implements Load {}

  /**
   * A fixed number of users, each waiting for its answer and then thinking before it asks again.
   */
  record Closed(String route, int users, Distribution think) implements Load {}
}
