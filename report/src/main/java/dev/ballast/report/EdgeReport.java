package dev.ballast.report;

import dev.ballast.kernel.Diagnostic;
import dev.ballast.report.Canvas.Tone;
import dev.ballast.report.Table.Cell;
import dev.ballast.verdict.Unit;
import dev.ballast.verdict.Verdict;
import dev.ballast.verdict.edge.EdgeAnswer;
import dev.ballast.verdict.edge.EdgeAnswer.AtOnce;
import dev.ballast.verdict.edge.EdgeAnswer.Budget;
import dev.ballast.verdict.edge.EdgeAnswer.Effect;
import dev.ballast.verdict.edge.EdgeAnswer.Outcome;
import dev.ballast.verdict.edge.EdgeAnswer.PerSecond;
import dev.ballast.verdict.edge.EdgeAnswer.Setting;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What the policies of one edge do.
 *
 * @param repeatLine the command that gives the same report
 */
public record EdgeReport(
    String system,
    String version,
    long seed,
    String repeatLine,
    List<Diagnostic> checks,
    EdgeAnswer answer) {
  private static final int INDENT = 2;

  public EdgeReport {
    checks = List.copyOf(checks);
  }

  /** FAIL where a breaker is set that no trouble opens. */
  public Verdict verdict() {
    return answer.hasBreaker() && answer.neverOpens() ? Verdict.FAIL : Verdict.PASS;
  }

  /** For people. */
  public String terminal(Style style) {
    Canvas canvas = new Canvas(style);
    canvas.line(
        canvas.toned(Tone.of(verdict()), verdict().name())
            + "  "
            + canvas.toned(Tone.BOLD, canvas.shown(answer.edge() + ": " + headline())));
    canvas.sentence(
        INDENT,
        0,
        Tone.DIM,
        "load of "
            + answer.experiment()
            + "; each trouble for "
            + Unit.SECONDS.text(answer.lookedSeconds())
            + ", "
            + answer.runs()
            + " runs each, and again without each setting");
    outcomes(canvas);
    if (answer.hasBreaker()) {
      breaker(canvas);
    }
    Budget budget = answer.budget();
    if (budget != null) {
      budget(canvas, budget);
    }
    binding(canvas);
    canvas.blank();
    canvas.sentence(0, INDENT, Tone.DIM, "seed " + seed + ", version " + version);
    canvas.sentence(0, INDENT, Tone.DIM, "repeat with: " + repeatLine);
    return canvas.text();
  }

  private String headline() {
    if (!answer.hasBreaker()) {
      return "no breaker";
    }
    if (answer.neverOpens()) {
      return "its breaker opens in none of these troubles";
    }
    return Double.isNaN(answer.opensFrom())
        ? "its breaker opens, though not when requests fail"
        : "its breaker opens when " + Unit.SHARE.text(answer.opensFrom()) + " of the requests fail";
  }

  private void outcomes(Canvas canvas) {
    canvas.blank();
    Table table =
        new Table("when", "failed", "refused", "attempts/call", "mean", "breaker opens after");
    for (Outcome outcome : answer.outcomes()) {
      table.row(
          Cell.of(outcome.when()),
          Cell.of(Unit.SHARE.text(outcome.failedShare())),
          Cell.of(Unit.SHARE.text(outcome.refusedShare())),
          Cell.of(number(outcome.attemptsPerCall())),
          Cell.of(Unit.MILLISECONDS.text(outcome.meanMs())),
          Cell.of(opening(outcome)));
    }
    table.print(canvas, INDENT);
  }

  private String opening(Outcome outcome) {
    if (!answer.hasBreaker()) {
      return "no breaker";
    }
    if (outcome.openedShare() == 0) {
      return "never";
    }
    String after = Unit.SECONDS.text(outcome.openedAfterSeconds());
    return outcome.openedShare() == 1
        ? after
        : after + " in " + Unit.SHARE.text(outcome.openedShare()) + " of runs";
  }

  private void breaker(Canvas canvas) {
    canvas.blank();
    canvas.sentence(
        INDENT,
        INDENT,
        Tone.PLAIN,
        Double.isNaN(answer.opensFrom())
            ? "breaker: it does not open even when every request fails"
            : "breaker: it opens when the callee fails "
                + Unit.SHARE.text(answer.opensFrom())
                + " of its requests for "
                + Unit.SECONDS.text(answer.lookedSeconds())
                + ", and not when it fails less");
  }

  private void budget(Canvas canvas, Budget budget) {
    canvas.blank();
    canvas.sentence(
        INDENT,
        INDENT,
        Tone.PLAIN,
        switch (budget) {
          case AtOnce share -> "budget: in calm " + words(share);
          case PerSecond bucket -> "budget: in calm " + words(bucket);
        });
  }

  private String words(AtOnce budget) {
    Outcome calm = answer.outcomes().getFirst();
    StringBuilder text = new StringBuilder(number(calm.underWay()));
    text.append(" calls are under way at once from each replica of the caller, which allows ");
    text.append(budget.calmAllowed());
    text.append(budget.calmAllowed() == 1 ? " repeat" : " repeats").append(" at once; ");
    if (!budget.floorDecides()) {
      return text.append("the share decides").toString();
    }
    text.append("the floor decides");
    if (budget.shareDecidesFrom() > 0) {
      text.append(", the share only from ").append(Unit.count(budget.shareDecidesFrom()));
      text.append(" calls under way");
    }
    return text.toString();
  }

  private static String words(PerSecond budget) {
    return number(budget.callsPerSecond())
        + " calls per second come from each replica of the caller, which allows "
        + number(budget.calmAllowed())
        + " repeats per second; "
        + number(budget.reserve())
        + " of them are the reserve";
  }

  private void binding(Canvas canvas) {
    canvas.blank();
    canvas.sentence(INDENT, INDENT, Tone.BOLD, "which setting binds, the strongest first");
    for (Outcome outcome : answer.outcomes()) {
      List<Effect> seen = outcome.effects().stream().filter(e -> isSeen(outcome, e)).toList();
      canvas.sentence(
          INDENT, INDENT, Tone.PLAIN, "when " + outcome.when() + (seen.isEmpty() ? ": none" : ":"));
      for (Effect effect : seen) {
        canvas.sentence(
            2 * INDENT,
            INDENT,
            Tone.PLAIN,
            effect.setting() + "; without it " + String.join(", ", differences(outcome, effect)));
      }
    }
    String idle =
        answer.settings().stream()
            .filter(s -> !s.everMattered())
            .map(s -> s.name() + " " + s.text())
            .collect(Collectors.joining(", "));
    if (!idle.isEmpty()) {
      canvas.blank();
      canvas.sentence(INDENT, INDENT, Tone.PLAIN, "made no difference in any of these: " + idle);
    }
  }

  private static boolean isSeen(Outcome with, Effect without) {
    return !differences(with, without).isEmpty();
  }

  /** What differs in a way that can be read off the printed numbers. */
  private static List<String> differences(Outcome with, Effect without) {
    List<String> parts = new ArrayList<>();
    add(
        parts,
        Unit.SHARE.text(with.failedShare()),
        Unit.SHARE.text(without.failedShare()),
        " failed");
    add(
        parts,
        number(with.attemptsPerCall()),
        number(without.attemptsPerCall()),
        " attempts per call");
    add(
        parts,
        Unit.MILLISECONDS.text(with.meanMs()),
        Unit.MILLISECONDS.text(without.meanMs()),
        " in the mean");
    return parts;
  }

  private static void add(List<String> parts, String with, String without, String what) {
    if (!with.equals(without)) {
      parts.add(without + what);
    }
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }

  /** For scripts: the fields of a proof, with {@code edge} in the place of the experiments. */
  public String json() {
    return Json.document(
        json -> {
          json.text("system", system);
          json.text("version", version);
          json.count("seed", seed);
          json.text("verdict", verdict().name());
          JsonReport.checks(json, checks);
          json.object("edge", this::edge);
        });
  }

  private void edge(Json json) {
    json.text("name", answer.edge());
    json.text("experiment", answer.experiment());
    json.count("runs", answer.runs());
    json.flag("has_breaker", answer.hasBreaker());
    json.number("opens_from", Unit.SHARE, answer.opensFrom());
    Budget budget = answer.budget();
    if (budget != null) {
      json.object("budget", b -> budget(b, budget));
    }
    json.array("settings", answer.settings(), s -> setting(json, s));
    json.array("outcomes", answer.outcomes(), o -> outcome(json, o));
  }

  private static void budget(Json json, Budget budget) {
    switch (budget) {
      case AtOnce share -> {
        json.count("calm_allowed", share.calmAllowed());
        json.flag("floor_decides", share.floorDecides());
        json.count("share_decides_from", share.shareDecidesFrom());
      }
      case PerSecond bucket -> {
        json.number("calm_allowed_per_second", Unit.COUNT, bucket.calmAllowed());
        json.number("reserve", Unit.COUNT, bucket.reserve());
        json.number("calls_per_second", Unit.COUNT, bucket.callsPerSecond());
      }
    }
  }

  private static void setting(Json json, Setting setting) {
    json.text("name", setting.name());
    json.text("value", setting.text());
    json.flag("mattered", setting.everMattered());
  }

  private static void outcome(Json json, Outcome outcome) {
    json.text("when", outcome.when());
    json.number("failed", Unit.SHARE, outcome.failedShare());
    json.number("refused", Unit.SHARE, outcome.refusedShare());
    json.number("attempts_per_call", Unit.SHARE, outcome.attemptsPerCall());
    json.number("mean_ms", Unit.MILLISECONDS, outcome.meanMs());
    json.number("under_way", Unit.SHARE, outcome.underWay());
    json.number("opened_after_s", Unit.SECONDS, outcome.openedAfterSeconds());
    json.number("opened_share", Unit.SHARE, outcome.openedShare());
    json.array("binding", outcome.effects(), e -> effect(json, e));
  }

  private static void effect(Json json, Effect effect) {
    json.text("setting", effect.setting());
    json.number("failed_without", Unit.SHARE, effect.failedShare());
    json.number("attempts_per_call_without", Unit.SHARE, effect.attemptsPerCall());
    json.number("mean_ms_without", Unit.MILLISECONDS, effect.meanMs());
  }
}
