package dev.ballast.report;

import dev.ballast.kernel.Diagnostic;
import dev.ballast.model.Experiment;
import dev.ballast.model.SystemModel;
import dev.ballast.observation.RunRecord;
import dev.ballast.verdict.Agreement;
import dev.ballast.verdict.ExperimentVerdict;
import dev.ballast.verdict.SingleRun;
import dev.ballast.verdict.Study;
import dev.ballast.verdict.Verdict;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything a report on {@code ballast drill} is made of.
 *
 * @param system the system's name
 * @param version of Ballast
 * @param repeatLine the command that repeats the drill
 * @param checks what the static checks found, in order
 * @param withPolicies the drill itself
 * @param withoutPolicies the same experiment without protection; null when it was not run
 * @param effectiveYaml the system file with every default filled in; empty leaves it out
 */
public record DrillReport(
    String system,
    String version,
    long seed,
    String repeatLine,
    List<Diagnostic> checks,
    Side withPolicies,
    @Nullable Side withoutPolicies,
    String effectiveYaml) {
  public DrillReport {
    checks = List.copyOf(checks);
  }

  /** One experiment as it was predicted and as it went. */
  public record Side(ExperimentVerdict predicted, ExperimentVerdict actual, Agreement agreement) {
    /** Judges the run and compares it with its prediction. */
    public static Side of(
        SystemModel model, Experiment experiment, Study predicted, RunRecord actual) {
      return new Side(
          predicted.verdict(),
          SingleRun.verdict(model, experiment, actual),
          Agreement.between(predicted, actual));
    }

    /**
     * The same for a run that ended before the experiment did: nothing follows from it.
     *
     * @param why in one sentence
     */
    public Side inconclusive(String why) {
      return new Side(predicted, actual.inconclusive(why), agreement);
    }
  }

  /** The verdict on the drill as it went; agreement with the prediction is told beside it. */
  public Verdict verdict() {
    return withPolicies.actual().verdict();
  }
}
