package dev.ballast.verdict;

import dev.ballast.kernel.Checks;
import dev.ballast.model.Experiment;
import dev.ballast.model.Objective;
import dev.ballast.model.Objective.Target;
import dev.ballast.model.SystemModel;
import dev.ballast.observation.RunRecord;
import dev.ballast.observation.Subjects;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The repetitions of one experiment on several systems, which all met the same random numbers:
 * repetition i of each has the same seed, and streams are named after components. So two systems
 * differ by their design and not by their luck, and their difference is known from far fewer
 * repetitions (A. M. Law, "Simulation modeling and analysis", 5th ed. 2015, sections 10.2 and
 * 11.2).
 *
 * <p>Repetitions are added in their order. Not thread-safe.
 */
public final class PairedStudy {
  /** One system, and the experiment as its file describes it. */
  public record Side(String name, SystemModel model, Experiment experiment) {}

  private final List<Side> sides;
  private final Margins margins;
  private final List<Study> studies = new ArrayList<>();
  private final List<List<Contrast>> contrasts = new ArrayList<>();
  private final Set<String> notes = new TreeSet<>();
  private final Looks looks = new Looks();
  private boolean settled;

  /**
   * A study of at least two systems.
   *
   * @param sides the first is what the others are compared with, the last the candidate
   */
  public PairedStudy(List<Side> sides, Margins margins) {
    Checks.that(sides.size() >= 2, "a comparison needs two systems");
    this.sides = List.copyOf(sides);
    this.margins = margins;
    sides.forEach(side -> studies.add(new Study(side.model(), side.experiment())));
    Side first = sides.getFirst();
    for (Side side : sides.subList(1, sides.size())) {
      if (!describesTheSame(first.experiment(), side.experiment())) {
        notes.add(
            "the experiment is not the same in "
                + first.name()
                + " and "
                + side.name()
                + ": what differs in load, faults and length shows in the differences");
      }
    }
  }

  private static boolean describesTheSame(Experiment one, Experiment other) {
    return one.loads().equals(other.loads())
        && one.faults().equals(other.faults())
        && one.lengthNanos() == other.lengthNanos();
  }

  /**
   * Adds the next repetition.
   *
   * @param runs one of each system, in their order, all with one seed
   */
  public void add(List<RunRecord> runs) {
    for (int i = 0; i < studies.size(); i++) {
      studies.get(i).add(runs.get(i));
    }
    for (int i = 1; i < runs.size(); i++) {
      if (repetitions() == 1) {
        begin(i, runs.getFirst().subjects(), runs.get(i).subjects());
      }
      for (Contrast contrast : contrasts.get(i - 1)) {
        contrast.add(runs.getFirst(), runs.get(i));
      }
    }
    if (looks.isDue(repetitions())) {
      settled |= contrasts.stream().flatMap(List::stream).noneMatch(this::isOpen);
    }
  }

  private boolean isOpen(Contrast contrast) {
    return contrast.isOpen(margins, Looks.CONFIDENCE);
  }

  private void begin(int system, Subjects a, Subjects b) {
    Side side = sides.get(system);
    Set<String> bounded = bounded(side);
    bounded.addAll(bounded(sides.getFirst()));
    contrasts.add(
        Contrast.between(a, b, new Patience(side.model(), side.experiment()), bounded::contains));
    only(sides.getFirst().name(), "route", a.routes(), b.routes());
    only(side.name(), "route", b.routes(), a.routes());
    only(sides.getFirst().name(), "calls", a.edges(), b.edges());
    only(side.name(), "calls", b.edges(), a.edges());
  }

  private static Set<String> bounded(Side side) {
    Set<String> bounded = new HashSet<>();
    for (String name : side.experiment().expect()) {
      Objective objective = side.model().objective(name);
      for (Target target : objective.targets()) {
        bounded.add(Contrast.key(objective.route(), target.measure()));
      }
    }
    return bounded;
  }

  private void only(String system, String what, List<String> these, List<String> those) {
    List<String> only = these.stream().filter(name -> !those.contains(name)).toList();
    if (!only.isEmpty()) {
      notes.add("only in " + system + ": " + what + " " + String.join(", ", only));
    }
  }

  /** How many repetitions of each system were added. */
  public int repetitions() {
    return studies.getFirst().repetitions();
  }

  /**
   * Whether the last system's verdict is settled, and every difference in a measure that an
   * objective bounds has cleared zero or is too small to matter. Looked at after 5, 10, 20, 40 …
   * repetitions.
   */
  public boolean isSettled() {
    return settled && studies.getLast().isSettled();
  }

  /**
   * What the repetitions showed.
   *
   * @throws IllegalStateException when nothing was added
   */
  public Comparison comparison() {
    List<Difference> differences = new ArrayList<>();
    for (int i = 0; i < contrasts.size(); i++) {
      for (Contrast contrast : contrasts.get(i)) {
        differences.add(contrast.difference(i + 1, margins));
      }
    }
    return new Comparison(
        sides.getLast().experiment().name(),
        repetitions(),
        studies.stream().map(Study::verdict).toList(),
        differences,
        List.copyOf(notes));
  }
}
