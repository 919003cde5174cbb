/**
 * Which route a request takes, and what is asked or answered in its place: matching, rewriting,
 * redirects. Knows of messages only their heads. What is compiled from a file is immutable; a
 * {@link dev.ballast.live.routing.RequestPath} belongs to one event loop.
 */
@NullMarked
package dev.ballast.live.routing;

import org.jspecify.annotations.NullMarked;
