/** Parts of a study: what some of its repetitions gave, written to a file and read again. */
@NullMarked
package dev.ballast.cli.part;

import org.jspecify.annotations.NullMarked;
