package dev.ballast.spec;

import dev.ballast.spec.grammar.Assembly;
import dev.ballast.spec.grammar.Key;
import dev.ballast.spec.grammar.Schema;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** The JSON Schema (draft 2020-12) of the system file, from the table of keys that reads it. */
public final class JsonSchema {
  private final Map<String, Supplier<Schema>> named = new LinkedHashMap<>();

  private JsonSchema() {}

  /** The schema, indented, ending in a line end. */
  public static String text() {
    ObjectMapper mapper = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    String text = mapper.writeValueAsString(new JsonSchema().document());
    return text.replace("\r\n", "\n") + "\n";
  }

  private Map<String, Object> document() {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    document.put("$id", "urn:ballast:schema:1");
    document.put("title", "Ballast system file, version 1");
    document.putAll(tree(Assembly.schema()));
    Map<String, Object> definitions = new TreeMap<>();
    while (definitions.size() < named.size()) {
      for (Map.Entry<String, Supplier<Schema>> entry : List.copyOf(named.entrySet())) {
        if (!definitions.containsKey(entry.getKey())) {
          definitions.put(entry.getKey(), tree(entry.getValue().get()));
        }
      }
    }
    document.put("$defs", definitions);
    return document;
  }

  private Map<String, Object> tree(Schema schema) {
    Map<String, Object> tree = new LinkedHashMap<>();
    switch (schema) {
      case Schema.Text(@Nullable String pattern, List<String> examples) -> {
        if (pattern == null) {
          tree.put("type", List.of("string", "number", "boolean"));
        } else {
          tree.put("type", "string");
          tree.put("pattern", pattern);
        }
        if (!examples.isEmpty()) {
          tree.put("examples", examples);
        }
      }
      case Schema.Words(List<String> words) -> tree.put("enum", words);
      case Schema.Numeric(boolean whole, @Nullable Double min, @Nullable Double max) -> {
        tree.put("type", whole ? "integer" : "number");
        if (min != null) {
          tree.put("minimum", bound(min));
        }
        if (max != null) {
          tree.put("maximum", bound(max));
        }
      }
      case Schema.Truth _ -> tree.put("type", "boolean");
      case Schema.ListOf(Schema items, boolean allowsNone) -> {
        tree.put("type", "array");
        tree.put("items", tree(items));
        if (!allowsNone) {
          tree.put("minItems", 1);
        }
      }
      case Schema.Dictionary(@Nullable String keyPattern, Schema values) -> {
        tree.put("type", "object");
        if (keyPattern != null) {
          tree.put("propertyNames", Map.of("pattern", keyPattern));
        }
        tree.put("additionalProperties", tree(values));
      }
      case Schema.Fields fields -> putFields(fields, tree);
      case Schema.OneOf(List<Schema> choices) ->
          tree.put("oneOf", choices.stream().map(this::tree).toList());
      case Schema.Named(String name, Supplier<Schema> target) -> {
        named.putIfAbsent(name, target);
        tree.put("$ref", "#/$defs/" + name);
      }
    }
    return tree;
  }

  private void putFields(Schema.Fields fields, Map<String, Object> tree) {
    tree.put("type", "object");
    tree.put("description", fields.about());
    Map<String, Object> properties = new LinkedHashMap<>();
    for (Key<?> key : fields.keys()) {
      Map<String, Object> property = new LinkedHashMap<>();
      property.put("description", key.about());
      property.putAll(tree(key.type().schema()));
      property.put("description", key.about());
      if (key.defaultText() != null) {
        property.put("default", defaultOf(key.defaultText()));
      }
      properties.put(key.name(), property);
    }
    tree.put("properties", properties);
    List<String> required = fields.keys().stream().filter(Key::required).map(Key::name).toList();
    if (!required.isEmpty()) {
      tree.put("required", required);
    }
    tree.put("additionalProperties", false);
  }

  private static Object defaultOf(String text) {
    if (text.matches("[0-9]{1,9}")) {
      return Integer.valueOf(text);
    }
    return text.equals("true") || text.equals("false") ? Boolean.valueOf(text) : text;
  }

  private static Object bound(double value) {
    if (value == Math.rint(value)) {
      return (long) value;
    }
    return value;
  }
}
