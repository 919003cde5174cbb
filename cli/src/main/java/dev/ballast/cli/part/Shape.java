package dev.ballast.cli.part;

import dev.ballast.observation.Observation.Change;
import dev.ballast.observation.RunRecord;
import dev.ballast.observation.RunRecord.RouteRecord;
import dev.ballast.verdict.TimelineEntry;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * Whether what a part holds can have come from a run of its experiment. A run in which nothing
 * happened shows the shape: every list is as long as there, every text and every number that is not
 * 0 there is the same, and what is 0 there is a count. Only changes and latencies are free.
 */
final class Shape {
  /** More of anything than a repetition can count, times aside; keeps sums from overflowing. */
  private static final long COUNT_MAX = 10_000_000_000_000L;

  private final JsonNode empty;

  /**
   * A shape.
   *
   * @param empty the record of a run in which nothing happened
   */
  Shape(RunRecord empty) {
    this.empty = PartText.tree(PartText.of(empty));
  }

  /** Whether a record's JSON has it. */
  boolean isOf(JsonNode record) {
    return matches("record", empty, record);
  }

  private static boolean matches(String name, JsonNode empty, JsonNode found) {
    if (empty.isArray()) {
      boolean same = found.isArray() && found.size() == empty.size();
      for (int i = 0; same && i < empty.size(); i++) {
        same = matches(name, empty.get(i), found.get(i));
      }
      return same;
    }
    if (empty.isObject()) {
      return empty
          .propertyStream()
          .filter(field -> !field.getKey().equals("timeline") && !field.getKey().equals("micros"))
          .allMatch(field -> matches(field.getKey(), field.getValue(), found.path(field.getKey())));
    }
    return isZero(empty)
        ? isCount(found, name.endsWith("_nanos") ? Long.MAX_VALUE : COUNT_MAX)
        : found.equals(empty);
  }

  private static boolean isZero(JsonNode number) {
    return number.isNumber() && number.doubleValue() == 0;
  }

  private static boolean isCount(JsonNode found, long most) {
    return found.isIntegralNumber()
        ? found.canConvertToLong() && found.longValue() >= 0 && found.longValue() <= most
        : found.isFloatingPointNumber() && found.doubleValue() >= 0;
  }

  /** Whether the requests of every route add up and every change is of something in the system. */
  static boolean isPossible(RunRecord run) {
    return Stream.concat(
                run.routes().stream(), run.recovered().stream().flatMap(r -> r.routes().stream()))
            .allMatch(Shape::addsUp)
        && run.timeline().stream().allMatch(change -> isPossible(change, run));
  }

  private static boolean addsUp(RouteRecord route) {
    long answered = route.succeeded() + route.degraded();
    return route.offered() == answered + route.failed() && route.latencies().count() == answered;
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
