/**
 * Answers that are given again: kept for later in a bounded cache, or shared while they are under
 * way. Both are for threads and take no lock.
 */
@NullMarked
package dev.ballast.policy.cache;

import org.jspecify.annotations.NullMarked;
