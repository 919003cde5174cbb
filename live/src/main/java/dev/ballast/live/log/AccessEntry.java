package dev.ballast.live.log;

import org.jspecify.annotations.Nullable;

/**
 * One request that has ended. Whatever a client chose is as it came: the log makes it harmless.
 *
 * @param atMillis when it ended, in milliseconds since 1970
 * @param peer the client's address, with its port
 * @param identity the SPIFFE ID of the client's certificate, or null
 * @param protocol as ALPN names it
 * @param method empty where there was no request that could be read
 * @param status the answer's; 0 where the connection was broken off instead
 * @param bytes of the answer's body, −1 where it was still on its way
 * @param nanos from the request's arrival to the answer
 * @param service whose replica was asked
 * @param replica its number, from 1
 * @param endpoint the route or endpoint, or null where none fits
 * @param callee whom a gateway asked at last, such as {@code playback-2}, or null
 * @param attempts that were sent for it
 * @param result such as {@code ok} or {@code shed}; null where it never was a request
 * @param reason why it was refused, where that is more than the result says
 * @param id of the request, or null
 */
public record AccessEntry(
    long atMillis,
    String peer,
    @Nullable String identity,
    String protocol,
    boolean isSecure,
    String method,
    String target,
    int status,
    long bytes,
    long nanos,
    String service,
    int replica,
    @Nullable String endpoint,
    @Nullable String callee,
    int attempts,
    @Nullable String result,
    @Nullable String reason,
    @Nullable String id) {}
