package dev.ballast.observation;

import dev.ballast.kernel.Result;
import dev.ballast.observation.Observation.AttemptEnded;
import dev.ballast.observation.Observation.CallEnded;
import dev.ballast.observation.Observation.Change;
import dev.ballast.observation.Observation.ReplicaUsed;
import dev.ballast.observation.Observation.RequestEnded;
import dev.ballast.observation.Observation.RequestOffered;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongBinaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Folds observations into a {@link RunRecord} as they come. A request counts when it was offered
 * within the measured time, whenever it ends; attempts and calls count when they end within it. A
 * run whose end nobody knows gets wider slices as it goes on. One owner; not thread-safe.
 */
public final class RunRecorder implements Observer {
  /** Changes kept for the timeline. */
  public static final int TIMELINE_MAX = 2_000;

  /** The most slices of a series. */
  public static final int SLICES_MAX = 240;

  private static final long SECOND = 1_000_000_000L;

  private final Subjects subjects;
  private final long lengthNanos;
  private long sliceNanos;
  private long lastNanos;
  private final int slices;
  private final LatencyChains few = new LatencyChains();
  private final Route[] routes;
  private final List<Recovery> recoveries;
  private final Route[][] recovered;
  private final ServiceUse[] services;
  private final EdgeCounts edges;
  private final List<Change> timeline = new ArrayList<>();
  private long timelineCut;

  /** A recorder for a run of this length. */
  public RunRecorder(Subjects subjects, long lengthNanos) {
    this(subjects, lengthNanos, lengthNanos, List.of());
  }

  /**
   * A recorder for a run of this length.
   *
   * @param recoveries what is also recorded by itself
   */
  public RunRecorder(Subjects subjects, long lengthNanos, List<Recovery> recoveries) {
    this(subjects, lengthNanos, lengthNanos, recoveries);
  }

  private RunRecorder(
      Subjects subjects, long slicedNanos, long lengthNanos, List<Recovery> recoveries) {
    if (lengthNanos < 1) {
      throw new IllegalArgumentException("a run must be measured for some time");
    }
    this.subjects = subjects;
    this.lengthNanos = lengthNanos;
    this.sliceNanos = sliceFor(slicedNanos);
    slices = (int) ((slicedNanos + sliceNanos - 1) / sliceNanos);
    routes = new Route[subjects.routes().size()];
    for (int i = 0; i < routes.length; i++) {
      routes[i] = new Route(slices, few);
    }
    this.recoveries = List.copyOf(recoveries);
    recovered = new Route[recoveries.size()][routes.length];
    for (Route[] after : recovered) {
      for (int i = 0; i < after.length; i++) {
        after[i] = new Route(1, few);
      }
    }
    services = new ServiceUse[subjects.services().size()];
    Arrays.setAll(services, i -> new ServiceUse());
    edges = new EdgeCounts(subjects.edges().size());
  }

  /** A recorder for a run that goes on until somebody ends it. */
  public static RunRecorder withoutEnd(Subjects subjects) {
    return new RunRecorder(subjects);
  }

  private RunRecorder(Subjects subjects) {
    this(subjects, SLICES_MAX * SECOND, Long.MAX_VALUE, List.of());
  }

  private static long sliceFor(long lengthNanos) {
    long slice = lengthNanos < 20 * SECOND ? Math.max(1, lengthNanos / 20) : SECOND;
    return Math.max(slice, (lengthNanos + SLICES_MAX - 1) / SLICES_MAX);
  }

  /** Small, so that whoever tells of something need not make an object of it for this alone. */
  @Override
  public void on(Observation observation) {
    switch (observation) {
      case RequestOffered offered -> offered(offered);
      case RequestEnded ended -> ended(ended);
      case AttemptEnded ended -> {
        if (isMeasured(ended.atNanos())) {
          edges.attempt(ended);
        }
      }
      case CallEnded ended -> {
        if (isMeasured(ended.atNanos())) {
          edges.call(ended);
        }
      }
      case ReplicaUsed used -> services[used.service()].used(used);
      case Change change -> changed(change);
    }
  }

  private void offered(RequestOffered offered) {
    if (!isMeasured(offered.atNanos())) {
      return;
    }
    routes[offered.route()].offered(slice(offered.atNanos()), offered.atNanos());
    for (int i = 0; i < recovered.length; i++) {
      if (recoveries.get(i).holds(offered.atNanos())) {
        recovered[i][offered.route()].offered(0, offered.atNanos());
      }
    }
  }

  private void ended(RequestEnded ended) {
    if (!isMeasured(ended.startedNanos())) {
      return;
    }
    routes[ended.route()].ended(slice(ended.atNanos()), ended);
    for (int i = 0; i < recovered.length; i++) {
      if (recoveries.get(i).holds(ended.startedNanos())) {
        recovered[i][ended.route()].ended(0, ended);
      }
    }
  }

  private void changed(Change change) {
    if (timeline.size() < TIMELINE_MAX) {
      timeline.add(change);
    } else {
      timelineCut++;
    }
  }

  /** Everything folded so far; the recorder may go on afterwards. */
  public RunRecord record() {
    List<RunRecord.RouteRecord> routeRecords = new ArrayList<>();
    for (Route route : routes) {
      routeRecords.add(route.record(hasEnd() ? slices : slice(lastNanos) + 1));
    }
    return new RunRecord(
        subjects,
        hasEnd() ? lengthNanos : lastNanos + 1,
        sliceNanos,
        routeRecords,
        edges.records(),
        timeline,
        timelineCut,
        recoveredRecords(),
        Arrays.stream(services).map(ServiceUse::record).toList());
  }

  /** What was observed so far of the measured requests of a route. */
  public Stays stays(int route) {
    return routes[route].stays();
  }

  /**
   * The requests of a route that were offered in the measured time, and how long they stayed.
   *
   * @param nanos from the intended moment to the end, summed over those that ended, however
   * @param sinceNanos the intended moments of the others, summed
   */
  public record Stays(long offered, long ended, long nanos, long sinceNanos) {
    /** How many have not ended. */
    public long inside() {
      return offered - ended;
    }

    /** How long all of them stayed until a moment, summed. */
    public long nanosUntil(long nowNanos) {
      return nanos + inside() * nowNanos - sinceNanos;
    }
  }

  private List<RunRecord.Recovered> recoveredRecords() {
    List<RunRecord.Recovered> records = new ArrayList<>();
    for (int i = 0; i < recovered.length; i++) {
      List<RunRecord.RouteRecord> ofRoutes = new ArrayList<>();
      for (Route route : recovered[i]) {
        ofRoutes.add(route.record(0));
      }
      records.add(new RunRecord.Recovered(recoveries.get(i).withinNanos(), ofRoutes));
    }
    return records;
  }

  private boolean hasEnd() {
    return lengthNanos != Long.MAX_VALUE;
  }

  private boolean isMeasured(long atNanos) {
    return atNanos >= 0 && atNanos < lengthNanos;
  }

  private int slice(long atNanos) {
    if (!hasEnd()) {
      lastNanos = Math.max(lastNanos, atNanos);
      while (lastNanos / sliceNanos >= slices) {
        sliceNanos *= 2;
        for (Route route : routes) {
          route.halve();
        }
      }
    }
    return (int) Math.min(slices - 1L, atNanos / sliceNanos);
  }

  /**
   * Counts of one route. While its latencies are few they are kept in the order in which they came,
   * where those of a slice are found when somebody asks; from then on they are folded into two
   * numbers when the slice is over.
   */
  private static final class Route {
    // The numbers of a slice lie together, since in a large system none of them is in the
    // processor's caches when it is next needed.
    private static final int OFFERED = 0;
    private static final int SUCCEEDED = 1;
    private static final int DEGRADED = 2;
    private static final int FAILED = 3;
    private static final int NUMBERS = 4;

    private static final Latencies NO_LATENCIES = new Latencies();

    private static final int P50 = 0;
    private static final int P99 = 1;
    private static final int QUANTILES = 2;

    private final LatencyChains few;
    private final long[] numbers;
    private int openSlice;
    private long ended;
    private long stayNanos;
    private long sinceNanos;

    /** The last of its chain among the few. */
    private int last = LatencyChains.NONE;

    private int count;
    private double sumNanos;

    /** All latencies; null while they are few. */
    private @Nullable Latencies all;

    /** Those of the open slice. */
    private Latencies ofSlice = NO_LATENCIES;

    /** Of the slices that are over, in nanoseconds; empty while all latencies are few. */
    private long[] folded = {};

    Route(int slices, LatencyChains few) {
      numbers = new long[slices * NUMBERS];
      this.few = few;
    }

    void offered(int slice, long atNanos) {
      numbers[slice * NUMBERS + OFFERED]++;
      sinceNanos += atNanos;
    }

    /** One that is told after the end of its slice counts in the next. */
    void ended(int slice, RequestEnded request) {
      Result result = request.result();
      long latencyNanos = request.latencyNanos();
      ended++;
      sinceNanos -= request.startedNanos();
      stayNanos += latencyNanos;
      if (slice > openSlice) {
        closeSlice();
        openSlice = slice;
      }
      if (!result.isSuccess()) {
        numbers[openSlice * NUMBERS + FAILED]++;
        return;
      }
      if (all == null && count == Latencies.FEW) {
        all = becomeMany();
      }
      numbers[openSlice * NUMBERS + (result == Result.DEGRADED ? DEGRADED : SUCCEEDED)]++;
      if (all == null) {
        last = few.add(last, Latencies.micros(latencyNanos));
        count++;
        sumNanos += Math.max(0, latencyNanos);
      } else {
        all.add(latencyNanos);
        ofSlice.add(latencyNanos);
      }
    }

    Stays stays() {
      return new Stays(sum(OFFERED), ended, stayNanos, sinceNanos);
    }

    private Latencies becomeMany() {
      long[] micros = few.micros(last, count);
      ofSlice = Latencies.of(micros, count - answered(openSlice), count, 0);
      folded = quantiles(micros);
      return Latencies.of(micros, 0, count, sumNanos);
    }

    private void closeSlice() {
      if (all != null) {
        fold();
        ofSlice.clear();
      }
    }

    private void fold() {
      if (ofSlice.count() > 0) {
        folded[openSlice * QUANTILES + P50] = ofSlice.quantileNanos(0.5);
        folded[openSlice * QUANTILES + P99] = ofSlice.quantileNanos(0.99);
      }
    }

    /** Of all slices until now, while all latencies are few. */
    private long[] quantiles(long[] micros) {
      long[] found = new long[numbers.length / NUMBERS * QUANTILES];
      int from = 0;
      for (int slice = 0; slice <= openSlice; slice++) {
        int to = from + answered(slice);
        if (to > from) {
          found[slice * QUANTILES + P50] = Latencies.quantileNanos(micros, from, to, 0.5);
          found[slice * QUANTILES + P99] = Latencies.quantileNanos(micros, from, to, 0.99);
        }
        from = to;
      }
      return found;
    }

    private int answered(int slice) {
      int at = slice * NUMBERS;
      return (int) (numbers[at + SUCCEEDED] + numbers[at + DEGRADED]);
    }

    /** Makes two slices one. The quantiles of a wider slice are the larger of its halves'. */
    void halve() {
      closeSlice();
      openSlice /= 2;
      halve(numbers, NUMBERS, Long::sum);
      halve(folded, QUANTILES, Math::max);
    }

    private static void halve(long[] values, int perSlice, LongBinaryOperator both) {
      for (int to = 0; to < values.length; to++) {
        int from = 2 * (to - to % perSlice) + to % perSlice;
        long first = from < values.length ? values[from] : 0;
        int next = from + perSlice;
        values[to] = both.applyAsLong(first, next < values.length ? values[next] : 0);
      }
    }

    RunRecord.RouteRecord record(int sliceCount) {
      long requests = sum(OFFERED);
      long full = sum(SUCCEEDED);
      long fallbacks = sum(DEGRADED);
      Latencies latencies;
      long[] quantiles;
      if (all == null) {
        long[] micros = few.micros(last, count);
        latencies = Latencies.of(micros, 0, count, sumNanos);
        quantiles = quantiles(micros);
      } else {
        latencies = all.plus(NO_LATENCIES);
        fold();
        quantiles = folded;
      }
      List<RunRecord.Slice> slices = new ArrayList<>();
      for (int slice = 0; slice < sliceCount; slice++) {
        int at = slice * NUMBERS;
        slices.add(
            new RunRecord.Slice(
                numbers[at + OFFERED],
                numbers[at + SUCCEEDED],
                numbers[at + DEGRADED],
                numbers[at + FAILED],
                quantiles[slice * QUANTILES + P50],
                quantiles[slice * QUANTILES + P99]));
      }
      return new RunRecord.RouteRecord(
          requests, full, fallbacks, requests - full - fallbacks, latencies, slices);
    }

    private long sum(int number) {
      long sum = 0;
      for (int at = number; at < numbers.length; at += NUMBERS) {
        sum += numbers[at];
      }
      return sum;
    }
  }
}
