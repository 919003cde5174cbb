/**
 * HTTP as the rest of the live world sees it, whatever its version: heads, bodies on their way, and
 * streams that carry one request and its answer. Knows nothing of services and policies. Everything
 * belongs to one event loop.
 */
@NullMarked
package dev.ballast.live.http;

import org.jspecify.annotations.NullMarked;
