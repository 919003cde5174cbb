package dev.ballast.guard;

import java.util.function.BiFunction;

/**
 * One layer as it was asked for.
 *
 * @param lengthNanos how long it lets things last, where that is what it is about; else 0
 * @param make makes it around the layer inside it
 */
record Piece(Part part, long lengthNanos, BiFunction<Site, Layer, Layer> make) {}
