/** The policies around the HTTP client of the JDK. */
@NullMarked
package dev.ballast.guardhttp;

import org.jspecify.annotations.NullMarked;
