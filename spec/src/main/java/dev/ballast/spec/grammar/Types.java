package dev.ballast.spec.grammar;

import dev.ballast.kernel.Position;
import dev.ballast.spec.text.Code;
import dev.ballast.spec.text.NameKind;
import dev.ballast.spec.text.Problems;
import dev.ballast.spec.text.Quoted;
import dev.ballast.spec.yaml.Node;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Types that are made of other types. */
final class Types {
  private Types() {}

  /** A map with known keys. */
  record MapType<T>(
      String expected, String about, List<Key<?>> keys, Function<Fields, @Nullable T> build)
      implements Type<T> {
    MapType {
      keys = List.copyOf(keys);
    }

    @Override
    public @Nullable T read(Node node, Place place, Reading in) {
      if (!(node instanceof Node.Mapping map)) {
        in.wrongShape(node, place, expected);
        return null;
      }
      return build.apply(Fields.of(map, keys, place, in));
    }

    @Override
    public Schema schema() {
      return new Schema.Fields(about, keys);
    }
  }

  /** One of several maps, told apart by their first key. */
  record Variants<T>(String noun, List<MapType<? extends T>> variants) implements Type<T> {
    Variants {
      variants = List.copyOf(variants);
    }

    @Override
    public String expected() {
      return "a map with one of the keys " + Problems.oneOf(leadingKeys());
    }

    private List<String> leadingKeys() {
      return variants.stream().map(v -> v.keys().getFirst().name()).toList();
    }

    @Override
    public @Nullable T read(Node node, Place place, Reading in) {
      if (!(node instanceof Node.Mapping map)) {
        in.wrongShape(node, place, expected());
        return null;
      }
      List<String> leading = leadingKeys();
      List<String> found =
          map.entries().stream()
              .map(e -> e.key().text())
              .distinct()
              .filter(leading::contains)
              .toList();
      Place here =
          Place.ofItem(
              noun, map.entries().isEmpty() ? map.at() : map.entries().getFirst().key().at());
      if (found.isEmpty()) {
        refuseUnknown(map, here, leading, in);
        return null;
      }
      for (MapType<? extends T> variant : variants) {
        List<String> names = variant.keys().stream().map(Key::name).toList();
        if (found.contains(names.getFirst()) && names.containsAll(found)) {
          return variant.read(node, here, in);
        }
      }
      Node.Scalar second =
          map.entries().stream()
              .map(Node.Entry::key)
              .filter(k -> k.text().equals(found.get(1)))
              .findFirst()
              .orElseThrow();
      in.report(
          Code.SPEC021,
          second.at(),
          "`" + found.get(0) + "` and `" + found.get(1) + "` in one " + noun.replace("this ", ""),
          "expected only one of them",
          place.key().isEmpty()
              ? "begin a new list item with `- " + found.get(1) + ":`"
              : "leave one of them out");
      return null;
    }

    private void refuseUnknown(Node.Mapping map, Place here, List<String> leading, Reading in) {
      String nearest = null;
      Node.@Nullable Scalar meant = null;
      for (Node.Entry entry : map.entries()) {
        if (nearest == null) {
          nearest = in.problems().nearest(entry.key().text(), leading);
          meant = entry.key();
        }
      }
      boolean isTypo = nearest != null && meant != null;
      Position at = isTypo && meant != null ? meant.at() : here.at();
      String problem =
          isTypo && meant != null
              ? "unknown key " + Quoted.of(meant.text()) + " in " + noun
              : noun + " has none of the keys that tell what it does";
      in.report(
          isTypo ? Code.SPEC010 : Code.SPEC011,
          at,
          problem,
          "expected " + Problems.oneOf(leading),
          isTypo ? "write `" + nearest + "`" : "add one of these keys");
    }

    @Override
    public Schema schema() {
      return new Schema.OneOf(variants.stream().map(MapType::schema).toList());
    }
  }

  /** A key that the user chose, its value, and where the key stands. */
  record Item<K, V>(K key, V value, Position at) {}

  /** A map whose keys the user chooses. */
  record Dictionary<K, V>(
      String expected,
      String noun,
      @Nullable NameKind kind,
      Type<K> keyType,
      Type<V> valueType,
      @Nullable String keyPattern)
      implements Type<List<Item<K, V>>> {

    @Override
    public @Nullable List<Item<K, V>> read(Node node, Place place, Reading in) {
      if (!(node instanceof Node.Mapping map)) {
        in.wrongShape(node, place, expected);
        return null;
      }
      Map<String, Position> seen = new HashMap<>();
      List<Item<K, V>> items = new ArrayList<>();
      for (Node.Entry entry : map.entries()) {
        String name = entry.key().text();
        Position at = entry.key().at();
        Position first = seen.putIfAbsent(name, at);
        if (first != null) {
          Fields.refuseRepeated(entry.key(), first, in);
          continue;
        }
        String called = noun + " " + Quoted.of(name);
        K key = keyType.read(entry.key(), Place.ofItem(noun + "'s name", at), in);
        V value = valueType.read(entry.value(), new Place(name, called.strip(), at), in);
        if (key != null && value != null) {
          items.add(new Item<>(key, value, at));
        } else if (kind != null) {
          in.markIncomplete(kind);
        }
      }
      return items;
    }

    @Override
    public Schema schema() {
      return new Schema.Dictionary(keyPattern, valueType.schema());
    }
  }

  /** A list. */
  record ListType<T>(
      String expected, String noun, @Nullable NameKind kind, Type<T> itemType, boolean allowsNone)
      implements Type<List<T>> {
    @Override
    public @Nullable List<T> read(Node node, Place place, Reading in) {
      if (!(node instanceof Node.Sequence sequence)) {
        in.wrongShape(node, place, expected);
        return null;
      }
      if (sequence.items().isEmpty() && !allowsNone) {
        in.report(Code.SPEC011, node.at(), place.noun() + " is empty", "expected " + expected, "");
        return null;
      }
      List<T> items = new ArrayList<>();
      for (Node item : sequence.items()) {
        T value = itemType.read(item, Place.ofItem(noun, item.at()), in);
        if (value != null) {
          items.add(value);
        } else if (kind != null) {
          in.markIncomplete(kind);
        }
      }
      return items;
    }

    @Override
    public Schema schema() {
      return new Schema.ListOf(itemType.schema(), allowsNone);
    }
  }

  /** Different types for a plain value, a list and a map; null where one is not allowed. */
  record ByShape<T>(
      String expected,
      @Nullable Type<? extends T> ofScalar,
      @Nullable Type<? extends T> ofSequence,
      @Nullable Type<? extends T> ofMapping)
      implements Type<T> {
    @Override
    public @Nullable T read(Node node, Place place, Reading in) {
      Type<? extends T> type =
          switch (node) {
            case Node.Scalar scalar -> scalar.isNothing() ? null : ofScalar;
            case Node.Sequence _ -> ofSequence;
            case Node.Mapping _ -> ofMapping;
          };
      if (type == null) {
        in.wrongShape(node, place, expected);
        return null;
      }
      return type.read(node, place, in);
    }

    @Override
    public Schema schema() {
      List<Schema> choices = new ArrayList<>();
      for (Type<? extends T> type : Arrays.asList(ofScalar, ofSequence, ofMapping)) {
        if (type != null) {
          choices.add(type.schema());
        }
      }
      return new Schema.OneOf(choices);
    }
  }

  /** The same type, read into something else. */
  record Mapped<A, B>(Type<A> base, Function<A, B> function) implements Type<B> {
    @Override
    public @Nullable B read(Node node, Place place, Reading in) {
      A value = base.read(node, place, in);
      return value == null ? null : function.apply(value);
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

  /** A type with a name of its own in the schema; may be used inside itself. */
  record Named<T>(String name, String expected, Supplier<Type<T>> target) implements Type<T> {
    @Override
    public @Nullable T read(Node node, Place place, Reading in) {
      return target.get().read(node, place, in);
    }

    @Override
    public Schema schema() {
      return new Schema.Named(name, () -> target.get().schema());
    }
  }
}
