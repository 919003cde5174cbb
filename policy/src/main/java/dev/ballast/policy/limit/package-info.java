/**
 * Bounds that follow what the callee can take: limits of work at once that adapt to latency and
 * drops, and a throttle that holds calls back while the callee refuses many.
 */
@NullMarked
package dev.ballast.policy.limit;

import org.jspecify.annotations.NullMarked;
