package dev.ballast.verdict;

import static dev.ballast.verdict.Given.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.kernel.BreakerState;
import dev.ballast.kernel.Units;
import dev.ballast.observation.Observation;
import org.junit.jupiter.api.Test;

class TimelineTest {
  @Test
  void every_change_reads_as_a_sentence() {
    long at = 2 * Units.SECOND;
    var record =
        run()
            .seen(new Observation.FaultBegan(at, "release license v2 to 1 of 3 replicas"))
            .breakerOpens(1, 1, 2)
            .seen(
                new Observation.BreakerChanged(
                    at, 1, 1, "", BreakerState.OPEN, BreakerState.HALF_OPEN))
            .seen(
                new Observation.BreakerChanged(
                    at, 1, 1, "", BreakerState.HALF_OPEN, BreakerState.CLOSED))
            .seen(
                new Observation.BreakerChanged(
                    at, 1, 1, "issue", BreakerState.HALF_OPEN, BreakerState.RAMPING))
            .seen(
                new Observation.BreakerChanged(
                    at, 1, 1, "", BreakerState.CLOSED, BreakerState.FORCED_OPEN))
            .seen(
                new Observation.BreakerChanged(
                    at, 1, 1, "", BreakerState.FORCED_OPEN, BreakerState.FORCED_CLOSED))
            .seen(new Observation.ReplicaEjected(at, 1, 0, 2, 30 * Units.SECOND + 5))
            .seen(new Observation.ReplicaReturned(at, 1, 0, 2))
            .seen(new Observation.ProgramChanged(at, 2, 0, "ended with status 1"))
            .seen(new Observation.FaultEnded(at, "release license v2 to 1 of 3 replicas"))
            .record();
    assertThat(Timeline.of(record).stream().map(TimelineEntry::text))
        .containsExactly(
            "fault began: release license v2 to 1 of 3 replicas",
            "playback-2: breaker to license opened",
            "playback-2: breaker to license lets probes through",
            "playback-2: breaker to license closed",
            "playback-2: breaker to license.issue lets a rising share through",
            "playback-2: breaker to license was forced open",
            "playback-2: breaker to license was forced closed",
            "playback-1: ejected license-3 for 30s",
            "playback-1: took back license-3",
            "license-1: ended with status 1",
            "fault ended: release license v2 to 1 of 3 replicas");
    assertThat(Timeline.of(record).get(1).atSeconds()).isEqualTo(2);
  }

  @Test
  void changes_that_were_reported_late_are_told_in_order_of_time() {
    var record = run().breakerOpens(1, 1, 3).breakerOpens(1, 0, 2.5).record();
    assertThat(Timeline.of(record).stream().map(TimelineEntry::who))
        .containsExactly("playback-1", "playback-2");
  }
}
