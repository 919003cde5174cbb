/** What follows from a system without running it. */
@NullMarked
package dev.ballast.spec.check;

import org.jspecify.annotations.NullMarked;
