/** The keys of the system file, in one table that reads, explains and publishes them. */
@NullMarked
package dev.ballast.spec.grammar;

import org.jspecify.annotations.NullMarked;
