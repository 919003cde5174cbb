/** What happened, as both worlds report it, and the recorder that folds it. */
@NullMarked
package dev.ballast.observation;

import org.jspecify.annotations.NullMarked;
