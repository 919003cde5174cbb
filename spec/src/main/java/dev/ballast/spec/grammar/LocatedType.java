package dev.ballast.spec.grammar;

import dev.ballast.spec.grammar.Drafts.Located;
import dev.ballast.spec.yaml.Node;
import org.jspecify.annotations.Nullable;

/** The same type, with the value's position. */
record LocatedType<T>(Type<T> base) implements Type<Located<T>> {
  @Override
  public @Nullable Located<T> read(Node node, Place place, Reading in) {
    T value = base.read(node, place, in);
    return value == null ? null : new Located<>(value, node.at());
  }

  @Override
  public String expected() {
    return base.expected();
  }

  @Override
  public Schema schema() {
    return base.schema();
  }
}
