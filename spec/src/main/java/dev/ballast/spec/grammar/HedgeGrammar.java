package dev.ballast.spec.grammar;

import dev.ballast.kernel.Units;
import dev.ballast.policy.CallPolicy;
import dev.ballast.policy.HedgeConfig;
import dev.ballast.policy.HedgeConfig.After;
import dev.ballast.spec.grammar.Drafts.Chosen;
import dev.ballast.spec.text.Code;
import dev.ballast.spec.text.Quoted;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** When a call that has no answer yet is asked of another replica too. */
final class HedgeGrammar {
  private static final String EXPECTED =
      "a percentile from p50 to p999, or a duration such as 30ms";
  private static final Pattern PERCENTILE = Pattern.compile("p([0-9]{2})([0-9]?)");

  private static final Key<After> AFTER =
      Key.withDefault(
          "after",
          new ScalarType<>(
              EXPECTED,
              HedgeGrammar::after,
              Scalars.text(
                  "^(p[5-9][0-9]{1,2}|" + Quantity.DURATION + ")$", "p95", "p999", "30ms")),
          "p95",
          "How long an attempt waits before another is made beside it: a time, or a percentile of"
              + " what the edge's recent attempts took.");
  private static final Key<Integer> AT_MOST =
      Key.withDefault(
          "at-most",
          Scalars.count(1, HedgeConfig.AT_MOST_MAX),
          "1",
          "Hedges of one call, each to another replica.");
  private static final Key<Double> BUDGET =
      Key.withDefault(
          "budget",
          new ScalarType<>(
              "a percentage above 0% such as 5%",
              HedgeGrammar::share, Scalars.text("^" + Quantity.PERCENT + "$", "5%")),
          "5%",
          "Hedges of all calls, as a share of the calls.");

  static final Kind<CallPolicy, Chosen<HedgeConfig>> HEDGE =
      new Kind<>(
          Key.withDefault(
              "hedge",
              PolicyGrammar.noneOr(
                  "a map, or none",
                  new Chosen<>(null),
                  new Types.MapType<>(
                      "a map with `after`",
                      "Asks another replica too when an answer takes long.",
                      List.of(AFTER, AT_MOST, BUDGET),
                      fields ->
                          new Chosen<>(
                              new HedgeConfig(
                                  fields.get(AFTER), fields.get(AT_MOST), fields.get(BUDGET))))),
              "none",
              "Asks another replica too when an answer takes long; the first answer wins. Only"
                  + " where the endpoint is idempotent."),
          (policy, chosen) -> policy.withHedge(chosen.value()),
          policy -> text(policy.hedge()));

  private HedgeGrammar() {}

  private static After after(String text) throws Mismatch {
    if (!text.startsWith("p")) {
      return new After.Time(Quantity.positiveNanos(text));
    }
    Matcher form = PERCENTILE.matcher(text);
    if (!form.matches()) {
      throw Mismatch.of(
          Code.SPEC015, "cannot read " + Quoted.of(text), EXPECTED, "write one such as `p95`");
    }
    String tenths = form.group(2);
    int thousandths =
        10 * Integer.parseInt(form.group(1)) + (tenths.isEmpty() ? 0 : Integer.parseInt(tenths));
    if (thousandths < 500) {
      throw Mismatch.wanting(
          Code.SPEC017, "a hedge for more than half of all calls", EXPECTED, "p50");
    }
    return new After.Quantile(thousandths / 1_000.0);
  }

  private static double share(String text) throws Mismatch {
    double share = Quantity.share(text);
    if (share == 0) {
      throw Mismatch.of(
          Code.SPEC017, "a budget of no hedges", "a percentage above 0%", "write `hedge: none`");
    }
    return share;
  }

  private static String text(@Nullable HedgeConfig hedge) {
    if (hedge == null) {
      return "none";
    }
    return "{after: "
        + text(hedge.after())
        + ", at-most: "
        + hedge.atMost()
        + ", budget: "
        + Quantity.percent(hedge.budget())
        + "}";
  }

  /** As the file says it. */
  private static String text(After after) {
    return switch (after) {
      case After.Time(long nanos) -> Units.duration(nanos);
      case After.Quantile(double share) -> {
        long thousandths = Math.round(share * 1_000);
        yield "p" + (thousandths % 10 == 0 ? thousandths / 10 : thousandths);
      }
    };
  }
}
