package dev.ballast.spec.grammar;

import dev.ballast.model.Fault;
import dev.ballast.spec.grammar.Drafts.Course;
import dev.ballast.spec.grammar.Drafts.FaultDraft;
import dev.ballast.spec.grammar.Drafts.Located;
import dev.ballast.spec.grammar.Drafts.Replicas;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** How every kind of fault is read. */
final class FaultDrafts {
  private FaultDrafts() {}

  /**
   * A fault with these keys, the first of which names it.
   *
   * @param course the keys that say how it comes and goes
   */
  static Types.MapType<FaultDraft> map(
      String about,
      List<Key<?>> own,
      List<Key<?>> course,
      Function<Fields, @Nullable FaultDraft> build) {
    List<Key<?>> keys = new ArrayList<>(own);
    keys.addAll(course);
    return new Types.MapType<>("a map with `" + keys.getFirst().name() + "`", about, keys, build);
  }

  /** The same for a fault that does not strike replicas of one service. */
  static Types.MapType<FaultDraft> variant(
      String about,
      List<Key<?>> own,
      List<Key<?>> course,
      Function<Fields, @Nullable Fault> fault) {
    return map(about, own, course, f -> draft(f, own.getFirst(), fault.apply(f)));
  }

  private static @Nullable FaultDraft draft(Fields f, Key<?> leading, @Nullable Fault fault) {
    Course course = CourseGrammar.read(f);
    Located<Replicas> all = new Located<>(Replicas.ALL, f.valueAt(leading));
    return fault == null ? null : new FaultDraft(f.valueAt(leading), null, all, course, _ -> fault);
  }
}
