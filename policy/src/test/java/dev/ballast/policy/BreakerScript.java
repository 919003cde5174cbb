package dev.ballast.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.kernel.BreakerState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What happens to a breaker, told in its own words: {@code breaker.at(10).fails(3)}. */
final class BreakerScript {
  static final long OPEN_FOR_MS = 5_000;

  private static final long MS = 1_000_000;

  private final List<String> changes = new ArrayList<>();
  private final Map<String, Long> permits = new HashMap<>();
  private final Breaker breaker;

  /** A breaker to be; times in milliseconds. */
  record Config(double percent, int calls, long windowMs, int probes, long slowNanos) {
    Config in(long ms) {
      return new Config(percent, calls, ms, probes, slowNanos);
    }

    Config withProbes(int count) {
      return new Config(percent, calls, windowMs, count, slowNanos);
    }

    Config slowAbove(long ms) {
      return new Config(percent, calls, windowMs, probes, ms * MS);
    }
  }

  private BreakerScript(Config config) {
    breaker =
        new Breaker(
            new BreakerConfig(
                config.percent() / 100,
                config.calls(),
                config.windowMs() * MS,
                OPEN_FOR_MS * MS,
                config.probes(),
                config.slowNanos()),
            (from, to, now) -> changes.add(from + " -> " + to + " at " + now / MS));
  }

  /** Opens at this percentage of the last so many calls, with three probes. */
  static Config opensAt(double percent, int calls) {
    return new Config(percent, calls, BreakerConfig.COUNT_WINDOW, 3, Deadline.NONE);
  }

  static BreakerScript given(Config config) {
    return new BreakerScript(config);
  }

  Moment at(long ms) {
    return new Moment(ms * MS);
  }

  void isClosed() {
    assertThat(breaker.state()).isEqualTo(BreakerState.CLOSED);
  }

  void isOpen() {
    assertThat(breaker.state()).isEqualTo(BreakerState.OPEN);
  }

  void isHalfOpen() {
    assertThat(breaker.state()).isEqualTo(BreakerState.HALF_OPEN);
  }

  void told(String... expected) {
    assertThat(changes).containsExactly(expected);
  }

  /** What happens at one time. */
  final class Moment {
    private final long now;

    private Moment(long now) {
      this.now = now;
    }

    Moment fails(int times) {
      for (int i = 0; i < times; i++) {
        breaker.record(admitted(), false, 0, now);
      }
      return this;
    }

    Moment succeeds(int times) {
      for (int i = 0; i < times; i++) {
        breaker.record(admitted(), true, 0, now);
      }
      return this;
    }

    Moment succeedsAfterMs(long latency) {
      breaker.record(admitted(), true, latency * MS, now);
      return this;
    }

    void admits() {
      admits(1);
    }

    void admits(int times) {
      for (int i = 0; i < times; i++) {
        admitted();
      }
    }

    void refuses() {
      assertThat(breaker.tryAdmit(now)).isEqualTo(Breaker.REFUSED);
    }

    void starts(String name) {
      permits.put(name, admitted());
    }

    void answers(String name, boolean succeeded) {
      breaker.record(permits.getOrDefault(name, Breaker.REFUSED), succeeded, 0, now);
    }

    void forgets(String name) {
      breaker.forget(permits.getOrDefault(name, Breaker.REFUSED));
    }

    private long admitted() {
      long permit = breaker.tryAdmit(now);
      assertThat(permit).as("a permit at %s ms", now / MS).isNotEqualTo(Breaker.REFUSED);
      return permit;
    }
  }
}
