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

  /** Something was refused before it became a request, such as what is not HTTP. For the log. */
  default void refused(Peer peer, int status, String why) {}
}
