package dev.ballast.spec.grammar;

import dev.ballast.kernel.Position;
import dev.ballast.spec.text.Quoted;

/**
 * Where a value belongs.
 *
 * @param key the key it stands under, or empty in a list
 * @param noun what to call it in a sentence: {@code `timeout`}, {@code the service `edge`}
 * @param at the key, or the list's item
 */
public record Place(String key, String noun, Position at) {
  /** The value of a key. */
  static Place ofKey(String key, Position at) {
    return new Place(key, "`" + Quoted.plain(key) + "`", at);
  }

  /** An item of a list. */
  static Place ofItem(String noun, Position at) {
    return new Place("", noun, at);
  }
}
