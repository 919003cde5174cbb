package dev.ballast.report;

import dev.ballast.kernel.Diagnostic;
import dev.ballast.verdict.Unit;
import dev.ballast.verdict.Verdict;
import dev.ballast.verdict.explore.Coverage;
import dev.ballast.verdict.explore.Exploration;
import dev.ballast.verdict.explore.FaultLine;
import dev.ballast.verdict.explore.Trial;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Everything a report on {@code ballast explore} is made of.
 *
 * @param repeatLine the command that repeats the search
 * @param found what was found, as objectives and experiments of a system file; empty when nothing
 *     was
 * @param effectiveYaml the system file with every default filled in, and what was found
 */
public record ExploreReport(
    String system,
    String version,
    long seed,
    String repeatLine,
    List<Diagnostic> checks,
    Exploration exploration,
    String found,
    String effectiveYaml) {
  public ExploreReport {
    checks = List.copyOf(checks);
  }

  /** The verdict of the search. */
  public Verdict verdict() {
    return exploration.verdict();
  }

  /** What came of it, in one sentence. */
  String headline() {
    int broken = exploration.findings().size();
    int asked = exploration.objectives().size();
    return switch (verdict()) {
      case FAIL -> broken + " of " + asked + plural(asked, " objective") + " can be broken";
      case PASS ->
          "nothing within the bounds breaks "
              + (asked == 1 ? "its objective" : "any of its " + asked + " objectives");
      case INCONCLUSIVE -> inconclusive();
    };
  }

  private String inconclusive() {
    Coverage coverage = exploration.coverage();
    if (coverage.isInterrupted()) {
      return "nothing was found before the search was interrupted";
    }
    if (!coverage.hasAllSingles()) {
      return "nothing was found before the budget was spent; a larger --budget looks further";
    }
    return "nothing was found, and not everything could be settled";
  }

  /** What was looked at and what was not, in sentences. */
  static List<String> coverage(Exploration exploration) {
    Coverage coverage = exploration.coverage();
    List<String> sentences = new ArrayList<>();
    sentences.add(
        "tried "
            + Unit.count(coverage.singles())
            + " of "
            + Unit.count(coverage.singlesOf())
            + " single faults, each in "
            + coverage.repetitions()
            + " runs of "
            + Unit.SECONDS.text(exploration.lengthSeconds())
            + " under the load of "
            + exploration.experiment());
    if (coverage.atMost() > 1) {
      sentences.add(
          coverage.combinationsOf() == 0
              ? "no sets of up to " + coverage.atMost() + " faults: single ones break it already"
              : "tried "
                  + Unit.count(coverage.combinations())
                  + " of "
                  + Unit.count(coverage.combinationsOf())
                  + " sets of up to "
                  + coverage.atMost()
                  + " faults, those first whose parts strain it most");
    }
    sentences.add(
        Unit.count(coverage.calls())
            + " simulated calls of a budget of "
            + Unit.count(coverage.callsMax())
            + (coverage.isSpent() ? ", which is spent" : "")
            + (coverage.isInterrupted() ? "; the search was interrupted" : ""));
    return sentences;
  }

  /** Strain as people read it: how many times what the objective allows. */
  static String strain(double strain) {
    return Double.isInfinite(strain)
        ? "no answers"
        : strain == 0
            ? "0"
            : new BigDecimal(strain)
                .round(new MathContext(strain < 0.1 ? 1 : 2))
                .stripTrailingZeros()
                .toPlainString();
  }

  /** What happened in a trial, without the moment where it is the usual one. */
  static String words(Trial trial) {
    return trial.faults().stream()
        .map(trial.faults().size() == 1 ? FaultLine::lasting : FaultLine::of)
        .collect(Collectors.joining("; "));
  }

  /** The objective that a trial strains most. */
  static String worstObjective(Exploration exploration, Trial trial) {
    int worst = 0;
    for (int i = 1; i < trial.strains().size(); i++) {
      worst = trial.strains().get(i) > trial.strains().get(worst) ? i : worst;
    }
    return exploration.objectives().get(worst);
  }

  static String plural(int count, String word) {
    return count == 1 ? word : word + "s";
  }
}
