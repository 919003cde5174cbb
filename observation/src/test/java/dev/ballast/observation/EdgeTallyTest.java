package dev.ballast.observation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.kernel.BreakerState;
import dev.ballast.kernel.Result;
import dev.ballast.observation.Observation.AttemptEnded;
import dev.ballast.observation.Observation.BreakerChanged;
import dev.ballast.observation.Observation.CallEnded;
import dev.ballast.observation.Observation.ReplicaEjected;
import org.junit.jupiter.api.Test;

final class EdgeTallyTest {
  private static final int EDGE = 1;

  private final EdgeTally tally = new EdgeTally(EDGE, 100, 200);

  private static BreakerChanged opens(long at, int edge) {
    return new BreakerChanged(at, edge, 0, "", BreakerState.CLOSED, BreakerState.OPEN);
  }

  @Test
  void it_counts_what_ends_on_its_edge_within_its_span() {
    tally.begin();
    tally.on(new CallEnded(99, EDGE, Result.OK, 10));
    tally.on(new CallEnded(100, EDGE, Result.OK, 10));
    tally.on(new CallEnded(199, EDGE, Result.BREAKER_OPEN, 0));
    tally.on(new CallEnded(200, EDGE, Result.OK, 10));
    tally.on(new CallEnded(150, 0, Result.OK, 10));
    tally.on(new AttemptEnded(150, EDGE, 0, Result.ERROR, 5));
    tally.on(new ReplicaEjected(150, EDGE, 0, 2, 30));
    assertThat(tally.calls()).isEqualTo(2);
    assertThat(tally.calls(Result.BREAKER_OPEN)).isEqualTo(1);
    assertThat(tally.failed()).isEqualTo(1);
    assertThat(tally.attempts()).isEqualTo(1);
    assertThat(tally.ejections()).isEqualTo(1);
    assertThat(tally.meanNanos()).isEqualTo(5);
    assertThat(tally.underWay()).as("Little's law: 10 ns of calls in 100 ns").isEqualTo(0.1);
  }

  @Test
  void the_first_opening_of_each_run_counts() {
    tally.begin();
    tally.on(opens(120, EDGE));
    tally.on(opens(130, EDGE));
    tally.begin();
    tally.on(opens(140, 0));
    tally.begin();
    tally.on(opens(160, EDGE));
    assertThat(tally.runs()).isEqualTo(3);
    assertThat(tally.runsOpened()).isEqualTo(2);
    assertThat(tally.openedAfterNanos()).isEqualTo(40);
  }

  @Test
  void tallies_are_the_same_when_every_count_and_time_is() {
    EdgeTally other = new EdgeTally(EDGE, 100, 200);
    assertThat(tally.sameAs(other)).isTrue();
    assertThat(tally.openedAfterNanos()).isNaN();
    tally.on(new CallEnded(150, EDGE, Result.OK, 10));
    other.on(new CallEnded(150, EDGE, Result.OK, 11));
    assertThat(tally.sameAs(other)).as("a time differs").isFalse();
    other.on(new CallEnded(150, EDGE, Result.OK, 9));
    tally.on(new CallEnded(150, EDGE, Result.DEGRADED, 10));
    assertThat(tally.sameAs(other)).as("a result differs").isFalse();
  }
}
