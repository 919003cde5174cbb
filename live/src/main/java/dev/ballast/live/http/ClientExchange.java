package dev.ballast.live.http;

import org.jspecify.annotations.Nullable;

/** The client's side of one request: what is sent, and who learns what came of it. */
public interface ClientExchange {
  RequestHead head();

  /** Sent once by every exchange; an arriving body is taken as fast as the server takes it. */
  Body body();

  /** Whether nobody waits for it any more: what still waits for a connection is not sent then. */
  default boolean isAbandoned() {
    return false;
  }

  /** The client for whom it is made; null where it is made for nobody in particular. */
  default @Nullable Peer onBehalfOf() {
    return null;
  }

  /** A connection carries it from now on. */
  void carriedBy(ClientStream stream);

  /** Something ahead of the answer, such as 100 or 103. */
  default void informed(ResponseHead interim) {}

  /** The answer's head has arrived, and of its body what came with it. At most once. */
  void answered(ResponseHead head, Body body);

  /** There will be no answer. Never after {@link #answered}: that body breaks instead. */
  void failed(Failure failure);

  /** Why there is no answer. */
  enum Failure {
    /**
     * Nothing was begun: no connection could be made, or the server said that it had not looked at
     * the request (HTTP/2: REFUSED_STREAM, or GOAWAY with a lower stream). It certainly had no
     * effect.
     */
    UNREACHABLE,
    /** It was sent, and the connection or stream ended before the answer. */
    LOST,
    /** What came is not HTTP, or beyond a bound. */
    BROKEN,

    /** The request's own body broke off, since whoever asked has gone. */
    WITHDRAWN
  }
}
