package dev.ballast.observation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import dev.ballast.kernel.RandomStream;
import dev.ballast.kernel.Result;
import dev.ballast.kernel.Span;
import dev.ballast.observation.Observation.AttemptEnded;
import dev.ballast.observation.Observation.CallEnded;
import dev.ballast.observation.Observation.FaultBegan;
import dev.ballast.observation.Observation.FaultEnded;
import dev.ballast.observation.Observation.RequestEnded;
import dev.ballast.observation.Observation.RequestOffered;
import dev.ballast.observation.Observation.Source;
import dev.ballast.observation.RunRecord.EdgeRecord;
import dev.ballast.observation.RunRecord.RouteRecord;
import dev.ballast.observation.RunRecord.Slice;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RunRecorderTest {
  private static final List<Result> RESULTS = List.of(Result.values());
  private static final long MS = 1_000_000;
  private static final long SECOND = 1_000 * MS;

  /** A run of one route and one edge; times in milliseconds. */
  private static final class Run {
    final RunRecorder recorder;

    Run(long lengthMs, Recovery... recoveries) {
      recorder =
          new RunRecorder(
              new Subjects(List.of("GET /play"), List.of("edge -> play"), List.of("edge", "play")),
              lengthMs * MS,
              List.of(recoveries));
    }

    Run offered(long atMs) {
      recorder.on(new RequestOffered(atMs * MS, 0));
      return this;
    }

    Run ended(long startedMs, long atMs, Result result) {
      recorder.on(new RequestEnded(atMs * MS, 0, startedMs * MS, result));
      return this;
    }

    Run request(long startedMs, long atMs, Result result) {
      return offered(startedMs).ended(startedMs, atMs, result);
    }

    RunRecord record() {
      return recorder.record();
    }

    RouteRecord route() {
      return record().routes().getFirst();
    }

    EdgeRecord edge() {
      return record().edges().getFirst();
    }
  }

  private static Run minute() {
    return new Run(60_000);
  }

  @Test
  void what_is_seen_after_recovery_is_recorded_by_itself() {
    Run run = new Run(60_000, new Recovery(7, List.of(new Span(10 * MS, 20 * MS))));
    run.request(9, 15, Result.OK);
    run.request(10, 30, Result.ERROR);
    run.request(19, 25, Result.OK);
    run.request(20, 21, Result.ERROR);
    RouteRecord after = run.record().route(0, 7);
    assertThat(after.offered()).isEqualTo(2);
    assertThat(after.succeeded()).isEqualTo(1);
    assertThat(after.latencies().quantileNanos(0.5)).isCloseTo(6 * MS, within(MS / 100));
    assertThat(run.record().route(0, 0).offered()).isEqualTo(4);
    assertThatThrownBy(() -> run.record().route(0, 8)).hasMessageContaining("does not tell");
  }

  @Test
  void a_request_counts_when_it_was_offered_within_the_measured_time() {
    Run run = minute();
    run.request(-1, 5, Result.OK); // warm-up
    run.request(0, 5, Result.OK);
    run.request(59_999, 60_000, Result.OK);
    run.request(60_000, 60_001, Result.OK); // too late
    assertThat(run.route().offered()).isEqualTo(2);
    assertThat(run.route().succeeded()).isEqualTo(2);
  }

  @Test
  void a_request_of_the_measured_time_counts_whenever_it_ends() {
    Run run = minute().request(59_999, 70_000, Result.OK);
    assertThat(run.route().succeeded()).isEqualTo(1);
    assertThat(run.route().slices().getLast().succeeded()).isEqualTo(1);
  }

  @Test
  void a_request_without_an_answer_has_failed() {
    Run run = minute().offered(10).offered(20).ended(10, 30, Result.OK);
    assertThat(run.route().offered()).isEqualTo(2);
    assertThat(run.route().failed()).isEqualTo(1);
    assertThat(run.route().success()).isEqualTo(0.5);
  }

  @Test
  void success_counts_degraded_answers_and_undegraded_does_not() {
    Run run = minute();
    run.request(1, 2, Result.OK).request(1, 2, Result.OK).request(1, 2, Result.DEGRADED);
    run.request(1, 2, Result.ERROR);
    assertThat(run.route().success()).isEqualTo(0.75);
    assertThat(run.route().undegraded()).isEqualTo(0.5);
  }

  @Test
  void nothing_offered_is_nothing_failed() {
    assertThat(minute().route().success()).isEqualTo(1);
    assertThat(minute().route().undegraded()).isEqualTo(1);
  }

  @Test
  void offered_is_succeeded_and_degraded_and_failed_whatever_happens() {
    for (long seed = 0; seed < 50; seed++) {
      RandomStream random = RandomStream.of(seed, "requests");
      Run run = minute();
      for (int i = 0; i < 2_000; i++) {
        long start = random.nextInt(80_000) - 10_000L;
        run.offered(start);
        if (random.chance(0.9)) {
          Result result = RESULTS.get(random.nextInt(RESULTS.size()));
          run.ended(start, start + random.nextInt(5_000), result);
        }
      }
      RouteRecord route = run.route();
      assertThat(route.succeeded() + route.degraded() + route.failed())
          .as("seed %s", seed)
          .isEqualTo(route.offered())
          .isEqualTo(route.slices().stream().mapToLong(Slice::offered).sum());
      assertThat(route.latencies().count()).isEqualTo(route.succeeded() + route.degraded());
      assertThat(route.slices().stream().mapToLong(Slice::succeeded).sum())
          .isEqualTo(route.succeeded());
      assertThat(route.slices().stream().mapToLong(Slice::degraded).sum())
          .isEqualTo(route.degraded());
    }
  }

  @Test
  void latencies_are_those_of_answered_requests_from_the_intended_start() {
    Run run = minute();
    run.request(100, 110, Result.OK).request(100, 130, Result.DEGRADED);
    run.request(100, 5_000, Result.TIMED_OUT);
    assertThat(run.route().latencies().count()).isEqualTo(2);
    assertThat(run.route().latencies().meanNanos()).isEqualTo(20 * MS);
  }

  @ParameterizedTest
  @CsvSource({
    "1000, 50, 20", // short runs have twenty slices
    "19000, 950, 20",
    "20000, 1000, 20",
    "60000, 1000, 60", // longer ones a slice per second
    "240000, 1000, 240",
    "480000, 2000, 240", // up to a bound
    "864000000, 3600000, 240",
  })
  void the_width_of_a_slice_follows_from_the_length(long lengthMs, long sliceMs, int slices) {
    RunRecord record = new Run(lengthMs).record();
    assertThat(record.sliceNanos()).isEqualTo(sliceMs * MS);
    assertThat(record.routes().getFirst().slices()).hasSize(slices);
  }

  @Test
  void a_length_that_no_slice_divides_ends_in_a_shorter_one() {
    assertThat(new Run(60_001).route().slices()).hasSize(61);
  }

  @Test
  void a_slice_counts_requests_where_they_begin_and_where_they_end() {
    List<Slice> slices = minute().request(999, 1_000, Result.OK).route().slices();
    assertThat(slices.get(0).offered()).isEqualTo(1);
    assertThat(slices.get(0).succeeded()).isZero();
    assertThat(slices.get(1).offered()).isZero();
    assertThat(slices.get(1).succeeded()).isEqualTo(1);
  }

  @Test
  void each_slice_has_its_own_percentiles() {
    Run run = minute();
    for (int i = 0; i < 99; i++) {
      run.request(500, 510, Result.OK);
    }
    run.request(500, 700, Result.OK);
    run.request(500, 900, Result.ERROR); // no answer, no latency
    run.request(3_500, 3_540, Result.OK);
    List<Slice> slices = run.route().slices();
    isAbout(10, slices.get(0).p50Nanos());
    isAbout(10, slices.get(0).p99Nanos());
    assertThat(slices.get(1).p50Nanos()).isZero();
    assertThat(slices.get(2).p99Nanos()).isZero();
    isAbout(40, slices.get(3).p50Nanos());
    assertThat(slices.get(59).p50Nanos()).isZero();
  }

  /** 300 requests: the first 256 latencies are kept one by one. */
  @Test
  void the_percentiles_of_slices_do_not_depend_on_how_many_requests_came_before() {
    Run run = minute();
    for (int i = 0; i < 300; i++) {
      long startedMs = i * 100L;
      run.request(startedMs, startedMs + 1 + i % 10, Result.OK); // 1 to 10 ms in each second
      if (i % 100 == 99) {
        assertThat(run.route().slices().subList(0, i / 10)).allMatch(RunRecorderTest::isOneToTen);
      }
    }
    assertThat(run.route().latencies().count()).isEqualTo(300);
    assertThat(run.route().latencies().meanNanos()).isEqualTo(5.5 * MS);
  }

  private static boolean isOneToTen(Slice slice) {
    return slice.p50Nanos() / MS == 5 && slice.p99Nanos() / MS == 10;
  }

  private static void isAbout(long ms, long nanos) {
    assertThat((double) nanos / MS).isCloseTo((double) ms, within(ms / 1_000.0));
  }

  @Test
  void a_record_taken_midway_does_not_change_and_does_not_disturb() {
    Run run = minute().request(100, 110, Result.OK);
    RunRecord midway = run.record();
    run.request(200, 230, Result.OK);
    assertThat(midway.routes().getFirst().succeeded()).isEqualTo(1);
    assertThat(midway.routes().getFirst().latencies().count()).isEqualTo(1);
    assertThat(run.route().latencies().meanNanos()).isEqualTo(20 * MS);
    isAbout(30, run.route().slices().getFirst().p99Nanos());
  }

  @Test
  void attempts_and_calls_count_when_they_end_within_the_measured_time() {
    Run run = minute();
    for (long atMs : new long[] {-1, 0, 59_999, 60_000}) {
      run.recorder.on(new AttemptEnded(atMs * MS, 0, 0, AttemptKind.FIRST, Result.OK, MS));
      run.recorder.on(new CallEnded(atMs * MS, 0, Result.OK, MS));
    }
    assertThat(run.edge()).isEqualTo(new EdgeRecord(2, 2, 0, 0, 0, 0, 0, 0));
  }

  @Test
  void a_refused_call_has_failed_without_an_attempt() {
    Run run = minute();
    run.recorder.on(new CallEnded(1, 0, Result.BREAKER_OPEN, 0));
    run.recorder.on(new CallEnded(1, 0, Result.BULKHEAD_FULL, 0));
    run.recorder.on(new AttemptEnded(1, 0, 2, AttemptKind.FIRST, Result.SHED, MS));
    run.recorder.on(new CallEnded(1, 0, Result.SHED, MS));
    assertThat(run.edge()).isEqualTo(new EdgeRecord(3, 1, 0, 0, 3, 2, 0, 0));
  }

  @Test
  void repeats_and_hedges_are_attempts_too() {
    Run run = minute();
    for (AttemptKind kind : AttemptKind.values()) {
      run.recorder.on(new AttemptEnded(1, 0, 2, kind, Result.ERROR, MS));
    }
    run.recorder.on(new AttemptEnded(1, 0, 1, AttemptKind.HEDGE, Result.OK, MS));
    run.recorder.on(new CallEnded(1, 0, Result.OK, MS));
    assertThat(run.edge()).isEqualTo(new EdgeRecord(1, 4, 1, 2, 0, 0, 0, 0));
  }

  @Test
  void a_call_counts_by_where_its_answer_came_from() {
    Run run = minute();
    run.recorder.on(new CallEnded(1, 0, Result.OK, MS, Source.ATTEMPT));
    run.recorder.on(new CallEnded(1, 0, Result.OK, 0, Source.CACHE));
    run.recorder.on(new CallEnded(1, 0, Result.OK, 0, Source.STALE));
    run.recorder.on(new CallEnded(1, 0, Result.DEGRADED, MS, Source.STALE));
    run.recorder.on(new CallEnded(1, 0, Result.ERROR, MS, Source.SHARED));
    assertThat(run.edge()).isEqualTo(new EdgeRecord(5, 0, 0, 0, 1, 0, 3, 1));
  }

  @Test
  void a_degraded_call_has_not_failed() {
    Run run = minute();
    run.recorder.on(new CallEnded(1, 0, Result.DEGRADED, 0));
    assertThat(run.edge()).isEqualTo(new EdgeRecord(1, 0, 0, 0, 0, 0, 0, 0));
  }

  @Test
  void the_timeline_keeps_changes_as_they_came_those_of_the_warm_up_too() {
    Run run = minute();
    var began = new FaultBegan(-5, "release license v2");
    var ended = new FaultEnded(70 * SECOND, "release license v2");
    run.recorder.on(began);
    run.recorder.on(ended);
    assertThat(run.record().timeline()).containsExactly(began, ended);
    assertThat(run.record().timelineCut()).isZero();
  }

  @Test
  void the_timeline_keeps_the_first_changes_and_counts_the_rest() {
    Run run = minute();
    for (int i = 0; i < RunRecorder.TIMELINE_MAX + 5; i++) {
      run.recorder.on(new FaultBegan(i, "fault " + i));
    }
    RunRecord record = run.record();
    assertThat(record.timeline()).hasSize(RunRecorder.TIMELINE_MAX);
    assertThat(record.timeline().getLast().atNanos()).isEqualTo(RunRecorder.TIMELINE_MAX - 1);
    assertThat(record.timelineCut()).isEqualTo(5);
  }

  /** What one request leaves behind: nothing. The observations are made before the count begins. */
  @Test
  void memory_does_not_grow_with_requests() {
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    Run run = new Run(86_400_000);
    Observation offered = new RequestOffered(SECOND, 0);
    Observation[] ended = new Observation[1_000];
    for (int i = 0; i < ended.length; i++) {
      ended[i] = new RequestEnded(86_400 * MS * i, 0, 0, Result.OK);
    }
    long before = 0;
    for (int round = 0; round < 3; round++) { // what is there once is made before the last
      before = threads.getCurrentThreadAllocatedBytes();
      for (Observation end : ended) {
        run.recorder.on(offered);
        run.recorder.on(end);
      }
    }
    assertThat((threads.getCurrentThreadAllocatedBytes() - before) / ended.length).isZero();
  }

  @Test
  void a_system_without_routes_can_be_recorded() {
    var recorder = new RunRecorder(new Subjects(List.of(), List.of(), List.of()), SECOND);
    assertThat(recorder.record().routes()).isEmpty();
  }

  @Test
  void a_run_of_no_length_is_refused() {
    assertThatThrownBy(() -> new Run(0)).hasMessage("a run must be measured for some time");
  }

  @Test
  void a_run_without_end_keeps_every_count_in_slices_that_grow_wider() {
    RunRecorder recorder =
        RunRecorder.withoutEnd(new Subjects(List.of("GET /play"), List.of(), List.of("edge")));
    for (long second = 0; second < 1_000; second++) {
      recorder.on(new RequestOffered(second * SECOND, 0));
      recorder.on(new RequestEnded(second * SECOND + MS, 0, second * SECOND, Result.OK));
    }
    RunRecord record = recorder.record();
    RouteRecord route = record.routes().getFirst();
    assertThat(record.lengthNanos()).isEqualTo(999 * SECOND + MS + 1);
    assertThat(record.sliceNanos()).isEqualTo(8 * SECOND);
    assertThat(route.slices()).hasSize(125).allMatch(slice -> slice.offered() == 8);
    assertThat(route.slices()).allMatch(slice -> slice.succeeded() == 8);
    assertThat(route.slices()).allMatch(slice -> slice.p50Nanos() == MS);
    assertThat(route.offered()).isEqualTo(1_000);
  }
}
