package dev.ballast.guard;

import dev.ballast.kernel.BreakerState;
import dev.ballast.kernel.Result;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A guard as it was at one moment, for dashboards.
 *
 * @param guard its name
 * @param ended how many calls ended in which way since the guard was made, in the order of {@link
 *     Result}; ways that never occurred are missing
 * @param readings what its policies show, outermost first
 */
public record GuardState(String guard, Map<Result, Long> ended, List<Reading> readings) {
  /**
   * One number of one policy.
   *
   * @param policy such as {@code bulkhead}
   * @param measure such as {@code waiting}
   */
  public record Reading(String policy, String measure, long value) {}

  /** How many calls ended this way. */
  public long ended(Result result) {
    return ended.getOrDefault(result, 0L);
  }

  /** The breaker's state, where there is a breaker. */
  public Optional<BreakerState> breaker() {
    return Arrays.stream(BreakerState.values())
        .filter(state -> reading("breaker", words(state)).orElse(0) == 1)
        .findFirst();
  }

  /** A constant as people read it; of a breaker's states, the measure that is 1 in this one. */
  static String words(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /** One number, where the guard has it. */
  public OptionalLong reading(String policy, String measure) {
    return readings.stream()
        .filter(reading -> reading.policy().equals(policy) && reading.measure().equals(measure))
        .mapToLong(Reading::value)
        .findFirst();
  }
}
