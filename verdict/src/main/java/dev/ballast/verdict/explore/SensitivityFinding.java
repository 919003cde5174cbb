package dev.ballast.verdict.explore;

import dev.ballast.verdict.Estimate;
import java.util.List;

/**
 * Which numbers of a system move its objectives.
 *
 * @param experiment that was run
 * @param runs repetitions of each variation
 * @param strains of the objectives with the numbers as they are, in the mean
 * @param effects of every number on every objective, the strongest first
 * @param asked numbers that were looked at
 * @param of how many there are
 */
public record SensitivityFinding(
    String experiment,
    int runs,
    List<String> objectives,
    List<Double> strains,
    List<Effect> effects,
    int asked,
    int of) {
  public SensitivityFinding {
    objectives = List.copyOf(objectives);
    strains = List.copyOf(strains);
    effects = List.copyOf(effects);
  }

  /**
   * What a number does to an objective: the change of its {@link dev.ballast.verdict.Strain}, run
   * by run, with its 99 % interval; above 0 is worse.
   *
   * @param less with 10 % less of the number; no data where that makes no sense
   * @param more with 10 % more of it
   */
  public record Effect(String parameter, String objective, Estimate less, Estimate more) {
    /** The larger change of the two; 0 where neither is certain. */
    public double strength() {
      return Math.max(certain(less), certain(more));
    }

    private static double certain(Estimate change) {
      return isCertain(change) ? Math.abs(change.value()) : 0;
    }

    /** Whether a change has a sign that chance does not explain. */
    public static boolean isCertain(Estimate change) {
      return change.hasData() && (change.low() > 0 || change.high() < 0);
    }
  }

  /** Those effects on an objective that chance does not explain, the strongest first. */
  public List<Effect> certain(String objective) {
    return effects.stream()
        .filter(e -> e.objective().equals(objective) && e.strength() > 0)
        .toList();
  }
}
