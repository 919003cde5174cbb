package dev.ballast.spec.grammar;

import org.jspecify.annotations.Nullable;

/**
 * A key of a map: the one place that says how it is named, read, defaulted and explained.
 *
 * @param defaultText what applies when the key is absent, as the file would say it; null for none
 * @param about one or more sentences for the JSON Schema and the guide
 */
public record Key<T>(
    String name, Type<T> type, boolean required, @Nullable String defaultText, String about) {

  /** A key that must be there. */
  static <T> Key<T> required(String name, Type<T> type, String about) {
    return new Key<>(name, type, true, null, about);
  }

  /** A key whose absence means nothing. */
  static <T> Key<T> optional(String name, Type<T> type, String about) {
    return new Key<>(name, type, false, null, about);
  }

  /** A key with a default. */
  static <T> Key<T> withDefault(String name, Type<T> type, String defaultText, String about) {
    return new Key<>(name, type, false, defaultText, about);
  }
}
