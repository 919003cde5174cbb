/** What a system is, complete and consistent, as immutable values. */
@NullMarked
package dev.ballast.model;

import org.jspecify.annotations.NullMarked;
