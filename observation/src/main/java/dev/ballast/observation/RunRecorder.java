package dev.ballast.observation;

import dev.ballast.kernel.Result;
import dev.ballast.observation.Observation.AttemptEnded;
import dev.ballast.observation.Observation.CallEnded;
import dev.ballast.observation.Observation.Change;
import dev.ballast.observation.Observation.RequestEnded;
import dev.ballast.observation.Observation.RequestOffered;
import java.util.ArrayList;
import java.util.List;

/**
 * Folds observations into a {@link RunRecord} as they come. A request counts when it was offered
 * within the measured time, whenever it ends; attempts and calls count when they end within it. One
 * owner; not thread-safe.
 */
public final class RunRecorder implements Observer {
  /** Changes kept for the timeline. */
  public static final int TIMELINE_MAX = 2_000;

  /** The most slices of a series. */
  public static final int SLICES_MAX = 240;

  private static final long SECOND = 1_000_000_000L;

  private final Subjects subjects;
  private final long lengthNanos;
  private final long sliceNanos;
  private final int slices;
  private final Route[] routes;
  private final long[] calls;
  private final long[] attempts;
  private final long[] failed;
  private final long[] refused;
  private final List<Change> timeline = new ArrayList<>();
  private long timelineCut;

  public RunRecorder(Subjects subjects, long lengthNanos) {
    if (lengthNanos < 1) {
      throw new IllegalArgumentException("a run must be measured for some time");
    }
    this.subjects = subjects;
    this.lengthNanos = lengthNanos;
    this.sliceNanos = sliceFor(lengthNanos);
    slices = (int) ((lengthNanos + sliceNanos - 1) / sliceNanos);
    routes = new Route[subjects.routes().size()];
    for (int i = 0; i < routes.length; i++) {
      routes[i] = new Route(slices);
    }
    int edges = subjects.edges().size();
    calls = new long[edges];
    attempts = new long[edges];
    failed = new long[edges];
    refused = new long[edges];
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
          routes[o.route()].offered(slice(o.atNanos()));
        }
      }
      case RequestEnded o -> {
        if (isMeasured(o.startedNanos())) {
          routes[o.route()].ended(slice(o.atNanos()), o.result(), o.latencyNanos());
        }
      }
      case AttemptEnded o -> {
        if (isMeasured(o.atNanos())) {
          attempts[o.edge()]++;
        }
      }
      case CallEnded o -> {
        if (isMeasured(o.atNanos())) {
          calls[o.edge()]++;
          failed[o.edge()] += o.result().isSuccess() ? 0 : 1;
          refused[o.edge()] += o.result().isLocalRefusal() ? 1 : 0;
        }
      }
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
      routeRecords.add(route.record());
    }
    List<RunRecord.EdgeRecord> edgeRecords = new ArrayList<>();
    for (int i = 0; i < calls.length; i++) {
      edgeRecords.add(new RunRecord.EdgeRecord(calls[i], attempts[i], failed[i], refused[i]));
    }
    return new RunRecord(
        subjects, lengthNanos, sliceNanos, routeRecords, edgeRecords, timeline, timelineCut);
  }

  private boolean isMeasured(long atNanos) {
    return atNanos >= 0 && atNanos < lengthNanos;
  }

  private int slice(long atNanos) {
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

    Route(int slices) {
      offered = new long[slices];
      succeeded = new long[slices];
      degraded = new long[slices];
      failed = new long[slices];
      p50Nanos = new long[slices];
      p99Nanos = new long[slices];
    }

    void offered(int slice) {
      offered[slice]++;
    }

    void ended(int slice, Result result, long latencyNanos) {
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

    private void closeSlice() {
      p50Nanos[openSlice] = ofSlice.quantileNanos(0.5);
      p99Nanos[openSlice] = ofSlice.quantileNanos(0.99);
      ofSlice.clear();
    }

    RunRecord.RouteRecord record() {
      p50Nanos[openSlice] = ofSlice.quantileNanos(0.5);
      p99Nanos[openSlice] = ofSlice.quantileNanos(0.99);
      long requests = sum(offered);
      long full = sum(succeeded);
      long fallbacks = sum(degraded);
      Latencies copy = new Latencies();
      copy.addAll(all);
      List<RunRecord.Slice> slices = new ArrayList<>();
      for (int i = 0; i < offered.length; i++) {
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
