package dev.ballast.live.http;

/**
 * What stands before the body of a request (RFC 9110, 6.3).
 *
 * @param method such as {@code GET}; case matters
 * @param scheme {@code http} or {@code https}
 * @param authority whom it is for: {@code :authority}, or the Host field; empty where HTTP/1.0
 *     named nobody
 * @param target the path with its query, such as {@code /play/7?hd=1}, or {@code *} of OPTIONS
 * @param fields without pseudo-fields and without Host
 */
public record RequestHead(
    String method, String scheme, String authority, String target, Fields fields) {}
