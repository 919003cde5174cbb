/** A verdict as terminal text, JSON, JUnit XML and one self-contained HTML file; pure. */
@NullMarked
package dev.ballast.report;

import org.jspecify.annotations.NullMarked;
