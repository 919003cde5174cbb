package dev.ballast.cli.part;

import dev.ballast.observation.Observation.Change;
import dev.ballast.observation.RunRecord;
import dev.ballast.observation.RunRecord.EdgeRecord;
import dev.ballast.observation.RunRecord.RouteRecord;
import dev.ballast.observation.RunRecord.Slice;
import dev.ballast.verdict.TimelineEntry;
import java.util.stream.LongStream;

/** Whether what a part holds can have come from a run of its experiment. */
final class Shape {
  /** More of anything than a repetition can count; keeps sums over repetitions from overflowing. */
  private static final long COUNT_MAX = 1_000_000_000_000L;

  private Shape() {}

  /**
   * What is wrong with a repetition; empty when nothing is.
   *
   * @param shape a record of a run in which nothing happened
   */
  static String wrong(PartText.Line line, RunRecord shape) {
    RunRecord found = line.record();
    if (!found.subjects().equals(shape.subjects())
        || found.lengthNanos() != shape.lengthNanos()
        || found.sliceNanos() != shape.sliceNanos()
        || found.routes().size() != shape.routes().size()
        || found.edges().size() != shape.edges().size()) {
      return "another shape than its experiment";
    }
    if (!areCounts(line.calls(), found.timelineCut())) {
      return "impossible counts";
    }
    for (RouteRecord route : found.routes()) {
      if (route.slices().size() != shape.routes().getFirst().slices().size()) {
        return "another shape than its experiment";
      }
      if (!isPossible(route)) {
        return "requests that do not add up";
      }
    }
    if (!found.edges().stream().allMatch(Shape::isPossible)) {
      return "impossible counts";
    }
    return found.timeline().stream().allMatch(change -> isPossible(change, found))
        ? ""
        : "a change of something that is not in its system";
  }

  private static boolean isPossible(RouteRecord route) {
    long answered = route.succeeded() + route.degraded();
    return areCounts(route.offered(), route.succeeded(), route.degraded(), route.failed())
        && route.offered() == answered + route.failed()
        && route.latencies().count() == answered
        && route.slices().stream().allMatch(Shape::isPossible);
  }

  private static boolean isPossible(Slice slice) {
    return areCounts(slice.offered(), slice.succeeded(), slice.degraded(), slice.failed())
        && slice.p50Nanos() >= 0
        && slice.p99Nanos() >= 0;
  }

  private static boolean isPossible(EdgeRecord edge) {
    return areCounts(edge.calls(), edge.attempts(), edge.repeats(), edge.hedges())
        && areCounts(edge.failed(), edge.refused(), edge.fromCache(), edge.shared());
  }

  private static boolean areCounts(long... counts) {
    return LongStream.of(counts).allMatch(count -> count >= 0 && count <= COUNT_MAX);
  }

  /** Whether it can be told in the words of the system. */
  private static boolean isPossible(Change change, RunRecord run) {
    try {
      String text = TimelineEntry.of(change, run.subjects()).text();
      return text.codePoints().noneMatch(Character::isISOControl);
    } catch (IndexOutOfBoundsException e) {
      return false;
    }
  }
}
