package dev.ballast.live.http;

/** A connection's hold on one exchange. */
public interface ClientStream {
  /**
   * The answer is not wanted any more; nothing more is told to the exchange. HTTP/1 closes the
   * connection, HTTP/2 resets the stream. Idempotent.
   */
  void cancel();
}
