package dev.ballast.spec.learn;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Walks a JSON text without building it. Every reader of a value leaves the parser on the value's
 * last token; what has another shape than expected is skipped.
 */
final class Json {
  private final JsonParser parser;
  private final Map<String, String> strings = new HashMap<>();

  Json(JsonParser parser) {
    this.parser = parser;
  }

  /** Reads the value of one field. */
  interface Field {
    void read(String name);
  }

  /** Hands every field of the object to the reader; false, and skipped, when it is no object. */
  boolean fields(Field reader) {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      skip();
      return false;
    }
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      reader.read(name);
    }
    return true;
  }

  /** Runs the reader on every element of the array; false, and skipped, when it is no array. */
  boolean elements(Runnable reader) {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      skip();
      return false;
    }
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      reader.run();
    }
    return true;
  }

  boolean isArray() {
    return parser.currentToken() == JsonToken.START_ARRAY;
  }

  void skip() {
    parser.skipChildren();
  }

  /** A text, number or truth value as text; null for anything else. Equal texts are one object. */
  @Nullable String text() {
    JsonToken token = parser.currentToken();
    if (token == null || !token.isScalarValue() || token == JsonToken.VALUE_NULL) {
      skip();
      return null;
    }
    String text = parser.getString();
    return text.length() > 64 ? text : strings.computeIfAbsent(text, same -> same);
  }

  /** A whole number, also when written as text or with a fraction; null for anything else. */
  @Nullable Long number() {
    String text = text();
    if (text == null || text.isEmpty() || text.length() > 40) {
      return null;
    }
    try {
      return Long.valueOf(text);
    } catch (NumberFormatException notWhole) {
      try {
        double value = Double.parseDouble(text);
        return Math.abs(value) < 9e18 ? Long.valueOf((long) value) : null;
      } catch (NumberFormatException notANumber) {
        return null;
      }
    }
  }
}
