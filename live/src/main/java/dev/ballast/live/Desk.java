package dev.ballast.live;

import org.jspecify.annotations.Nullable;

/** Who takes the requests that arrive at a listener. On the listener's loop. */
interface Desk {
  /**
   * Finds what the request asks for and notes it in the request.
   *
   * @return why it cannot be served, or null
   */
  @Nullable String address(Inbound request);

  /** Serves a request; its answer may come from within. */
  void take(Inbound request);

  /** Whoever asked has gone. */
  void abandoned(Inbound request);

  /** Whether bodies matter. */
  boolean keepsBodies();
}
