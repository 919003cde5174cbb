package dev.ballast.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.kernel.BreakerState;
import dev.ballast.kernel.RandomStream;
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

  private BreakerScript(BreakerConfig config) {
    breaker =
        new Breaker(
            config,
            RandomStream.of(1, "breaker"),
            (from, to, now) -> changes.add(from + " -> " + to + " at " + now / MS));
  }

  /** Opens at this percentage of the last so many calls, with three probes at most. */
  static BreakerConfig opensAt(double percent, int calls) {
    return BreakerConfig.ofCalls(percent / 100, calls);
  }

  static BreakerScript given(BreakerConfig config) {
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

  void is(BreakerState state) {
    assertThat(breaker.state()).isEqualTo(state);
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

    Moment failsAfterMs(long latency) {
      breaker.record(admitted(), false, latency * MS, now);
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

    Moment forces(BreakerConfig.Forced to) {
      breaker.force(to, now);
      return this;
    }

    /** How many of so many attempts are admitted. */
    int admitsOf(int attempts) {
      int count = 0;
      for (int i = 0; i < attempts; i++) {
        count += breaker.tryAdmit(now) == Breaker.REFUSED ? 0 : 1;
      }
      return count;
    }

    private long admitted() {
      long permit = breaker.tryAdmit(now);
      assertThat(permit).as("a permit at %s ms", now / MS).isNotEqualTo(Breaker.REFUSED);
      return permit;
    }
  }
}
