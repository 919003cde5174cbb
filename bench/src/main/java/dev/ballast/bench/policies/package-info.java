/** Single decisions beside those of libraries, measured by JMH. */
@NullMarked
package dev.ballast.bench.policies;

import org.jspecify.annotations.NullMarked;
