/** What a user wrote, and what is wrong with it: source, codes, diagnostics. */
@NullMarked
package dev.ballast.spec.text;

import org.jspecify.annotations.NullMarked;
