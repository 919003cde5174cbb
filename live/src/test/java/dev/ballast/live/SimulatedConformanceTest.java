package dev.ballast.live;

import dev.ballast.engine.Plan;
import dev.ballast.model.Experiment;
import dev.ballast.model.SystemModel;
import dev.ballast.observation.Observation;
import dev.ballast.observation.RunRecorder;
import dev.ballast.sim.Simulation;
import java.util.ArrayList;
import java.util.List;

/** The simulated world does as both do, exactly. */
final class SimulatedConformanceTest extends Conformance {
  @Override
  public Played play(SystemModel model, Experiment experiment) {
    Plan plan = Plan.of(model);
    RunRecorder recorder = plan.recorder(experiment);
    List<Observation> observed = new ArrayList<>();
    Simulation.observe(
        plan,
        experiment,
        1,
        observation -> {
          recorder.on(observation);
          observed.add(observation);
        });
    return new Played(recorder.record(), observed);
  }

  @Override
  public long slack(long inTheLiveWorld) {
    return 0;
  }
}
