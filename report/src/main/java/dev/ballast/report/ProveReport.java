package dev.ballast.report;

import dev.ballast.kernel.Diagnostic;
import dev.ballast.verdict.ExperimentVerdict;
import dev.ballast.verdict.Verdict;
import java.util.List;

/**
 * Everything a report on {@code ballast prove} is made of.
 *
 * @param system the system's name
 * @param version of Ballast
 * @param repeatLine the command that repeats the run
 * @param checks what the static checks found, in order
 * @param experiments in the order of the file
 * @param effectiveYaml the system file with every default filled in; empty leaves it out
 */
public record ProveReport(
    String system,
    String version,
    long seed,
    String repeatLine,
    List<Diagnostic> checks,
    List<ExperimentVerdict> experiments,
    String effectiveYaml) {
  public ProveReport {
    checks = List.copyOf(checks);
    experiments = List.copyOf(experiments);
  }

  /** The verdict on all experiments together; without any it is INCONCLUSIVE. */
  public Verdict verdict() {
    return experiments.stream()
        .map(ExperimentVerdict::verdict)
        .reduce(Verdict::and)
        .orElse(Verdict.INCONCLUSIVE);
  }
}
