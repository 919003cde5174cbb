package dev.ballast.spec.grammar;

import dev.ballast.spec.yaml.Node;
import org.jspecify.annotations.Nullable;

/**
 * What may stand at a place of the file: how it is read, and how the JSON Schema says the same.
 *
 * @param <T> what it is read into
 */
public interface Type<T> {
  /**
   * Reads a value. Everything wrong is reported; null when nothing useful could be read.
   *
   * @param place what the user calls the place, such as {@code `timeout`}
   */
  @Nullable T read(Node node, Place place, Reading in);

  /** What belongs here, in a few words: {@code a duration such as 250ms}. */
  String expected();

  /** The schema of this type. */
  Schema schema();
}
