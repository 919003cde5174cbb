/** The commands; the only place where worlds are chosen and parts are put together. */
@NullMarked
package dev.ballast.cli;

import org.jspecify.annotations.NullMarked;
