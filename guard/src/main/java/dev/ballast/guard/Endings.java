package dev.ballast.guard;

import dev.ballast.kernel.Result;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** How many calls ended in which way. Counting is striped: threads do not wait for each other. */
@SuppressWarnings("EnumOrdinal") // an array costs a counted call less than a map
final class Endings {
  private final LongAdder[] counts = new LongAdder[Result.values().length];

  Endings() {
    for (int i = 0; i < counts.length; i++) {
      counts[i] = new LongAdder();
    }
  }

  void count(Result result) {
    counts[result.ordinal()].increment();
  }

  /** Those that occurred. */
  Map<Result, Long> counted() {
    Map<Result, Long> occurred = new EnumMap<>(Result.class);
    for (Result result : Result.values()) {
      long count = counts[result.ordinal()].sum();
      if (count > 0) {
        occurred.put(result, count);
      }
    }
    return Collections.unmodifiableMap(occurred);
  }
}
