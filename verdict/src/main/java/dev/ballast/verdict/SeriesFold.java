package dev.ballast.verdict;

import dev.ballast.observation.RunRecord;
import dev.ballast.observation.RunRecord.Slice;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** One route's series, folded over runs: one {@link Sample} per slice and line. */
final class SeriesFold {
  private static final double MILLIS_PER_NANO = 1e-6;
  private static final List<ToDoubleFunction<Slice>> COUNTS =
      List.of(Slice::offered, Slice::succeeded, Slice::degraded, Slice::failed);

  private final String route;
  private final double sliceSeconds;
  private final double lastSeconds;
  private final List<Sample[]> lines = new ArrayList<>();

  SeriesFold(RunRecord run, int index) {
    route = run.subjects().routes().get(index);
    sliceSeconds = Timeline.seconds(run.sliceNanos());
    int slices = run.routes().get(index).slices().size();
    lastSeconds = Timeline.seconds(run.lengthNanos() - (slices - 1L) * run.sliceNanos());
    for (int line = 0; line < COUNTS.size() + 2; line++) {
      Sample[] samples = new Sample[slices];
      for (int i = 0; i < slices; i++) {
        samples[i] = new Sample();
      }
      lines.add(samples);
    }
  }

  void add(List<Slice> slices) {
    for (int i = 0; i < slices.size(); i++) {
      Slice slice = slices.get(i);
      double seconds = i == slices.size() - 1 ? lastSeconds : sliceSeconds;
      for (int line = 0; line < COUNTS.size(); line++) {
        lines.get(line)[i].add(COUNTS.get(line).applyAsDouble(slice) / seconds);
      }
      boolean answered = slice.succeeded() + slice.degraded() > 0;
      lines.get(4)[i].add(answered ? slice.p50Nanos() * MILLIS_PER_NANO : Double.NaN);
      lines.get(5)[i].add(answered ? slice.p99Nanos() * MILLIS_PER_NANO : Double.NaN);
    }
  }

  Series series() {
    return new Series(
        route, sliceSeconds, bands(0), bands(1), bands(2), bands(3), bands(4), bands(5));
  }

  private List<Series.Band> bands(int line) {
    List<Series.Band> bands = new ArrayList<>();
    for (Sample sample : lines.get(line)) {
      bands.add(new Series.Band(sample.mean(), sample.min(), sample.max()));
    }
    return bands;
  }
}
