package dev.ballast.live.http;

/**
 * What is spoken on a connection that a listener accepted. Protocols are put together: the PROXY
 * protocol before TLS, TLS before the version that ALPN agreed on. Each adds its handlers to the
 * channel's pipeline, and hands over to the next one with {@link #accept}; the last one tells with
 * {@link Accepted#speaks} who looks after the connection from then on.
 */
@FunctionalInterface
public interface ServerProtocol {
  /** Takes over the connection. On its loop; bytes that arrived may follow from within. */
  void accept(Accepted accepted);
}
