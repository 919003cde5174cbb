/**
 * From what was measured to a first system file: Jaeger's dependency export and traces, OTLP
 * traces, isotope graphs. JSON is read as it streams by ({@link JsonInput}), a graph as a tree
 * ({@link YamlTree}); an importer turns either into a {@link Sketch}, and {@link SketchWriter}
 * writes it with a remark wherever a value is a guess.
 */
@NullMarked
package dev.ballast.spec.learn;

import org.jspecify.annotations.NullMarked;
