package dev.ballast.live.http;

/**
 * The server's side of one request: what was asked, and the way back. One answer is given at most;
 * what is done after the client has gone does nothing.
 */
public interface ServerStream {
  RequestHead head();

  /** What came with the request, or comes. */
  Body body();

  /** Who asks. */
  Peer peer();

  /** Tells something ahead of the answer, such as 100 or 103. */
  void inform(ResponseHead interim);

  /** Answers. An arriving body is taken from its source as fast as the client takes it. */
  void answer(ResponseHead head, Body body);

  /**
   * Breaks off: HTTP/1 closes the connection, HTTP/2 resets the stream. Whoever asked learns that
   * there is no answer, or that what came of it is not whole.
   */
  void abort();
}
