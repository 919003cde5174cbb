/** What happened, as one sealed family of events, and the recorder that folds it. */
@NullMarked
package dev.ballast.observation;

import org.jspecify.annotations.NullMarked;
