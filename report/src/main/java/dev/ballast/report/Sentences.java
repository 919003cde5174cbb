package dev.ballast.report;

import dev.ballast.verdict.Agreement;
import dev.ballast.verdict.Estimate;
import dev.ballast.verdict.ExperimentVerdict;
import dev.ballast.verdict.Scope;
import dev.ballast.verdict.Unit;
import java.util.List;

/** Sentences that every report says in the same words. */
final class Sentences {
  private Sentences() {}

  /** How many users of one experiment noticed. */
  static String noticed(ExperimentVerdict experiment) {
    Estimate noticed = experiment.noticed();
    if (!noticed.hasData()) {
      return "no user asked for anything";
    }
    return "users who noticed: "
        + Unit.SHARE.text(noticed.value())
        + " (99 % interval "
        + Unit.SHARE.text(noticed.low(), noticed.high())
        + ")";
  }

  /** How many users noticed with the policies and without them. */
  static String noticed(DrillReport report) {
    DrillReport.Side with = report.withPolicies();
    DrillReport.Side without = report.withoutPolicies();
    if (without == null) {
      return "users who noticed: "
          + share(with.actual())
          + " (predicted "
          + share(with.predicted())
          + ")";
    }
    return "users who noticed: "
        + share(with.actual())
        + " with the policies, "
        + share(without.actual())
        + " without (predicted "
        + share(with.predicted())
        + " and "
        + share(without.predicted())
        + ")";
  }

  /** How far prediction and reality agree. */
  static String agreement(DrillReport.Side side) {
    List<Agreement.Row> rows = loud(side.agreement());
    List<Agreement.Row> headlines = rows.stream().filter(Agreement.Row::headline).toList();
    return "prediction and reality agree in "
        + rows.stream().filter(Agreement.Row::agrees).count()
        + " of "
        + rows.size()
        + " measures, in "
        + headlines.stream().filter(Agreement.Row::agrees).count()
        + " of "
        + headlines.size()
        + " that matter most (success, p50, p99, first breaker)";
  }

  /** The measures that show something on at least one side. */
  static List<Agreement.Row> loud(Agreement agreement) {
    return agreement.rows().stream().filter(row -> !isSilent(row)).toList();
  }

  /** A measure by its name; those of the whole experiment say what they are about. */
  static String name(Agreement.Row row) {
    return row.scope() == Scope.EXPERIMENT && !row.subject().isEmpty()
        ? row.measure() + " (" + row.subject() + ")"
        : row.measure();
  }

  /** Whether a measure shows nothing worth a line: nothing predicted, nothing happened. */
  static boolean isSilent(Agreement.Row row) {
    return row.agrees()
        && !row.measure().equals(Agreement.FIRST_OPENING)
        && (row.predicted() == 0 || Double.isNaN(row.predicted()))
        && (row.actual() == 0 || Double.isNaN(row.actual()));
  }

  private static String share(ExperimentVerdict experiment) {
    return experiment.noticed().hasData()
        ? Unit.SHARE.text(experiment.noticed().value())
        : "nobody";
  }
}
