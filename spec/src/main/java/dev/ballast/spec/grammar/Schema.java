package dev.ballast.spec.grammar;

import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** As much of JSON Schema as the system file needs, as a tree that can be written out. */
public sealed interface Schema {
  /** Text of a form; examples show it. */
  record Text(@Nullable String pattern, List<String> examples) implements Schema {}

  /** One of these words. */
  record Words(List<String> words) implements Schema {}

  /** A whole number, or any number, in a range; null is no bound. */
  record Numeric(boolean whole, @Nullable Double min, @Nullable Double max) implements Schema {}

  record Truth() implements Schema {}

  record ListOf(Schema items, boolean allowsNone) implements Schema {}

  /** A map with chosen names as keys. */
  record Dictionary(@Nullable String keyPattern, Schema values) implements Schema {}

  /** A map with known keys. */
  record Fields(String about, List<Key<?>> keys) implements Schema {}

  /** Exactly one of these. */
  record OneOf(List<Schema> choices) implements Schema {}

  /** A definition used in several places, or inside itself. */
  record Named(String name, Supplier<Schema> target) implements Schema {}
}
