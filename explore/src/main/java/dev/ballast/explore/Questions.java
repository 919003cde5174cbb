package dev.ballast.explore;

import dev.ballast.model.Experiment;
import dev.ballast.model.Experiment.TimedFault;
import dev.ballast.model.Objective;
import dev.ballast.model.SystemModel;
import dev.ballast.observation.RunRecord;
import dev.ballast.verdict.Strain;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a search tries to break: the objectives of an experiment, and for each of them that is not
 * about recovery already another one that is. A fault may break the first while it lasts; only a
 * failure that outlasts its cause breaks the second.
 *
 * @param model the system, which knows the objectives that were added
 * @param calm the experiment without faults, which expects all of them
 * @param objectives in order
 */
record Questions(SystemModel model, Experiment calm, List<Objective> objectives) {
  /**
   * The questions about an experiment.
   *
   * @param bounds how long is measured, and which objectives are meant
   */
  static Questions of(SystemModel model, Experiment base, Bounds bounds) {
    List<Objective> objectives = new ArrayList<>();
    List<Objective> added = new ArrayList<>();
    Set<String> names = new HashSet<>();
    model.objectives().forEach(objective -> names.add(objective.name()));
    List<String> meant = bounds.objectives().isEmpty() ? base.expect() : bounds.objectives();
    for (String name : meant) {
      Objective objective = model.objective(name);
      if (objective.recoversWithinNanos() > 0) {
        objectives.add(objective);
        continue;
      }
      if (!bounds.onlyLasting()) {
        objectives.add(objective);
      }
      Objective lasting =
          new Objective(
              fresh(name + "-again", names),
              objective.route(),
              objective.targets(),
              bounds.recoversWithinNanos());
      objectives.add(lasting);
      added.add(lasting);
    }
    List<Objective> all = new ArrayList<>(model.objectives());
    all.addAll(added);
    Experiment calm =
        new Experiment(
            base.name(),
            base.warmUpNanos(),
            bounds.lengthNanos(),
            base.loads(),
            List.of(),
            objectives.stream().map(Objective::name).toList());
    SystemModel asked = model.with(all, model.experiments());
    return new Questions(asked, calm, objectives);
  }

  private static String fresh(String name, Set<String> names) {
    String free = name;
    for (int i = 2; !names.add(free); i++) {
      free = name + "-" + i;
    }
    return free;
  }

  /** These faults, and every question at once. */
  Variation all(List<TimedFault> faults) {
    return new Variation(model, calm.withFaults(faults));
  }

  /** These faults and one question, as they are judged and written. */
  Variation one(Objective objective, List<TimedFault> faults) {
    Experiment experiment =
        new Experiment(
            "breaks-" + objective.name(),
            calm.warmUpNanos(),
            calm.lengthNanos(),
            calm.loads(),
            faults,
            List.of(objective.name()));
    return new Variation(model, experiment);
  }

  /** How a run strained each objective. */
  List<Double> strains(RunRecord run) {
    return objectives.stream().map(objective -> Strain.of(objective, run)).toList();
  }
}
