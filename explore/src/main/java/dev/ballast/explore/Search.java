package dev.ballast.explore;

import dev.ballast.explore.Catalogue.Family;
import dev.ballast.explore.Prover.Proof;
import dev.ballast.model.Experiment;
import dev.ballast.model.Experiment.TimedFault;
import dev.ballast.model.Objective;
import dev.ballast.model.SystemModel;
import dev.ballast.verdict.ExperimentVerdict;
import dev.ballast.verdict.Verdict;
import dev.ballast.verdict.explore.Coverage;
import dev.ballast.verdict.explore.Exploration;
import dev.ballast.verdict.explore.Exploration.Closest;
import dev.ballast.verdict.explore.FaultLine;
import dev.ballast.verdict.explore.Finding;
import dev.ballast.verdict.explore.Trial;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Searches for the smallest set of faults that breaks an objective. Sets are ordered by how many
 * faults they have, then by their {@link Severity}.
 *
 * <ol>
 *   <li>Without faults: an objective that does not hold then is broken by nothing at all.
 *   <li>Every single fault of the {@link Catalogue}, the smallest first, a {@link Glance} at each.
 *   <li>For each objective the smallest suspects, proved and then shrunk; the smallest result is
 *       the finding.
 *   <li>For objectives that hold, {@link Combinations}, the most promising first, while the budget
 *       lasts.
 *   <li>For objectives that still hold, what came closest to breaking them is proved not to.
 * </ol>
 *
 * <p>What is found depends on the seed and the bounds, not on the number of threads or the speed of
 * the machine. A search belongs to one thread, which may be interrupted: it then tells what it has
 * found so far.
 */
public final class Search {
  /** Hears how far a search has come. */
  @FunctionalInterface
  public interface Progress {
    /**
     * What is being done.
     *
     * @param done of it so far
     * @param of how much there is of it; 0 where nobody knows
     */
    void at(String doing, long done, long of);
  }

  private static final int BATCH = 16;
  private static final int SHRUNK_MAX = 3;
  private static final int SUSPECTS_MAX = 10;
  private static final int CLOSEST_MAX = 3;

  private final Questions questions;
  private final Bounds bounds;
  private final Trials trials;
  private final long callsMax;
  private final Progress progress;
  private final Severity severity;
  private final List<Family> families;
  private final List<TimedFault> catalogue;
  private final List<Integer> open = new ArrayList<>();
  private final List<Trial> singles = new ArrayList<>();
  private final List<Trial> combined = new ArrayList<>();
  private final List<Finding> findings = new ArrayList<>();
  private final List<Closest> closest = new ArrayList<>();
  private @Nullable ExperimentVerdict calm;
  private long combinationsOf;
  private boolean isInterrupted;

  /**
   * A search that has not begun.
   *
   * @param base whose load is used; its own faults are left out
   * @param trials runs what is tried; closed by whoever made it
   * @param callsMax the budget of the trials, for the report
   */
  public Search(
      SystemModel model,
      Experiment base,
      Bounds bounds,
      Trials trials,
      long callsMax,
      Progress progress) {
    this.bounds = bounds;
    this.trials = trials;
    this.callsMax = callsMax;
    this.progress = progress;
    questions = Questions.of(model, base, bounds);
    severity = new Severity(model, bounds.lengthNanos());
    families = Catalogue.families(model, base);
    catalogue = Catalogue.singles(families, severity);
  }

  /** The system with the objectives about recovery that were added to its own. */
  public SystemModel model() {
    return questions.model();
  }

  /** Searches, and tells what was found; once. */
  public Exploration run() {
    try {
      undisturbed();
      singles();
      findAmong(singles);
      for (int size = 2; size <= bounds.faultsMax() && !open.isEmpty(); size++) {
        combinations(size);
      }
      proveClosest();
    } catch (InterruptedException e) {
      isInterrupted = true; // whoever interrupted wants what there is
    }
    return new Exploration(
        questions.calm().name(),
        bounds.lengthNanos() / 1e9,
        questions.objectives().stream().map(Objective::name).toList(),
        Optional.ofNullable(calm),
        singles,
        findings,
        closest,
        coverage());
  }

  private Coverage coverage() {
    return new Coverage(
        singles.size(),
        catalogue.size(),
        combined.size(),
        combinationsOf,
        bounds.faultsMax(),
        Glance.REPETITIONS,
        trials.calls(),
        callsMax,
        trials.isSpent(),
        isInterrupted);
  }

  private void undisturbed() throws InterruptedException {
    progress.at("running without faults", 0, 0);
    Prover prover = Prover.thorough(trials);
    calm = prover.prove(questions.all(List.of())).verdict();
    for (int i = 0; i < questions.objectives().size(); i++) {
      Objective objective = questions.objectives().get(i);
      boolean fails =
          calm.objectives().stream()
              .anyMatch(o -> o.name().equals(objective.name()) && o.verdict() == Verdict.FAIL);
      if (fails) {
        Variation nothing = questions.one(objective, List.of());
        findings.add(finding(objective, nothing, List.of(), 0, true, prover.prove(nothing)));
      } else {
        open.add(i);
      }
    }
  }

  private void singles() throws InterruptedException {
    for (int from = 0; from < catalogue.size() && !trials.isSpent(); from += BATCH) {
      progress.at("single faults", from, catalogue.size());
      List<List<TimedFault>> batch =
          catalogue.subList(from, Math.min(catalogue.size(), from + BATCH)).stream()
              .map(List::of)
              .toList();
      singles.addAll(Glance.at(trials, questions, batch, severity));
    }
  }

  private void combinations(int size) throws InterruptedException {
    Set<TimedFault> strongest = new HashSet<>();
    families.forEach(family -> strongest.add(family.strongest()));
    List<Trial> parts =
        singles.stream().filter(t -> strongest.contains(t.faults().getFirst())).toList();
    combinationsOf += Combinations.count(families.size(), size);
    List<List<TimedFault>> sets = Combinations.of(parts, size, open);
    for (int from = 0; from < sets.size() && !trials.isSpent() && !open.isEmpty(); from += BATCH) {
      progress.at("sets of " + size + " faults", from, sets.size());
      List<Trial> looked =
          Glance.at(
              trials, questions, sets.subList(from, Math.min(sets.size(), from + BATCH)), severity);
      combined.addAll(looked);
      findAmong(looked);
    }
  }

  /** Looks for what breaks each open objective, the smallest first. */
  private void findAmong(List<Trial> trialsOfOneSize) throws InterruptedException {
    for (int question : List.copyOf(open)) {
      List<Trial> suspects =
          trialsOfOneSize.stream()
              .filter(trial -> trial.strains().get(question) > 1)
              .sorted(Comparator.comparingDouble(Trial::size))
              .limit(SUSPECTS_MAX)
              .toList();
      Set<List<Class<?>>> kinds = new HashSet<>();
      for (Trial suspect : suspects) {
        boolean isNew = kinds.add(kinds(suspect));
        if (isNew && kinds.size() <= SHRUNK_MAX) {
          consider(question, suspect);
        }
      }
    }
  }

  private static List<Class<?>> kinds(Trial trial) {
    return trial.faults().stream().<Class<?>>map(timed -> timed.fault().getClass()).toList();
  }

  /** Proves a suspect, and keeps the smallest set that it shrinks to if none is smaller. */
  private void consider(int question, Trial suspect) throws InterruptedException {
    Objective objective = questions.objectives().get(question);
    progress.at("what breaks " + objective.name(), findings.size(), 0);
    Variation variation = questions.one(objective, suspect.faults());
    Proof proof = Prover.quick(trials).prove(variation);
    if (!proof.breaks()) {
      return;
    }
    keep(question, finding(objective, variation, List.of(), 0, false, proof));
    Shrinker shrinker = new Shrinker(questions, objective, trials);
    List<TimedFault> smallest = shrinker.shrink(suspect.faults());
    Variation small = questions.one(objective, smallest);
    List<String> larger =
        smallest.equals(suspect.faults())
            ? List.of()
            : suspect.faults().stream().map(FaultLine::of).toList();
    keep(
        question,
        finding(
            objective,
            small,
            larger,
            shrinker.tried(),
            shrinker.isMinimal(),
            Prover.quick(trials).prove(small)));
  }

  private Finding finding(
      Objective objective,
      Variation variation,
      List<String> larger,
      int tried,
      boolean isMinimal,
      Proof proof) {
    return new Finding(
        objective.name(),
        variation.experiment(),
        severity.of(variation.experiment().faults()),
        larger,
        tried,
        isMinimal,
        proof.verdict());
  }

  private void keep(int question, Finding found) {
    for (int i = 0; i < findings.size(); i++) {
      Finding other = findings.get(i);
      if (other.objective().equals(found.objective())) {
        boolean isSmaller = found.size() <= other.size();
        if (isSmaller) {
          findings.set(i, found);
        }
        return;
      }
    }
    findings.add(found);
    open.remove(Integer.valueOf(question));
  }

  private void proveClosest() throws InterruptedException {
    List<Trial> all = new ArrayList<>(singles);
    all.addAll(combined);
    for (int question : List.copyOf(open)) {
      Objective objective = questions.objectives().get(question);
      List<Trial> near =
          all.stream()
              .sorted(Comparator.comparingDouble(trial -> -trial.strains().get(question)))
              .limit(CLOSEST_MAX)
              .toList();
      for (Trial trial : near) {
        progress.at("what comes closest to breaking " + objective.name(), closest.size(), 0);
        Variation variation = questions.one(objective, trial.faults());
        Proof proof = Prover.thorough(trials).prove(variation);
        if (proof.breaks()) {
          consider(question, trial);
          break;
        }
        closest.add(new Closest(objective.name(), trial, proof.verdict()));
      }
    }
  }
}
