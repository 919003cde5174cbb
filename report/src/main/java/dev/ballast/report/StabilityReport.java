package dev.ballast.report;

import dev.ballast.kernel.Diagnostic;
import dev.ballast.verdict.Unit;
import dev.ballast.verdict.Verdict;
import dev.ballast.verdict.explore.Stability;
import dev.ballast.verdict.explore.StabilityFinding;
import dev.ballast.verdict.explore.StabilityFinding.Boundary;
import dev.ballast.verdict.explore.StabilityFinding.Cell;
import dev.ballast.verdict.explore.StabilityFinding.Push;
import dev.ballast.verdict.explore.StabilityFinding.Shedding;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;

/**
 * How a system takes triggers that come and go.
 *
 * @param repeatLine the command that gives the same report
 * @param effectiveYaml the system file with every default filled in
 */
public record StabilityReport(
    String system,
    String version,
    long seed,
    String repeatLine,
    List<Diagnostic> checks,
    StabilityFinding finding,
    String effectiveYaml) {
  public StabilityReport {
    checks = List.copyOf(checks);
  }

  /** PASS when the system is stable at the load of its file. */
  public Verdict verdict() {
    return finding.verdict();
  }

  /** What came of it, in one sentence. */
  String headline() {
    Push push = finding.push();
    return switch (finding.atFile()) {
      case null -> "the budget ended before the load of the file was settled";
      case STABLE ->
          "stable at the load of the file: it recovers from up to "
              + size(push.sizes().getLast())
              + " "
              + push.unit()
              + recovery();
      case VULNERABLE ->
          "vulnerable at the load of the file: "
              + size(push.sizes().getLast())
              + " "
              + push.unit()
              + " brings about a failure that stays";
      case METASTABLE ->
          "metastable at the load of the file: even "
              + size(push.sizes().getFirst())
              + " "
              + push.unit()
              + " brings about a failure that stays";
      case OVERLOADED -> "overloaded at the load of the file, without any trigger";
    };
  }

  private String recovery() {
    for (Cell cell : finding.ofSize(finding.push().sizes().getLast())) {
      if (cell.load() == 1 && cell.longestSeconds() > 0) {
        return " within " + Unit.SECONDS.text(cell.longestSeconds());
      }
    }
    return " at once";
  }

  /** How it was pushed and watched. */
  String pushed() {
    Push push = finding.push();
    return "load of "
        + finding.experiment()
        + ", "
        + rate(1)
        + " requests/s; "
        + push.trigger()
        + (push.triggerSeconds() > 0 ? " for " + Unit.SECONDS.text(push.triggerSeconds()) : "")
        + ", then "
        + Unit.SECONDS.text(push.watchSeconds())
        + " to recover; in order while "
        + Unit.SHARE.text(push.inOrder())
        + " of the requests of every route are answered in time";
  }

  /** A state with the load at which it begins. */
  record Row(Stability state, Boundary begins, String because) {}

  /** Where the states other than stable begin. */
  List<Row> rows() {
    Push push = finding.push();
    return List.of(
        new Row(Stability.OVERLOADED, finding.overloaded(), "without any trigger"),
        new Row(
            Stability.METASTABLE,
            finding.metastable(),
            "by " + size(push.sizes().getFirst()) + " " + push.unit() + " already"),
        new Row(
            Stability.VULNERABLE,
            finding.vulnerable(),
            "by " + size(push.sizes().getLast()) + " " + push.unit()));
  }

  /** Where a state begins. */
  static String begins(Boundary begins) {
    return begins.isSeen() ? percent(begins.from()) : "not seen";
  }

  /** What it rests on that a state does not begin lower. */
  static String sure(Boundary begins) {
    return begins.below() == 0
        ? "seen at every load"
        : "in none of " + begins.runs() + " runs at " + percent(begins.below());
  }

  /** Remarks that need a sentence each. */
  List<String> remarks() {
    List<String> remarks = new ArrayList<>();
    Boundary vulnerable = finding.vulnerable();
    if (vulnerable.below() > 0) {
      remarks.add(
          "loads are shares of what the file says; that "
              + vulnerable.runs()
              + " runs at "
              + percent(vulnerable.below())
              + " all recovered says, with 99 % confidence, that fewer than "
              + Unit.SHARE.text(vulnerable.missedAtMost())
              + " of runs would not");
    }
    Shedding shedding = finding.shedding();
    if (shedding != null) {
      remarks.add(
          shedding.to() == 0
              ? "once it fails at "
                  + percent(shedding.load())
                  + " of the load, no cut that was tried brings it back"
              : "once it fails at "
                  + percent(shedding.load())
                  + " of the load, cut the load to "
                  + percent(shedding.to() * shedding.load())
                  + " ("
                  + rate(shedding.to() * shedding.load())
                  + " requests/s) to bring it back, which takes "
                  + Unit.SECONDS.text(shedding.seconds())
                  + "; "
                  + percent(shedding.notTo() * shedding.load())
                  + " is not enough");
    }
    if (!finding.exception().isEmpty()) {
      remarks.add(
          "more is not always worse here, so a boundary may not be the only one: "
              + finding.exception());
    }
    if (finding.isSpent()) {
      remarks.add("the budget was spent before everything was refined; --budget allows more");
    }
    return remarks;
  }

  /** The requests of users per second at a multiple of the load. */
  String rate(double load) {
    return number(load * finding.push().perSecond());
  }

  /** What a cell shows, in words. */
  String words(Cell cell) {
    String at =
        percent(cell.load())
            + " of the load, "
            + (cell.size() == 0 ? "undisturbed" : size(cell.size()) + " " + finding.push().unit());
    if (cell.stayed() > 0) {
      return at + ": " + cell.stayed() + " of " + cell.runs() + " runs stay down";
    }
    return cell.size() == 0
        ? at + ": in order"
        : at + ": recovers in " + Unit.SECONDS.text(cell.meanSeconds());
  }

  static String percent(double load) {
    return number(load * 100) + " %";
  }

  static String size(double size) {
    return number(size);
  }

  private static String number(double value) {
    if (!Double.isFinite(value)) {
      return "-";
    }
    BigDecimal rounded = new BigDecimal(value).round(new MathContext(3));
    return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
  }
}
