package dev.ballast.verdict;

import dev.ballast.verdict.Difference.Relation;
import java.util.ArrayList;
import java.util.List;

/**
 * One experiment on several systems, repetition by repetition on the same random numbers.
 *
 * @param runs repetitions of each system
 * @param verdicts one for each system, in their order
 * @param differences of each system after the first, in the order of systems and then of the file
 * @param notes what a reader has to know besides: what only one system has, whether the experiments
 *     themselves differ, and warm-ups that are too short
 */
public record Comparison(
    String name,
    int runs,
    List<ExperimentVerdict> verdicts,
    List<Difference> differences,
    List<String> notes) {
  public Comparison {
    verdicts = List.copyOf(verdicts);
    differences = List.copyOf(differences);
    notes = List.copyOf(notes);
  }

  /** The same with these notes after its own. */
  public Comparison withNotes(List<String> more) {
    List<String> all = new ArrayList<>(notes);
    all.addAll(more);
    return new Comparison(name, runs, verdicts, differences, all);
  }

  /** The verdict on the last system: the candidate. */
  public Verdict verdict() {
    return verdicts.getLast().verdict();
  }

  /** How a system differs from the first. */
  public List<Difference> differences(int system) {
    return differences.stream().filter(d -> d.system() == system).toList();
  }

  /** In how many measures that both show a system stands like this to the first. */
  public long count(int system, Relation relation) {
    return differences.stream()
        .filter(d -> d.system() == system && d.relation() == relation)
        .filter(d -> d.difference().hasData())
        .count();
  }
}
