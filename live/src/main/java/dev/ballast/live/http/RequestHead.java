package dev.ballast.live.http;

import org.jspecify.annotations.Nullable;

/**
 * What stands before the body of a request (RFC 9110, 6.3).
 *
 * @param method such as {@code GET}; case matters
 * @param scheme {@code http} or {@code https}
 * @param authority whom it is for: {@code :authority}, or the Host field; empty where HTTP/1.0
 *     named nobody
 * @param target the path with its query, such as {@code /play/7?hd=1}, or {@code *} of OPTIONS
 * @param fields without pseudo-fields and without Host
 * @param upgrade the protocol that it asks to go on in, such as {@code websocket} (Upgrade of
 *     HTTP/1.1; {@code :protocol} of HTTP/2, RFC 8441), or null. Its body is then what the client
 *     says in that protocol: it is taken when the answer is 101 and not at all otherwise.
 */
public record RequestHead(
    String method,
    String scheme,
    String authority,
    String target,
    Fields fields,
    @Nullable String upgrade) {
  /** A request that stays with HTTP. */
  public RequestHead(String method, String scheme, String authority, String target, Fields fields) {
    this(method, scheme, authority, target, fields, null);
  }
}
