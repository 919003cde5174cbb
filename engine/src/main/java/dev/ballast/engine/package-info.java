/** What runs between decisions and a world: call paths, admission, the interpreter of steps. */
@NullMarked
package dev.ballast.engine;

import org.jspecify.annotations.NullMarked;
