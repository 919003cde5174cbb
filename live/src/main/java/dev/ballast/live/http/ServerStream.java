package dev.ballast.live.http;

import org.jspecify.annotations.Nullable;

/**
 * The server's side of one request: what was asked, and the way back. One answer is given at most;
 * what is done after the client has gone does nothing.
 */
public interface ServerStream {
  RequestHead head();

  /**
   * What came with the request, or comes. A body of at most {@link Limits.Message#keptMax} bytes
   * that was here with the head is {@link Body.Whole}. A client that waits for leave to send its
   * body ({@code Expect: 100-continue}) is given it when the body is first taken from its source.
   */
  Body body();

  /** Who asks. */
  Peer peer();

  /** Whether the time is over that the protocol itself lets a request take: that of a gRPC call. */
  default boolean isLate() {
    return false;
  }

  /** What the handler remembers with the request; null until it does. */
  @Nullable Object attachment();

  /** Lets the handler remember something with the request. */
  void attach(Object remembered);

  /** Tells something ahead of the answer, such as 103. */
  void inform(ResponseHead interim);

  /**
   * Answers. An arriving body is taken from its source as fast as the client takes it. The protocol
   * says how long the body is, and whether the connection goes on; the fields say nothing of that,
   * except for Content-Length where there is no body by rule (an answer to HEAD, or 304).
   */
  void answer(ResponseHead head, Body body);

  /**
   * Breaks off: HTTP/1 closes the connection, HTTP/2 resets the stream. Whoever asked learns that
   * there is no answer, or that what came of it is not whole.
   *
   * @return whether there was anything to break off: not where all of the answer was given, or the
   *     client has gone
   */
  boolean abort();
}
