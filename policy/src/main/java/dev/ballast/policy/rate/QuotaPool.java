package dev.ballast.policy.rate;

import dev.ballast.kernel.Checks;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Divides one limit among the replicas of a service: each asks now and then, says what it could
 * use, and is leased a part for a while. Parts are max-min fair by what replicas want; what is left
 * over is divided evenly, so that there is room for a sudden rise.
 *
 * <p>Guarantee: at no time do the parts in use add up to more than the limit, whatever messages are
 * late or lost, as long as clocks run equally fast. For this the pool
 *
 * <ul>
 *   <li>keeps an even share free for every replica that has not confirmed within a lease length
 *       that it has less, since that is what it falls back to (see {@link QuotaLease});
 *   <li>holds a larger earlier lease against a replica until it has run out, since the news of the
 *       smaller one may be lost;
 *   <li>grants nothing for one lease length after it {@linkplain #forget forgot} everything, since
 *       leases from before may be in use (the "learning mode" of Google's Doorman).
 * </ul>
 *
 * <p>The idea of leased capacity follows Doorman ("Global distributed client side rate limiting",
 * YouTube, 2016) and its fair share; departures: a replica that cannot reach the pool never adds to
 * the limit; a tenth of an even share is left to the idle. Time runs out here later than at the
 * replica, which counts from when it asked (Gray and Cheriton, "Leases", 1989).
 *
 * <p>Immutable snapshots changed by compare-and-set; O(n log n) per question for n replicas, which
 * comes three times per lease length from each.
 */
public final class QuotaPool {
  /** Parts are counted in thousandths of a permit per the rate's time. */
  static final long UNITS = 1_000;

  private static final long IDLE_PART = 10;

  /** No answer has been received. */
  static final long NOTHING = Long.MIN_VALUE;

  /**
   * A replica asks for its part.
   *
   * @param wants what it could use
   * @param confirmedNanos the time that stands on the newest answer it has
   */
  public record Question(int replica, long wants, long confirmedNanos) {}

  /**
   * What a replica may use.
   *
   * @param units its part
   * @param grantedNanos when, by the pool's clock
   */
  public record Answer(long units, long grantedNanos) {}

  /** Leases of one replica that are kept apart; with more at once the oldest count as one. */
  private static final int KEPT = 4;

  /**
   * What is known; not changed once it is published. By replica: what it wants and when what it has
   * was granted; and {@link #KEPT} leases for each, the newest first, with when they run out.
   */
  private static final class State {
    final long grantsFromNanos;
    final long[] wants;
    final long[] confirmedNanos;
    final long[] units;
    final long[] untilNanos;

    /** Nothing is known. */
    State(int replicas, long grantsFromNanos) {
      this.grantsFromNanos = grantsFromNanos;
      wants = new long[replicas];
      confirmedNanos = new long[replicas];
      units = new long[replicas * KEPT];
      untilNanos = new long[replicas * KEPT];
      Arrays.fill(confirmedNanos, NOTHING);
      Arrays.fill(untilNanos, NOTHING);
    }

    State(State other) {
      grantsFromNanos = other.grantsFromNanos;
      wants = other.wants.clone();
      confirmedNanos = other.confirmedNanos.clone();
      units = other.units.clone();
      untilNanos = other.untilNanos.clone();
    }

    void add(int replica, long part, long until, long nowNanos) {
      int first = replica * KEPT;
      int last = first + KEPT - 1;
      long forgotten = nowNanos < untilNanos[last] ? units[last] : 0;
      for (int i = last; i > first; i--) {
        units[i] = units[i - 1];
        untilNanos[i] = untilNanos[i - 1];
      }
      units[last] = Math.max(units[last], forgotten);
      units[first] = part;
      untilNanos[first] = until;
    }

    boolean isLive(int replica, long nowNanos) {
      return nowNanos < untilNanos[replica * KEPT];
    }

    /** The largest of the replica's leases that have not run out. */
    long leased(int replica, long nowNanos) {
      long most = 0;
      for (int i = replica * KEPT; i < (replica + 1) * KEPT; i++) {
        most = nowNanos < untilNanos[i] ? Math.max(most, units[i]) : most;
      }
      return most;
    }
  }

  private final long whole;
  private final long evenShare;
  private final long leaseNanos;
  private final int replicas;
  private final AtomicReference<State> state;

  /** A pool that has leased nothing, and of which nobody holds a lease. */
  public QuotaPool(RateLimit limit, int replicas) {
    Checks.that(replicas >= 1, "a limit is shared by at least one replica");
    this.replicas = replicas;
    whole = limit.rate().permits() * UNITS;
    evenShare = whole / replicas;
    leaseNanos = limit.leaseNanos();
    state = new AtomicReference<>(new State(replicas, NOTHING));
  }

  /** Everything known is lost, as when the process that held the pool ended. */
  public void forget(long nowNanos) {
    state.set(new State(replicas, nowNanos + leaseNanos));
  }

  /**
   * Leases a part to a replica, from now for the length of a lease.
   *
   * @return null while the pool does not know enough to lease anything
   */
  public @Nullable Answer lease(Question question, long nowNanos) {
    int replica = question.replica();
    while (true) {
      State seen = state.get();
      if (nowNanos < seen.grantsFromNanos) {
        return null;
      }
      State next = new State(seen);
      next.wants[replica] = Math.clamp(question.wants(), evenShare / IDLE_PART, whole);
      if (question.confirmedNanos() >= seen.grantsFromNanos) {
        next.confirmedNanos[replica] =
            Math.max(seen.confirmedNanos[replica], question.confirmedNanos());
      }
      long room = Math.max(0, whole - othersHold(seen, replica, nowNanos));
      long part = Math.min(room, fair(next, replica, nowNanos));
      next.add(replica, part, nowNanos + leaseNanos, nowNanos);
      if (state.compareAndSet(seen, next)) {
        return new Answer(part, nowNanos);
      }
    }
  }

  /** The most that a replica may be using before a lease that is granted now runs out. */
  private long held(State at, int replica, long nowNanos) {
    long confirmed = at.confirmedNanos[replica];
    boolean isConfirmed = confirmed != NOTHING && nowNanos - confirmed < leaseNanos;
    long leased = at.leased(replica, nowNanos);
    return isConfirmed ? leased : Math.max(evenShare, leased);
  }

  private long othersHold(State at, int replica, long nowNanos) {
    long sum = 0;
    for (int i = 0; i < replicas; i++) {
      sum += i == replica ? 0 : held(at, i, nowNanos);
    }
    return sum;
  }

  /** The replica's part of the whole: max-min fair, and its even part of what nobody wants. */
  private long fair(State at, int replica, long nowNanos) {
    long[] wants = new long[replicas];
    for (int i = 0; i < replicas; i++) {
      wants[i] = i == replica || at.isLive(i, nowNanos) ? at.wants[i] : evenShare;
    }
    long wanted = wants[replica];
    Arrays.sort(wants);
    long left = whole;
    for (int i = 0; i < replicas; i++) {
      long level = left / (replicas - i);
      if (wants[i] > level) {
        return Math.min(wanted, level);
      }
      left -= wants[i];
    }
    return wanted + left / replicas;
  }
}
