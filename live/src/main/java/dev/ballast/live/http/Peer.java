package dev.ballast.live.http;

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
 */
public record Peer(
    InetSocketAddress address,
    String protocol,
    boolean isSecure,
    @Nullable String identity,
    @Nullable String serverName) {}
