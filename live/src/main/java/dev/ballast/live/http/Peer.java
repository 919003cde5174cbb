package dev.ballast.live.http;

import io.netty.util.AsciiString;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Who is at the other end of a connection.
 *
 * @param address of the client itself: what the PROXY protocol said, where it was spoken
 * @param protocol as ALPN names it: {@code http/1.1} or {@code h2}
 * @param isSecure whether it came over TLS
 * @param identity the SPIFFE ID of the client's certificate, or null where it showed none
 * @param serverName what the client named in TLS (SNI), or null
 * @param host the address without the port, as text, written once per connection
 */
public record Peer(
    InetSocketAddress address,
    String protocol,
    boolean isSecure,
    @Nullable String identity,
    @Nullable String serverName,
    AsciiString host) {
  /** A peer whose address is written as it is. */
  public Peer(
      InetSocketAddress address,
      String protocol,
      boolean isSecure,
      @Nullable String identity,
      @Nullable String serverName) {
    this(address, protocol, isSecure, identity, serverName, host(address));
  }

  private static AsciiString host(InetSocketAddress address) {
    InetAddress known = address.getAddress();
    return new AsciiString(known == null ? "unknown" : NetUtil.toAddressString(known));
  }
}
