package dev.ballast.explore;

import dev.ballast.model.Experiment.TimedFault;
import dev.ballast.verdict.explore.Trial;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Sets of several faults, the most promising first: those whose parts strain the objectives most by
 * themselves. Each part is the strongest of its family; what breaks something is made smaller
 * afterwards. A set happens all at once, or one fault after the other in either direction, as a
 * second blow strikes what has not recovered yet.
 */
final class Combinations {
  /** Sets that are kept in mind at once. */
  private static final int SETS_MAX = 200_000;

  private record Ranked(List<TimedFault> faults, double strain) {}

  private Combinations() {}

  /** How many sets of so many parts there are. */
  static long count(int parts, int size) {
    double count = 3;
    for (int i = 0; i < size; i++) {
      count = count * (parts - i) / (i + 1);
    }
    return count > 1e15 ? (long) 1e15 : Math.round(count);
  }

  /**
   * The sets of a size.
   *
   * @param parts single faults that were tried, each of another family
   * @param open indexes of the objectives that are still to be broken
   */
  static List<List<TimedFault>> of(List<Trial> parts, int size, List<Integer> open) {
    List<Trial> strongest =
        parts.stream()
            .sorted(Comparator.comparingDouble((Trial t) -> -strain(List.of(t), open)))
            .toList();
    while (strongest.size() > size && count(strongest.size(), size) > SETS_MAX) {
      strongest = strongest.subList(0, strongest.size() - 1);
    }
    List<Ranked> ranked = new ArrayList<>();
    choose(strongest, size, 0, new ArrayList<>(), open, ranked);
    ranked.sort(Comparator.comparingDouble(r -> -r.strain()));
    return ranked.stream().map(Ranked::faults).toList();
  }

  private static void choose(
      List<Trial> from,
      int size,
      int next,
      List<Trial> chosen,
      List<Integer> open,
      List<Ranked> into) {
    if (chosen.size() == size) {
      double strain = strain(chosen, open);
      into.add(new Ranked(atOnce(chosen), strain));
      into.add(new Ranked(inTurn(chosen), strain));
      into.add(new Ranked(inTurn(chosen.reversed()), strain));
      return;
    }
    for (int i = next; i < from.size(); i++) {
      chosen.addLast(from.get(i));
      choose(from, size, i + 1, chosen, open, into);
      chosen.removeLast();
    }
  }

  /** The most that any open objective suffers, if harms added up. */
  private static double strain(List<Trial> parts, List<Integer> open) {
    double most = 0;
    for (int objective : open) {
      double sum = 0;
      for (Trial part : parts) {
        sum += part.strains().get(objective);
      }
      most = Math.max(most, sum);
    }
    return most;
  }

  private static List<TimedFault> atOnce(List<Trial> parts) {
    return parts.stream().map(part -> part.faults().getFirst()).toList();
  }

  private static List<TimedFault> inTurn(List<Trial> parts) {
    List<TimedFault> turns = new ArrayList<>();
    long at = Catalogue.BEGIN_NANOS;
    for (Trial part : parts) {
      TimedFault fault = part.faults().getFirst();
      turns.add(new TimedFault(at, fault.forNanos(), fault.fault()));
      at += fault.forNanos();
    }
    return turns;
  }
}
