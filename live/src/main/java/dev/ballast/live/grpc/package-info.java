/**
 * gRPC as a hop sees it: which requests are gRPC, what their status means, how long they may take,
 * and how to refuse them in their own words. It does not look into messages.
 */
@NullMarked
package dev.ballast.live.grpc;

import org.jspecify.annotations.NullMarked;
