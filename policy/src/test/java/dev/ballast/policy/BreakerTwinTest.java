package dev.ballast.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.kernel.RandomStream;
import dev.ballast.policy.BreakerConfig.Forced;
import dev.ballast.policy.BreakerConfig.Pause;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Used by one thread, the breaker that threads can share is the plain one. */
final class BreakerTwinTest {
  private static final int STEPS = 4_000;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void does_what_the_plain_one_does_whatever_happens(long seed) {
    for (int of = 0; of < 20; of++) {
      RandomStream random = RandomStream.of(seed, "breaker " + of);
      play(config(random), random, "seed " + seed + ", breaker " + of);
    }
  }

  private static BreakerConfig config(RandomStream random) {
    if (random.chance(0.05)) {
      return BreakerConfig.forcedTo(random.chance(0.5) ? Forced.OPEN : Forced.CLOSED);
    }
    int calls = 1 + random.nextInt(random.chance(0.2) ? 200 : 12);
    double share = random.chance(0.2) ? 1 : 0.05 + 0.9 * random.nextUnit();
    BreakerConfig config =
        switch (random.nextInt(5)) {
          case 0 -> BreakerConfig.ofConsecutive(1 + random.nextInt(6));
          case 1, 2 -> BreakerConfig.ofCalls(share, calls);
          default -> BreakerConfig.ofTime(share, calls, 1 + random.nextInt(500));
        };
    if (config.trip().hasWindow() && random.chance(0.3)) {
      config = config.withConsecutive(1 + random.nextInt(6));
    }
    if (random.chance(0.5)) {
      boolean apart = config.trip().hasWindow() && random.chance(0.5);
      config = config.withSlow(50, apart ? 0.05 + 0.9 * random.nextUnit() : 0);
    }
    int probes = 1 + random.nextInt(Math.min(4, Math.max(1, config.callsMin())));
    return config
        .withProbes(probes)
        .withPause(new Pause(1 + random.nextInt(60), 60 + random.nextInt(300), 0))
        .withRamp(random.chance(0.5) ? 0 : 1 + random.nextInt(300));
  }

  private static void play(BreakerConfig config, RandomStream random, String which) {
    PlainBreaker plain = new PlainBreaker(config);
    List<String> changes = new ArrayList<>();
    Breaker fast =
        new Breaker(
            config, random, (from, to, now) -> changes.add(from + " -> " + to + " at " + now));
    List<Long> permits = new ArrayList<>();
    long now = -random.nextInt(100_000);
    double fails = random.nextUnit();
    for (int step = 0; step < STEPS; step++) {
      now += random.chance(0.05) ? random.nextInt(700) : random.nextInt(1 + random.nextInt(30));
      fails = random.chance(0.01) ? random.nextUnit() * random.nextUnit() : fails;
      if (random.chance(0.6)) {
        long permit = fast.tryAdmit(now);
        assertThat(permit)
            .as("%s, step %s, %s", which, step, config)
            .isEqualTo(plain.tryAdmit(now));
        permits.add(permit);
      } else if (random.chance(0.002)) {
        Forced to = Forced.values()[random.nextInt(3)];
        fast.force(to, now);
        plain.force(to, now);
      } else if (!permits.isEmpty()) {
        long permit =
            permits.remove(permits.size() - 1 - random.nextInt(Math.min(4, permits.size())));
        if (random.chance(0.05)) {
          fast.forget(permit);
          plain.forget(permit);
        } else {
          boolean ok = !random.chance(fails);
          long latency = random.nextInt(random.chance(fails) ? 200 : 50);
          long late = now - (random.chance(0.05) ? random.nextInt(20) : 0);
          fast.record(permit, ok, latency, late);
          plain.record(permit, ok, latency, late);
        }
      }
      assertThat(fast.state()).as("%s, step %s, %s", which, step, config).isEqualTo(plain.state());
    }
    assertThat(changes).as("%s, %s", which, config).isEqualTo(plain.changes);
  }
}
