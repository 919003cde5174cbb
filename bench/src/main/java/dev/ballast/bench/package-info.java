/** Benchmarks beside their peers; they print ratios and never fail a build. */
@NullMarked
package dev.ballast.bench;

import org.jspecify.annotations.NullMarked;
