/** What a search for what breaks a system has found. */
@NullMarked
package dev.ballast.verdict.explore;

import org.jspecify.annotations.NullMarked;
