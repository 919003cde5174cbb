package dev.ballast.spec.grammar;

import dev.ballast.kernel.Units;
import dev.ballast.policy.BreakerConfig;
import dev.ballast.policy.BreakerConfig.Forced;
import dev.ballast.policy.BreakerConfig.Pause;
import dev.ballast.spec.text.Code;
import dev.ballast.spec.text.Quoted;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A breaker's values that are small sentences, and the whole as the file would say it. */
final class BreakerText {
  static final String PAUSE_EXPECTED = "a duration such as 5s, or 1s..60s jitter 50%";

  static final Type<Pause> PAUSE =
      new ScalarType<>(
          PAUSE_EXPECTED,
          BreakerText::pause,
          Scalars.text(
              "^"
                  + Quantity.DURATION
                  + "(\\.\\."
                  + Quantity.DURATION
                  + "(\\s+jitter\\s+"
                  + Quantity.PERCENT
                  + ")?)?$",
              "5s",
              "1s..60s",
              "1s..60s jitter 50%"));

  private static final Pattern RANGE =
      Pattern.compile(
          "([^\\s.]{1,50}(?:\\.[0-9][^\\s.]{0,50})?)\\.\\.(\\S{1,50})(?:\\s+jitter\\s+(\\S{1,50}))?");

  private BreakerText() {}

  private static Pause pause(String text) throws Mismatch {
    Matcher form = RANGE.matcher(text);
    if (!form.matches()) {
      if (text.contains("..") || text.contains(" ")) {
        throw Mismatch.of(
            Code.SPEC015,
            "cannot read " + Quoted.of(text),
            PAUSE_EXPECTED,
            "write one duration, or the first and the longest with `..` between them");
      }
      long nanos = Quantity.positiveNanos(text);
      return new Pause(nanos, nanos, 0);
    }
    long first = PolicyText.piece(text, form, 1, Quantity::positiveNanos);
    long longest = PolicyText.piece(text, form, 2, Quantity::positiveNanos);
    if (longest < first) {
      throw Mismatch.of(
          Code.SPEC022,
          "the longest pause is below the first",
          "the shorter time first",
          "swap the two times");
    }
    double jitter = form.group(3) == null ? 0 : PolicyText.piece(text, form, 3, Quantity::share);
    if (jitter > 0 && longest == first) {
      throw Mismatch.of(
          Code.SPEC022,
          "the jitter has no room: the longest pause is the first",
          "a longest pause above the first",
          "raise the longest, or leave the jitter out");
    }
    return new Pause(first, longest, jitter);
  }

  static String of(@Nullable BreakerConfig breaker) {
    if (breaker == null) {
      return "none";
    }
    if (breaker.forced() != Forced.NOT) {
      return "{forced: " + (breaker.forced() == Forced.OPEN ? "open" : "closed") + "}";
    }
    BreakerConfig.Trip trip = breaker.trip();
    List<String> says = new ArrayList<>();
    if (trip.hasWindow()) {
      says.add("opens-at: " + opensAt(trip));
    }
    if (trip.consecutiveFailures() > 0) {
      says.add("consecutive-failures: " + trip.consecutiveFailures());
    }
    says.add("stays-open: " + of(breaker.pause()));
    says.add("probes: " + breaker.probes());
    says.add("slow: " + PolicyText.durationOrNone(trip.slowNanos()));
    if (trip.slowShare() > 0) {
      says.add("slow-share: " + Quantity.percent(trip.slowShare()));
    }
    if (breaker.rampNanos() > 0) {
      says.add("ramp: " + Units.duration(breaker.rampNanos()));
    }
    if (breaker.perEndpoint()) {
      says.add("per: endpoint");
    }
    return "{" + String.join(", ", says) + "}";
  }

  private static String opensAt(BreakerConfig.Trip trip) {
    String window =
        trip.windowNanos() == BreakerConfig.COUNT_WINDOW
            ? ""
            : " in " + Units.duration(trip.windowNanos());
    return Quantity.percent(trip.failureShare()) + " of " + trip.callsMin() + " calls" + window;
  }

  private static String of(Pause pause) {
    String first = Units.duration(pause.nanos());
    return pause.maxNanos() == pause.nanos()
        ? first
        : first
            + ".."
            + Units.duration(pause.maxNanos())
            + (pause.jitter() == 0 ? "" : " jitter " + Quantity.percent(pause.jitter()));
  }
}
