package dev.ballast.verdict.explore;

import dev.ballast.verdict.ExperimentVerdict;
import dev.ballast.verdict.Verdict;
import java.util.List;
import java.util.Optional;

/**
 * What a search for the smallest failure has found.
 *
 * @param experiment whose load was used
 * @param objectives what was to be broken, in order
 * @param calm the experiment without faults; empty when the search was ended before
 * @param singles single faults, the smallest first
 * @param findings at most one for each objective
 * @param closest what came closest to breaking an objective that nothing broke, judged with full
 *     confidence
 */
public record Exploration(
    String experiment,
    double lengthSeconds,
    List<String> objectives,
    Optional<ExperimentVerdict> calm,
    List<Trial> singles,
    List<Finding> findings,
    List<Closest> closest,
    Coverage coverage) {
  /** Faults that strain an objective most without breaking it. */
  public record Closest(String objective, Trial trial, ExperimentVerdict verdict) {}

  public Exploration {
    objectives = List.copyOf(objectives);
    singles = List.copyOf(singles);
    findings = List.copyOf(findings);
    closest = List.copyOf(closest);
  }

  /**
   * FAIL when something within the bounds breaks an objective; PASS when every single fault was
   * tried and none does, nor any combination that was tried; INCONCLUSIVE when that is not known.
   */
  public Verdict verdict() {
    if (!findings.isEmpty()) {
      return Verdict.FAIL;
    }
    boolean isSettled =
        coverage.hasAllSingles()
            && calm.isPresent()
            && calm.get().verdict() == Verdict.PASS
            && closest.stream().allMatch(c -> c.verdict().verdict() == Verdict.PASS);
    return isSettled ? Verdict.PASS : Verdict.INCONCLUSIVE;
  }

  /** What breaks this objective, if anything does. */
  public Optional<Finding> finding(String objective) {
    return findings.stream().filter(f -> f.objective().equals(objective)).findFirst();
  }
}
