package dev.ballast.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.model.Experiment;
import dev.ballast.model.SystemModel;
import dev.ballast.observation.Observation;
import dev.ballast.observation.RunRecord;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.ExtendWith;

/** The live world does as both do, on sockets. */
@ExtendWith(NoLeaks.class)
final class LiveConformanceTest extends Conformance {
  @Override
  public Played play(SystemModel model, Experiment experiment) {
    List<Observation> observed = new ArrayList<>();
    try (LiveSystem system =
        LiveSystem.start(model, LiveOptions.of(1).withLoops(2)).withoutWarmUp()) {
      RunRecord record = system.run(experiment, observed::add);
      assertThat(system.dropped()).isZero();
      return new Played(record, observed);
    }
  }

  @Override
  public long slack(long inTheLiveWorld) {
    return inTheLiveWorld;
  }
}
