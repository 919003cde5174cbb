package dev.ballast.live.http;

/**
 * A connection to a server, which carries exchanges. It takes them before it is connected, too, and
 * sends them then. On the loop of its channel.
 */
public interface ClientConnection {
  /** Who uses the connection. */
  interface Owner {
    /** It has room, and had none before. */
    void free(ClientConnection connection);

    /** It is no more. Its exchanges learn of that themselves. Called once. */
    void closed(ClientConnection connection);
  }

  /** How many more exchanges it takes now: of HTTP/1 one or none. */
  int room();

  /** Carries an exchange; called where there is room. */
  void take(ClientExchange exchange);

  /** It could not be connected: its exchanges are unreachable. Told once, by its owner. */
  void unreachable();

  /**
   * Whether it has carried nothing for so long, counted from when this was first asked since then.
   */
  boolean isIdleLongerThan(long limitNanos, long nowNanos);

  /** Takes no more, ends what it carries, and closes then. Idempotent. */
  void drain();

  /** Closes at once. */
  void close();
}
