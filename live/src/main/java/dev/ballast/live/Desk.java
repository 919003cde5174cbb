package dev.ballast.live;

import dev.ballast.kernel.Result;
import dev.ballast.live.http.Peer;
import org.jspecify.annotations.Nullable;

/** Who takes the requests that arrive at a listener. On the listener's loop. */
interface Desk {
  /** Why a request cannot be served, and the status that says so. */
  record Refused(int status, String why) {}

  /**
   * Finds what the request asks for and notes it in the request.
   *
   * @return why it cannot be served, or null
   */
  @Nullable Refused address(Inbound request);

  /** Serves a request; its answer may come from within. */
  void take(Inbound request);

  /** Whoever asked has gone. */
  void abandoned(Inbound request);

  /** A request that it took was answered. */
  default void ended(Inbound request, Result result) {}

  /** A request was refused before it was taken. */
  default void refused(Inbound request, int status, String why) {}

  /** Something was refused that was no request. */
  default void refused(Peer peer, int status, String why) {}

  /** Whether bodies matter. */
  boolean keepsBodies();
}
