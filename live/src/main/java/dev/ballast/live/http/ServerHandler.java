package dev.ballast.live.http;

/** Takes the requests that arrive at a listener. On the listener's loop. */
public interface ServerHandler {
  /**
   * A request's head has arrived, and of its body what came with it. The answer may come from
   * within this call.
   */
  void requested(ServerStream stream);

  /** The client has gone, or has given up, before the end of the answer. */
  void gone(ServerStream stream);

  /**
   * A request that was taken gets this answer, since its body is not as it should be. Called before
   * the body breaks off; what the handler answers then goes nowhere.
   */
  default void refused(ServerStream stream, int status, String why) {
    gone(stream);
    refused(stream.peer(), status, why);
  }

  /** Something was refused before it became a request, such as what is not HTTP. For the log. */
  default void refused(Peer peer, int status, String why) {}
}
