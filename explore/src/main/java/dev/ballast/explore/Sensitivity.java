package dev.ballast.explore;

import dev.ballast.model.Experiment;
import dev.ballast.model.Objective;
import dev.ballast.model.SystemModel;
import dev.ballast.observation.RunRecord;
import dev.ballast.verdict.Estimate;
import dev.ballast.verdict.Strain;
import dev.ballast.verdict.explore.SensitivityFinding;
import dev.ballast.verdict.explore.SensitivityFinding.Effect;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Asks which number of a system moves an objective most: runs an experiment with 10 % less and 10 %
 * more of each, one at a time, on the random numbers of the experiment as it is, and compares run
 * by run. It sees each number by itself and near to what it is; how numbers act together it does
 * not.
 */
public final class Sensitivity {
  /** Repetitions of each variation. */
  public static final int RUNS = 10;

  /** Strains beyond it count as this much: where nothing is answered, it has no bound. */
  private static final double STRAIN_MAX = 100;

  private static final int BATCH = 8;

  private final SystemModel model;
  private final Experiment experiment;
  private final List<Objective> objectives;
  private final Trials trials;
  private final Search.Progress progress;

  /**
   * A question that has not been asked.
   *
   * @param experiment with its faults; it expects something
   * @param trials runs the variations; closed by whoever made it
   */
  public Sensitivity(
      SystemModel model, Experiment experiment, Trials trials, Search.Progress progress) {
    this.model = model;
    this.experiment = experiment;
    objectives = experiment.expect().stream().map(model::objective).toList();
    this.trials = trials;
    this.progress = progress;
  }

  /** Runs everything while the budget lasts; the effects come strongest first. */
  public SensitivityFinding run() throws InterruptedException {
    List<Parameter> parameters = Parameter.of(model, experiment);
    List<List<Double>> base = strains(List.of(new Variation(model, experiment))).getFirst();
    List<Effect> effects = new ArrayList<>();
    int asked = 0;
    while (asked < parameters.size() && !trials.isSpent()) {
      progress.at("numbers", asked, parameters.size());
      int to = Math.min(parameters.size(), asked + BATCH);
      effects.addAll(effects(parameters.subList(asked, to), base));
      asked = to;
    }
    effects.sort(Comparator.comparingDouble(effect -> -effect.strength()));
    List<Double> means = new ArrayList<>();
    for (int i = 0; i < objectives.size(); i++) {
      means.add(difference(base, null, i).value());
    }
    return new SensitivityFinding(
        experiment.name(),
        RUNS,
        objectives.stream().map(Objective::name).toList(),
        means,
        effects,
        asked,
        parameters.size());
  }

  private List<Effect> effects(List<Parameter> parameters, List<List<Double>> base)
      throws InterruptedException {
    List<Variation> variations = new ArrayList<>();
    for (Parameter parameter : parameters) {
      add(parameter.less(), variations);
      add(parameter.more(), variations);
    }
    List<List<List<Double>>> strains = strains(variations);
    List<Effect> effects = new ArrayList<>();
    int next = 0;
    for (Parameter parameter : parameters) {
      List<List<Double>> less = parameter.less() == null ? null : strains.get(next++);
      List<List<Double>> more = parameter.more() == null ? null : strains.get(next++);
      for (int i = 0; i < objectives.size(); i++) {
        effects.add(
            new Effect(
                parameter.name(),
                objectives.get(i).name(),
                less == null ? Estimate.NO_DATA : difference(less, base, i),
                more == null ? Estimate.NO_DATA : difference(more, base, i)));
      }
    }
    return effects;
  }

  private static void add(@Nullable Variation variation, List<Variation> to) {
    if (variation != null) {
      to.add(variation);
    }
  }

  private List<List<List<Double>>> strains(List<Variation> variations) throws InterruptedException {
    return trials.run(variations, 0, RUNS, this::strains);
  }

  private List<Double> strains(RunRecord run) {
    return objectives.stream().map(o -> Math.min(STRAIN_MAX, Strain.of(o, run))).toList();
  }

  /** Run by run; without other runs the strains themselves. */
  private static Estimate difference(
      List<List<Double>> runs, @Nullable List<List<Double>> others, int objective) {
    double[] values = new double[runs.size()];
    for (int run = 0; run < values.length; run++) {
      double other = others == null ? 0 : others.get(run).get(objective);
      values[run] = runs.get(run).get(objective) - other;
    }
    return Estimate.ofMean(values);
  }
}
