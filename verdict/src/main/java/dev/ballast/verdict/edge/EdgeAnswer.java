package dev.ballast.verdict.edge;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the policies of one edge do.
 *
 * @param edge {@code caller -> callee}
 * @param experiment whose load was used
 * @param runs repetitions of each scenario
 * @param settings what is configured, in the order of the file
 * @param opensFrom the smallest share of failing requests at which the breaker opens in at least
 *     half of the runs; NaN when not even at 100 % or without a breaker
 */
public record EdgeAnswer(
    String edge,
    String experiment,
    int runs,
    List<Setting> settings,
    List<Outcome> outcomes,
    boolean hasBreaker,
    double opensFrom,
    @Nullable Budget budget) {
  public EdgeAnswer {
    settings = List.copyOf(settings);
    outcomes = List.copyOf(outcomes);
  }

  /** Whether the breaker opened in no run of any scenario. */
  public boolean neverOpens() {
    return outcomes.stream().allMatch(o -> o.openedShare() == 0);
  }

  /** How long each trouble was looked at. */
  public double lookedSeconds() {
    return Scenario.LOOKED_NANOS / 1e9;
  }

  /**
   * A kind of policy that is set.
   *
   * @param text its value, as the file would say it
   * @param everMattered whether leaving it out changed anything in any scenario
   */
  public record Setting(String name, String text, boolean everMattered) {}

  /**
   * What happened in one scenario, from the beginning of the trouble on.
   *
   * @param when what was wrong
   * @param failedShare of the calls, before any fallback
   * @param refusedShare of the calls that the caller's own policies refused
   * @param attemptsPerCall of the calls that were not refused before their first attempt and those
   *     that were
   * @param meanMs mean time of a call
   * @param underWay calls under way at once per replica of the caller, in the mean
   * @param openedAfterSeconds when the breaker first opened; NaN when it did not
   * @param openedShare of the runs
   * @param effects what each setting that mattered did, the strongest first
   */
  public record Outcome(
      String when,
      double failedShare,
      double refusedShare,
      double attemptsPerCall,
      double meanMs,
      double underWay,
      double openedAfterSeconds,
      double openedShare,
      List<Effect> effects) {
    public Outcome {
      effects = List.copyOf(effects);
    }
  }

  /** What the same scenario gave without one setting. */
  public record Effect(String setting, double failedShare, double attemptsPerCall, double meanMs) {}

  /** How many repeats a budget allows each replica of the caller. */
  public sealed interface Budget {}

  /**
   * So many per second, from a bucket of tokens.
   *
   * @param calmAllowed when nothing goes wrong
   * @param reserve of these without any call
   * @param callsPerSecond that each replica makes when nothing goes wrong
   */
  public record PerSecond(double calmAllowed, double reserve, double callsPerSecond)
      implements Budget {}

  /**
   * So many at once, of the calls under way.
   *
   * @param calmAllowed repeats at once per replica of the caller when nothing goes wrong
   * @param floorDecides whether the floor decides that number, rather than the share
   * @param shareDecidesFrom calls under way per replica from which the share decides
   */
  public record AtOnce(long calmAllowed, boolean floorDecides, long shareDecidesFrom)
      implements Budget {}
}
