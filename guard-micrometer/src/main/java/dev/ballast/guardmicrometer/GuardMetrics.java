package dev.ballast.guardmicrometer;

import dev.ballast.guard.Guard;
import dev.ballast.guard.GuardListener;
import dev.ballast.guard.GuardState;
import dev.ballast.kernel.BreakerState;
import dev.ballast.kernel.Result;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A guard's numbers in a registry. Every meter has the tag {@code guard}, the guard's name.
 *
 * <table>
 *   <caption>Meters</caption>
 *   <tr><td>{@code ballast.guard.calls}</td>
 *   <td>timer, by {@code result}: how many calls ended in which way, and how long they took with all
 *   their waits and attempts</td></tr>
 *   <tr><td>{@code ballast.guard.refused}</td>
 *   <td>counter, by {@code policy}: what the guard refused</td></tr>
 *   <tr><td>{@code ballast.guard.repeats}</td>
 *   <td>counter, by {@code because}: repeats and the results that led to them</td></tr>
 *   <tr><td>{@code ballast.guard.hedges}</td><td>counter: second attempts</td></tr>
 *   <tr><td>{@code ballast.guard.degraded}</td>
 *   <td>counter, by {@code because}: fallbacks and the results that they replaced</td></tr>
 *   <tr><td>{@code ballast.guard.breaker.changes}</td>
 *   <td>counter, by {@code to}: changes of the breaker's state</td></tr>
 *   <tr><td>{@code ballast.guard.state}</td>
 *   <td>gauge, by {@code policy} and {@code measure}: every reading of {@link GuardState}; a
 *   breaker has one for each of its states, 1 for the one that it is in</td></tr>
 * </table>
 *
 * Values of tags are in small letters with hyphens: {@code breaker-open}.
 */
public final class GuardMetrics {
  private static final String PREFIX = "ballast.guard.";
  private static final String GUARD = "guard";
  private static final String BECAUSE = "because";

  private GuardMetrics() {}

  /** Registers a guard's meters, from now on. Bind a guard once for each registry. */
  public static void bind(Guard guard, MeterRegistry registry) {
    for (GuardState.Reading reading : guard.state().readings()) {
      Gauge.builder(
              PREFIX + "state",
              guard,
              g -> g.state().reading(reading.policy(), reading.measure()).orElse(0))
          .tag(GUARD, guard.name())
          .tag("policy", word(reading.policy()))
          .tag("measure", word(reading.measure()))
          .strongReference(true)
          .register(registry);
    }
    guard.listen(new Counting(guard.name(), registry));
  }

  private static String word(Enum<?> value) {
    return word(value.name());
  }

  private static String word(String text) {
    return text.toLowerCase(Locale.ROOT).replace('_', '-').replace(' ', '-');
  }

  /** Counts what happens; the timers, which every call needs, are looked up once. */
  private static final class Counting implements GuardListener {
    private final MeterRegistry registry;
    private final Map<Result, Timer> timers = new EnumMap<>(Result.class);

    Counting(String guard, MeterRegistry registry) {
      this.registry = registry;
      for (Result result : Result.values()) {
        timers.put(result, registry.timer(PREFIX + "calls", GUARD, guard, "result", word(result)));
      }
    }

    @Override
    public void ended(String guard, Result result, long latencyNanos) {
      Timer timer = timers.get(result);
      if (timer != null) {
        timer.record(latencyNanos, TimeUnit.NANOSECONDS);
      }
    }

    @Override
    public void refused(String guard, String policy, Result result) {
      registry.counter(PREFIX + "refused", GUARD, guard, "policy", word(policy)).increment();
    }

    @Override
    public void repeated(String guard, int repeat, Result because, long waitNanos) {
      registry.counter(PREFIX + "repeats", GUARD, guard, BECAUSE, word(because)).increment();
    }

    @Override
    public void hedged(String guard) {
      registry.counter(PREFIX + "hedges", GUARD, guard).increment();
    }

    @Override
    public void degraded(String guard, Result because) {
      registry.counter(PREFIX + "degraded", GUARD, guard, BECAUSE, word(because)).increment();
    }

    @Override
    public void breakerChanged(String guard, BreakerState from, BreakerState to) {
      registry.counter(PREFIX + "breaker.changes", GUARD, guard, "to", word(to)).increment();
    }
  }
}
