/** From text to the model and back: YAML with positions, diagnostics, JSON Schema. */
@NullMarked
package dev.ballast.spec;

import org.jspecify.annotations.NullMarked;
