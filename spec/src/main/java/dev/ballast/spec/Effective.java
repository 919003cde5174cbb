package dev.ballast.spec;

import dev.ballast.model.Experiment;
import dev.ballast.model.Objective;
import dev.ballast.model.SystemModel;
import dev.ballast.spec.grammar.ModelText;
import java.util.List;

/** A model as a system file in which nothing is left to a default. */
public final class Effective {
  private Effective() {}

  /**
   * The text of a system file that reads back as an equal model. Policies are given per edge,
   * without patterns.
   *
   * @throws IllegalArgumentException if the model holds what a file cannot say: a distribution that
   *     was scaled or shifted by code
   */
  public static String yaml(SystemModel model) {
    return ModelText.of(model);
  }

  /**
   * Some objectives and experiments of a system as they stand in its file, to be put into one by
   * hand.
   *
   * @throws IllegalArgumentException if they hold what a file cannot say
   */
  public static String fragment(
      SystemModel model, List<Objective> objectives, List<Experiment> experiments) {
    return ModelText.fragment(model, objectives, experiments);
  }
}
