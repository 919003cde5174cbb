/**
 * HTTP/1.1 on sockets (RFC 9112), both sides of it: heads are read straight from what arrived into
 * one array each, and written into one buffer per message. Strict: what two implementations could
 * read in two ways is refused.
 */
@NullMarked
package dev.ballast.live.http1;

import org.jspecify.annotations.NullMarked;
