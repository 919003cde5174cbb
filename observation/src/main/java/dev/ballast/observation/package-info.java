<<<<<<< HEAD
/** What happened, as both worlds report it, and the recorder that folds it. */
=======
/** What happened, as one sealed family of events, and the recorder that folds it. */
>>>>>>> tests
@NullMarked
package dev.ballast.observation;

import org.jspecify.annotations.NullMarked;
