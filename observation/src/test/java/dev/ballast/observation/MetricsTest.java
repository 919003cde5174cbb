package dev.ballast.observation;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.kernel.BreakerState;
import dev.ballast.kernel.EjectionReason;
import dev.ballast.kernel.Result;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class MetricsTest {
  private static final long MILLISECOND = 1_000_000;

  private static Metrics of(String... edges) {
    return new Metrics(new Subjects(List.of(), List.of(edges), List.of()));
  }

  @Test
  void calls_and_attempts_are_counted_on_their_edge_by_result_and_kind() {
    Metrics metrics = of("a -> b", "b -> c");
    metrics.on(new Observation.AttemptEnded(1, 1, 0, AttemptKind.FIRST, Result.LOST, 5));
    metrics.on(new Observation.AttemptEnded(2, 1, 1, AttemptKind.REPEAT, Result.OK, 5));
    metrics.on(new Observation.CallEnded(2, 1, Result.OK, 10));
    metrics.on(new Observation.CallEnded(3, 1, Result.BREAKER_OPEN, 0));
    Metrics.Edge edge = metrics.edge(1);
    assertThat(edge.calls().total()).isEqualTo(2);
    assertThat(edge.calls().failed()).isEqualTo(1);
    assertThat(edge.calls().of(Result.BREAKER_OPEN)).isEqualTo(1);
    assertThat(requireNonNull(edge.attempts().get(AttemptKind.FIRST)).of(Result.LOST)).isEqualTo(1);
    assertThat(requireNonNull(edge.attempts().get(AttemptKind.REPEAT)).of(Result.OK)).isEqualTo(1);
    assertThat(metrics.edge(0).calls().total()).isZero();
  }

  @Test
  void only_a_breaker_that_opens_counts_as_opened() {
    Metrics metrics = of("a -> b");
    for (BreakerState to : BreakerState.values()) {
      metrics.on(new Observation.BreakerChanged(1, 0, 0, "", BreakerState.CLOSED, to));
    }
    metrics.on(new Observation.ReplicaEjected(1, 0, 0, 1, EjectionReason.CONSECUTIVE_FAILURES, 10));
    metrics.on(new Observation.ReplicaReturned(2, 0, 0, 1));
    assertThat(metrics.edge(0).opened()).isEqualTo(1);
    assertThat(metrics.edge(0).ejected()).isEqualTo(1);
  }

  @Test
  void a_time_lies_in_the_first_bucket_whose_bound_it_does_not_exceed() {
    Buckets buckets = new Buckets();
    buckets.add(-1);
    buckets.add(MILLISECOND / 2);
    buckets.add(MILLISECOND / 2 + 1);
    buckets.add(10_000 * MILLISECOND);
    buckets.add(10_000 * MILLISECOND + 1);
    assertThat(IntStream.rangeClosed(0, Buckets.bounds()).mapToLong(buckets::count).toArray())
        .containsExactly(2, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1);
    assertThat(buckets.sumNanos()).isEqualTo(20_001 * MILLISECOND + 2);
  }

  @Test
  void counts_of_edges_that_stay_go_on_when_the_system_changes() {
    Metrics before = of("a -> b", "b -> c");
    before.on(new Observation.CallEnded(2, 1, Result.OK, 10));
    before.on(new Observation.AttemptEnded(2, 0, 1, AttemptKind.FIRST, Result.OK, 5));
    Metrics after =
        Metrics.goingOn(new Subjects(List.of(), List.of("b -> c", "x -> y"), List.of()), before);
    after.on(new Observation.CallEnded(3, 0, Result.OK, 10));
    assertThat(after.edge(0).calls().total()).isEqualTo(2);
    assertThat(after.edge(0).callTimes().sumNanos()).isEqualTo(20);
    assertThat(after.edge(1).calls().total()).isZero();
  }
}
