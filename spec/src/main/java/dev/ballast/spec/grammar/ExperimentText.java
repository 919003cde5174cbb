package dev.ballast.spec.grammar;

import dev.ballast.kernel.Units;
import dev.ballast.model.Experiment;
import dev.ballast.model.Load;
import dev.ballast.model.SystemModel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Experiments as text. */
final class ExperimentText {
  /** In the place of a warm-up that the simulation finds. */
  static final String AUTO = "auto";

  private final SystemModel model;
  private final Lines out;

  ExperimentText(SystemModel model, Lines out) {
    this.model = model;
    this.out = out;
  }

  void write(Experiment experiment) {
    out.below(
        Lines.text(experiment.name()) + ":",
        () -> {
          if (experiment.loads().isEmpty()) {
            out.line("load: {}");
          } else {
            out.below("load:", () -> experiment.loads().forEach(this::load));
          }
          out.put(
              "warm-up",
              experiment.isWarmUpAuto() ? AUTO : Units.duration(experiment.warmUpNanos()));
          out.put("for", Units.duration(experiment.lengthNanos()));
          Map<Long, List<String>> moments = new LinkedHashMap<>();
          for (Experiment.TimedFault fault : experiment.faults()) {
            moments
                .computeIfAbsent(fault.atNanos(), _ -> new ArrayList<>())
                .add(FaultText.of(fault, model));
          }
          if (!moments.isEmpty()) {
            out.below("at:", () -> moments.forEach(this::moment));
          }
          out.put("expect", Lines.list(experiment.expect()));
        });
  }

  private void load(Load load) {
    out.put(Lines.text(load.name()), LoadGrammar.text(load));
  }

  private void moment(long atNanos, List<String> faults) {
    out.below(Units.duration(atNanos) + ":", () -> faults.forEach(fault -> out.line("- " + fault)));
  }
}
