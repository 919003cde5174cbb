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
      routes[i] = new Route(slices);
    }
    this.recoveries = List.copyOf(recoveries);
    recovered = new Route[recoveries.size()][routes.length];
    for (Route[] after : recovered) {
      for (int i = 0; i < after.length; i++) {
        after[i] = new Route(1);
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

  @Override
  public void on(Observation observation) {
    switch (observation) {
      case RequestOffered o -> {
        if (isMeasured(o.atNanos())) {
          routes[o.route()].offered(slice(o.atNanos()), o.atNanos());
          for (int i = 0; i < recovered.length; i++) {
            if (recoveries.get(i).holds(o.atNanos())) {
              recovered[i][o.route()].offered(0, o.atNanos());
            }
          }
        }
      }
      case RequestEnded o -> {
        if (isMeasured(o.startedNanos())) {
          routes[o.route()].ended(slice(o.atNanos()), o);
          for (int i = 0; i < recovered.length; i++) {
            if (recoveries.get(i).holds(o.startedNanos())) {
              recovered[i][o.route()].ended(0, o);
            }
          }
        }
      }
      case AttemptEnded o -> {
        if (isMeasured(o.atNanos())) {
          edges.attempt(o);
        }
      }
      case CallEnded o -> {
        if (isMeasured(o.atNanos())) {
          edges.call(o);
        }
      }
      case ReplicaUsed used -> services[used.service()].used(used);
      case Change change -> {
        if (timeline.size() < TIMELINE_MAX) {
          timeline.add(change);
        } else {
          timelineCut++;
        }
      }
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
   * Counts of one route; the latencies of the open slice are folded into two numbers at its end.
   */
  private static final class Route {
    private final Latencies all = new Latencies();
    private final Latencies ofSlice = new Latencies();
    private final long[] offered;
    private final long[] succeeded;
    private final long[] degraded;
    private final long[] failed;
    private final long[] p50Nanos;
    private final long[] p99Nanos;
    private int openSlice;
    private long ended;
    private long stayNanos;
    private long sinceNanos;

    Route(int slices) {
      offered = new long[slices];
      succeeded = new long[slices];
      degraded = new long[slices];
      failed = new long[slices];
      p50Nanos = new long[slices];
      p99Nanos = new long[slices];
    }

    void offered(int slice, long atNanos) {
      offered[slice]++;
      sinceNanos += atNanos;
    }

    void ended(int slice, RequestEnded request) {
      Result result = request.result();
      long latencyNanos = request.latencyNanos();
      ended++;
      sinceNanos -= request.startedNanos();
      stayNanos += latencyNanos;
      if (!result.isSuccess()) {
        failed[slice]++;
        return;
      }
      (result == Result.DEGRADED ? degraded : succeeded)[slice]++;
      all.add(latencyNanos);
      if (slice > openSlice) {
        closeSlice();
        openSlice = slice;
      }
      ofSlice.add(latencyNanos);
    }

    Stays stays() {
      return new Stays(sum(offered), ended, stayNanos, sinceNanos);
    }

    private void closeSlice() {
      if (ofSlice.count() == 0) {
        return;
      }
      p50Nanos[openSlice] = ofSlice.quantileNanos(0.5);
      p99Nanos[openSlice] = ofSlice.quantileNanos(0.99);
      ofSlice.clear();
    }

    /** Makes two slices one. The latencies of a wider slice are the larger of its halves'. */
    void halve() {
      closeSlice();
      openSlice /= 2;
      for (long[] counts : List.of(offered, succeeded, degraded, failed)) {
        for (int i = 0; i < counts.length; i++) {
          int from = 2 * i;
          counts[i] = from < counts.length ? counts[from] + at(counts, from + 1) : 0;
        }
      }
      for (long[] latencies : List.of(p50Nanos, p99Nanos)) {
        for (int i = 0; i < latencies.length; i++) {
          int from = 2 * i;
          latencies[i] =
              from < latencies.length ? Math.max(latencies[from], at(latencies, from + 1)) : 0;
        }
      }
    }

    private static long at(long[] values, int index) {
      return index < values.length ? values[index] : 0;
    }

    RunRecord.RouteRecord record(int count) {
      if (ofSlice.count() > 0) {
        p50Nanos[openSlice] = ofSlice.quantileNanos(0.5);
        p99Nanos[openSlice] = ofSlice.quantileNanos(0.99);
      }
      long requests = sum(offered);
      long full = sum(succeeded);
      long fallbacks = sum(degraded);
      Latencies copy = new Latencies();
      copy.addAll(all);
      List<RunRecord.Slice> slices = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        slices.add(
            new RunRecord.Slice(
                offered[i], succeeded[i], degraded[i], failed[i], p50Nanos[i], p99Nanos[i]));
      }
      return new RunRecord.RouteRecord(
          requests, full, fallbacks, requests - full - fallbacks, copy, slices);
    }

    private static long sum(long[] values) {
      long sum = 0;
      for (long value : values) {
        sum += value;
      }
      return sum;
    }
  }
}
