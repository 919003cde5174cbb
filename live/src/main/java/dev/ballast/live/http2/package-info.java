/**
 * HTTP/2 (RFC 9113) on the words of {@code live.http}: frames, header compression (RFC 7541), flow
 * control, and the two ends of a connection. Everything belongs to one event loop.
 */
@NullMarked
package dev.ballast.live.http2;

import org.jspecify.annotations.NullMarked;
