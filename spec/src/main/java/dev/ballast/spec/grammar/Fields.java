package dev.ballast.spec.grammar;

import dev.ballast.kernel.Position;
import dev.ballast.spec.text.Code;
import dev.ballast.spec.text.Problems;
import dev.ballast.spec.text.Quoted;
import dev.ballast.spec.yaml.Node;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The keys and values of one map, read on demand. */
final class Fields {
  private final Map<String, Node.Entry> given = new HashMap<>();
  private final Place place;
  private final Reading in;

  private Fields(Place place, Reading in) {
    this.place = place;
    this.in = in;
  }

  /** Refuses unknown and repeated keys, misses required ones. */
  static Fields of(Node.Mapping map, List<Key<?>> known, Place place, Reading in) {
    Fields fields = new Fields(place, in);
    List<String> names = known.stream().map(Key::name).toList();
    Set<String> mistyped = new HashSet<>();
    for (Node.Entry entry : map.entries()) {
      String name = entry.key().text();
      if (!names.contains(name)) {
        String nearest = in.problems().nearest(name, names);
        fields.refuseUnknown(entry.key(), names, nearest);
        mistyped.add(String.valueOf(nearest));
      } else if (fields.given.putIfAbsent(name, entry) != null) {
        refuseRepeated(entry.key(), fields.at(name), in);
      }
    }
    for (Key<?> key : known) {
      boolean isMissing = key.required() && !fields.given.containsKey(key.name());
      if (isMissing && !mistyped.contains(key.name())) {
        in.report(
            Code.SPEC011,
            place.at(),
            place.noun() + " has no `" + key.name() + "`",
            "expected `" + key.name() + "` below it",
            "add `" + key.name() + ": ` with " + key.type().expected());
      }
    }
    return fields;
  }

  static void refuseRepeated(Node.Scalar key, Position first, Reading in) {
    in.report(
        Code.SPEC012,
        key.at(),
        "`" + Quoted.plain(key.text()) + "` is given twice",
        "given before in line " + first.line(),
        "leave one of them out");
  }

  private void refuseUnknown(Node.Scalar key, List<String> names, @Nullable String nearest) {
    in.report(
        Code.SPEC010,
        key.at(),
        "unknown key " + Quoted.of(key.text()) + " in " + place.noun(),
        "expected " + Problems.oneOf(names),
        nearest == null ? "leave it out" : "write `" + nearest + "`");
  }

  Place place() {
    return place;
  }

  Reading in() {
    return in;
  }

  boolean has(Key<?> key) {
    return given.containsKey(key.name());
  }

  /** Where the key stands; the map's own place when it is absent. */
  Position at(Key<?> key) {
    return at(key.name());
  }

  private Position at(String name) {
    Node.Entry entry = given.get(name);
    return entry == null ? place.at() : entry.key().at();
  }

  /** Where the key's value stands; the map's own place when it is absent. */
  Position valueAt(Key<?> key) {
    Node.Entry entry = given.get(key.name());
    return entry == null ? place.at() : entry.value().at();
  }

  /** The value; null when the key is absent or its value could not be read. */
  <T> @Nullable T find(Key<T> key) {
    Node.Entry entry = given.get(key.name());
    return entry == null
        ? null
        : key.type().read(entry.value(), Place.ofKey(key.name(), entry.key().at()), in);
  }

  /** The value; the key's default when it is absent or could not be read. */
  <T> T get(Key<T> key) {
    T value = find(key);
    return value == null ? defaultOf(key) : value;
  }

  /** What the key's default text means. */
  static <T> T defaultOf(Key<T> key) {
    if (key.defaultText() == null) {
      throw new IllegalStateException("expected a default for " + key.name() + ", found none");
    }
    Reading silent = new Reading(new Problems());
    Position nowhere = Position.ofFile("default");
    Node text = new Node.Scalar(key.defaultText(), true, nowhere);
    T value = key.type().read(text, Place.ofKey(key.name(), nowhere), silent);
    if (value == null) {
      throw new IllegalStateException(
          "expected a readable default for " + key.name() + ", found " + key.defaultText());
    }
    return value;
  }
}
