package dev.ballast.spec.grammar;

import dev.ballast.spec.yaml.Node;
import org.jspecify.annotations.Nullable;

/**
 * A single value.
 *
 * @param expected what belongs here: {@code a duration such as 250ms}
 */
record ScalarType<T>(String expected, Parser<T> parser, Schema schema) implements Type<T> {
  /** Turns text into a value. */
  @FunctionalInterface
  interface Parser<T> {
    T parse(String text) throws Mismatch;
  }

  @Override
  public @Nullable T read(Node node, Place place, Reading in) {
    if (!(node instanceof Node.Scalar scalar) || scalar.isNothing()) {
      in.wrongShape(node, place, expected);
      return null;
    }
    try {
      return parser.parse(scalar.text());
    } catch (Mismatch mismatch) {
      report(mismatch, scalar, place, in);
      return null;
    }
  }

  private void report(Mismatch mismatch, Node.Scalar scalar, Place place, Reading in) {
    boolean inKey = !place.key().isEmpty();
    String fix = mismatch.fix();
    if (mismatch.fixIsValue()) {
      fix = "write `" + (inKey ? place.key() + ": " : "") + fix + "`";
    }
    in.report(
        mismatch.code(),
        scalar.at(mismatch.offset(), mismatch.length()),
        mismatch.problem() + " in " + place.noun(),
        "expected " + (mismatch.expected().isEmpty() ? expected : mismatch.expected()),
        fix);
  }
}
