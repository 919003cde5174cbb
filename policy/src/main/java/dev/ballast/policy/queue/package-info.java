/** What waits for a worker: who is let in, who is served next, and who has waited too long. */
@NullMarked
package dev.ballast.policy.queue;

import org.jspecify.annotations.NullMarked;
