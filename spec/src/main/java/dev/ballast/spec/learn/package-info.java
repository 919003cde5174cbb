/**
 * From what was measured to a first system file: Jaeger's dependency export and traces, OTLP
 * traces, isotope graphs. Foreign files are read as they stream by ({@link JsonInput}, {@link
 * IsotopeFile}), turned into a {@link Sketch}, and written with a remark wherever a value is a
 * guess ({@link SketchWriter}).
 */
@NullMarked
package dev.ballast.spec.learn;

import org.jspecify.annotations.NullMarked;
