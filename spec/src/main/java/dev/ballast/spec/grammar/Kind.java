package dev.ballast.spec.grammar;

import dev.ballast.kernel.Position;
import dev.ballast.spec.grammar.Drafts.Located;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * One kind of policy: the one place that says how the file sets it on a policy and how it is
 * written back.
 *
 * @param <P> what is configured: an edge's policy, or a service's admission
 * @param <T> what the key's value means
 * @param put the policy with this value
 * @param text the value as the file would say it
 */
record Kind<P, T>(Key<T> key, BiFunction<P, T, P> put, Function<P, String> text) {
  String name() {
    return key.name();
  }

  /** Notes what the map sets, if it sets this kind. */
  void read(Fields fields, Map<String, Located<UnaryOperator<P>>> into) {
    T value = fields.find(key);
    if (value != null) {
      Position at = key.type() instanceof ScalarType ? fields.valueAt(key) : fields.at(key);
      into.put(name(), new Located<>(policy -> put.apply(policy, value), at));
    }
  }

  void write(P policy, Lines out) {
    out.put(name(), text.apply(policy));
  }
}
