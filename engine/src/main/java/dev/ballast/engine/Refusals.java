package dev.ballast.engine;

import dev.ballast.kernel.Refusal;
import dev.ballast.kernel.Units;
import dev.ballast.observation.Observation;
import java.util.EnumMap;
import org.jspecify.annotations.Nullable;

/**
 * Tells when a replica begins to refuse requests for a reason, and when it has not done so for a
 * second: at most one change a second for each reason. One owner.
 */
final class Refusals {
  private static final long QUIET_NANOS = Units.SECOND;

  private final World world;
  private final int service;
  private final int replica;

  /** Made with the first refusal. */
  private @Nullable EnumMap<Refusal, Series> series;

  Refusals(World world, int service, int replica) {
    this.world = world;
    this.service = service;
    this.replica = replica;
  }

  void refused(Refusal why, long now) {
    if (series == null) {
      series = new EnumMap<>(Refusal.class);
    }
    Series current = series.get(why);
    if (current == null) {
      current = new Series(why);
      series.put(why, current);
    }
    current.refused(now);
  }

  /** Refusals for one reason without a second between two of them; fires when one may be over. */
  private final class Series extends Timer {
    private final Refusal why;
    private long refused;
    private long lastNanos;

    Series(Refusal why) {
      this.why = why;
    }

    void refused(long now) {
      lastNanos = now;
      if (refused++ == 0) {
        world.observer().on(new Observation.SheddingBegan(now, service, replica, why));
        world.start(this, QUIET_NANOS);
      }
    }

    @Override
    public void fires() {
      long now = world.nowNanos();
      long left = lastNanos + QUIET_NANOS - now;
      if (left > 0) {
        world.start(this, left);
        return;
      }
      long all = refused;
      refused = 0;
      world.observer().on(new Observation.SheddingEnded(now, service, replica, why, all));
    }
  }
}
