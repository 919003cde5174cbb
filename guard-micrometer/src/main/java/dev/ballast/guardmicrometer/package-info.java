/** A guard's numbers as Micrometer's metrics. */
@NullMarked
package dev.ballast.guardmicrometer;

import org.jspecify.annotations.NullMarked;
