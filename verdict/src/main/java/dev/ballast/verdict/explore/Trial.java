package dev.ballast.verdict.explore;

import dev.ballast.model.Experiment.TimedFault;
import java.util.List;

/**
 * Faults that were tried, and how they strained the objectives.
 *
 * @param faults in order of time
 * @param size how much they take from the system, in seconds of one whole service
 * @param strains for each objective of the search the worst {@link dev.ballast.verdict.Strain} of
 *     the runs; above 1 it was broken in at least one of them
 */
public record Trial(List<TimedFault> faults, double size, List<Double> strains) {
  public Trial {
    faults = List.copyOf(faults);
    strains = List.copyOf(strains);
  }

  /** The worst strain on any objective. */
  public double worst() {
    return strains.stream().mapToDouble(Double::doubleValue).max().orElse(0);
  }
}
