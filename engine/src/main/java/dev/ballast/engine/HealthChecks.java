package dev.ballast.engine;

import dev.ballast.kernel.RandomStream;
import dev.ballast.model.Upstream.HealthCheck;
import dev.ballast.policy.health.CheckedHealth;
import org.jspecify.annotations.Nullable;

/**
 * The active health checks of one edge in one replica of the caller: each replica of the callee is
 * asked again and again, beside what calls teach. The first questions are spread evenly at random
 * over the time between two, so that callers and replicas do not all ask at once.
 */
final class HealthChecks {
  private final CallPath path;
  private final HealthCheck config;
  private final CheckedHealth health;
  private final Asker[] askers;
  private final RandomStream random;

  /** Asks nobody yet. */
  HealthChecks(CallPath path, HealthCheck config, int replicas, RandomStream random) {
    this.path = path;
    this.config = config;
    this.random = random;
    health = new CheckedHealth(replicas, config.unhealthyAfter(), config.healthyAfter());
    askers = new Asker[replicas];
    for (int i = 0; i < replicas; i++) {
      askers[i] = new Asker(i);
    }
  }

  HealthCheck config() {
    return config;
  }

  void start() {
    for (Asker asker : askers) {
      path.world().start(asker, (long) (random.nextUnit() * config.everyNanos()));
    }
  }

  /** The caller's process has ended, and has forgotten what it knew. */
  void stop() {
    for (Asker asker : askers) {
      asker.asked = null;
      path.world().cancel(asker);
      health.forget(asker.replica);
      path.checked(asker.replica, true);
    }
  }

  /** Somebody else is in this replica's place. */
  void forget(int replica) {
    health.forget(replica);
    askers[replica].isOutdated = true;
  }

  void answered(Check check, boolean isWell) {
    Asker asker = askers[check.replica()];
    if (asker.isWaitingFor(check)) {
      path.world().cancel(asker);
      asker.ended(isWell);
    }
  }

  /** Asks one replica in turn with waiting; its timer ends either. */
  private final class Asker extends Timer {
    private final int replica;
    private @Nullable Check asked;
    private long askedNanos;

    /** Whether the question under way went to whoever had the place before. */
    private boolean isOutdated;

    Asker(int replica) {
      this.replica = replica;
    }

    @SuppressWarnings("ReferenceEquality") // this very question
    boolean isWaitingFor(Check check) {
      return asked == check;
    }

    @Override
    public void fires() {
      if (asked != null) {
        ended(false);
      } else if (path.isAbsent(replica)) {
        path.world().start(this, config.everyNanos());
      } else {
        Check check = new Check(path, HealthChecks.this, replica);
        asked = check;
        isOutdated = false;
        askedNanos = path.world().nowNanos();
        path.world().start(this, config.timeoutNanos());
        path.world().wire().check(check);
      }
    }

    void ended(boolean isWell) {
      asked = null;
      if (!isOutdated && health.record(replica, isWell)) {
        path.checked(replica, health.isHealthy(replica));
      }
      long passed = path.world().nowNanos() - askedNanos;
      path.world().start(this, Math.max(0, config.everyNanos() - passed));
    }
  }
}
