package dev.ballast.report;

import dev.ballast.kernel.Diagnostic;
import dev.ballast.report.Canvas.Tone;
import dev.ballast.verdict.Estimate;
import dev.ballast.verdict.Unit;
import dev.ballast.verdict.Verdict;
import dev.ballast.verdict.explore.RareEventFinding;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;

/**
 * How likely something rare is.
 *
 * @param repeatLine the command that gives the same report
 */
public record RareEventReport(
    String system,
    String version,
    long seed,
    String repeatLine,
    List<Diagnostic> checks,
    RareEventFinding finding) {
  private static final int INDENT = 2;

  public RareEventReport {
    checks = List.copyOf(checks);
  }

  /** PASS when the probability is known well enough. */
  public Verdict verdict() {
    return finding.verdict();
  }

  /** For people. */
  public String terminal(Style style) {
    Canvas canvas = new Canvas(style);
    canvas.checks(checks);
    canvas.verdict(verdict(), system + ": " + headline());
    canvas.sentence(
        INDENT,
        0,
        Tone.DIM,
        "within "
            + Unit.SECONDS.text(finding.lengthSeconds())
            + " of "
            + finding.experiment()
            + ", its load and faults included");
    canvas.blank();
    canvas.sentence(INDENT, 0, Tone.PLAIN, evidence());
    canvas.blank();
    canvas.sentence(0, INDENT, Tone.DIM, "seed " + seed + ", version " + version);
    canvas.sentence(0, INDENT, Tone.DIM, "repeat with: " + repeatLine);
    return canvas.text();
  }

  private String headline() {
    Estimate probability = finding.probability();
    if (!probability.hasData()) {
      return finding.event() + ": the budget did not suffice for a number";
    }
    if (probability.value() == 0) {
      return finding.event()
          + " was never seen; in a run it is less likely than "
          + scientific(probability.high());
    }
    return finding.event()
        + " in a run with probability "
        + scientific(probability.value())
        + " (99 % interval "
        + scientific(probability.low())
        + " to "
        + scientific(probability.high())
        + ")";
  }

  private String evidence() {
    String spent =
        finding.trials()
            + " independent splittings, "
            + Unit.count(finding.runs())
            + " runs, "
            + Unit.count(finding.calls())
            + " simulated calls";
    if (!finding.probability().hasData()) {
      return spent
          + "; one run takes "
          + Unit.count(Math.round(finding.plainCalls()))
          + " calls: allow more with --budget, or ask about a shorter experiment";
    }
    if (finding.probability().value() == 0) {
      return spent + "; the bound is that of the plain runs among them";
    }
    if (finding.probability().value() == 1) {
      return spent + "; it happened in every run, so nothing about it is rare";
    }
    String wide = verdict() == Verdict.PASS ? "" : "; a narrower interval needs a larger --budget";
    return spent
        + "; plain runs would need "
        + scientific(finding.plainRunsNeeded())
        + " runs, "
        + scientific(finding.saving())
        + " times the calls, to know it as well"
        + wide;
  }

  /** One JSON document. */
  public String json() {
    return Json.document(
        json -> {
          json.text("system", system);
          json.text("version", version);
          json.count("seed", seed);
          json.text("verdict", verdict().name());
          JsonReport.checks(json, checks);
          json.text("experiment", finding.experiment());
          json.text("event", finding.event());
          json.number("length_s", Unit.SECONDS, finding.lengthSeconds());
          json.number("probability", Unit.SHARE, finding.probability().value());
          json.number("low", Unit.SHARE, finding.probability().low());
          json.number("high", Unit.SHARE, finding.probability().high());
          json.count("splittings", finding.trials());
          json.count("runs", finding.runs());
          json.count("calls", finding.calls());
          boolean isKnown = finding.probability().value() > 0;
          json.number(
              "plain_runs_needed", Unit.COUNT, isKnown ? finding.plainRunsNeeded() : Double.NaN);
          json.number("saving", Unit.MILLISECONDS, isKnown ? finding.saving() : Double.NaN);
        });
  }

  /** Two digits and a power of ten where a plain number would be long. */
  static String scientific(double value) {
    if (value == 0) {
      return "0";
    }
    BigDecimal rounded = new BigDecimal(value).round(new MathContext(2));
    int power = rounded.precision() - rounded.scale() - 1;
    return power < -3 || power > 4
        ? rounded.movePointLeft(power).stripTrailingZeros().toPlainString() + "e" + power
        : rounded.stripTrailingZeros().toPlainString();
  }
}
