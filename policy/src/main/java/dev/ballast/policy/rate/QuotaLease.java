package dev.ballast.policy.rate;

import dev.ballast.kernel.Checks;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * A replica's side of a limit that a service has as a whole: a token bucket ({@link Gcra}) whose
 * rate and burst are the part that {@link QuotaPool} leased to it. It asks again in good time:
 * three times within the length of a lease. When its lease has run out it falls back to an even
 * share, limit / replicas.
 *
 * <p>What makes the pool's guarantee hold on this side: a lease counts from when it was
 * <em>asked</em> for; a replica that had less than an even share goes on with that until every
 * lease that was granted in the meantime has run out too, two lease lengths after the last answer.
 * A larger part brings no permits of its own, only a faster way to earn them: all replicas together
 * never get more than (burst + replicas) + rate · t.
 *
 * <p>Lock-free: a part is closed for good before the next one is made from what it left, by whoever
 * meets it. O(1) and no allocation per request.
 */
public final class QuotaLease {
  private static final long CLOSED = 1;

  /** Asked for a quarter more than was used, so that growth is not held back by its own lease. */
  private static final double HEADROOM = 1.25;

  /**
   * A part that is to take the place of another.
   *
   * @param fromNanos from when
   * @param untilNanos after that the even share
   */
  private record Change(long units, long fromNanos, long untilNanos) {}

  /** A part in use; its TAT is twice as large as meant, below it the bit that closes it. */
  private static final class Part extends AtomicLong {
    private static final long serialVersionUID = 1L;

    /** Null where nothing may be taken. */
    final transient @Nullable Gcra meter;

    final long untilNanos;
    final transient AtomicReference<@Nullable Change> next = new AtomicReference<>();

    Part(@Nullable Gcra meter, long untilNanos, long tat) {
      super(tat << 1);
      this.meter = meter;
      this.untilNanos = untilNanos;
    }
  }

  private final RateLimit limit;
  private final long whole;
  private final long evenShare;
  private final AtomicReference<Part> current;
  private final LongAdder asked = new LongAdder();
  private final AtomicLong confirmed = new AtomicLong(QuotaPool.NOTHING);
  private long toldAsked;
  private long toldNanos;

  /** An even share, until the first lease. */
  public QuotaLease(RateLimit limit, int replicas, long nowNanos) {
    Checks.that(replicas >= 1, "a limit is shared by at least one replica");
    this.limit = limit;
    whole = limit.rate().permits() * QuotaPool.UNITS;
    evenShare = whole / replicas;
    toldNanos = nowNanos;
    current = new AtomicReference<>(new Part(meter(evenShare), Long.MAX_VALUE, Gcra.FRESH));
  }

  /**
   * Takes one permit.
   *
   * @return 0 when it is granted, or how many nanoseconds later it would be with the part held now
   */
  public long tryTake(long nowNanos) {
    asked.increment();
    while (true) {
      Part part = current.get();
      if (nowNanos >= part.untilNanos) {
        part.next.compareAndSet(null, new Change(evenShare, part.untilNanos, Long.MAX_VALUE));
      }
      long word = part.get();
      if ((word & CLOSED) != 0 || part.next.get() != null) {
        replace(part);
        continue;
      }
      Gcra meter = part.meter;
      if (meter == null) {
        return limit.leaseNanos();
      }
      long wait = meter.waitNanos(word >> 1, nowNanos);
      if (wait > 0) {
        return wait;
      }
      if (part.compareAndSet(word, meter.taken(word >> 1, nowNanos) << 1)) {
        return 0;
      }
    }
  }

  /** How often to ask the pool. */
  public long askEveryNanos() {
    return Math.max(1, limit.leaseNanos() / 3);
  }

  /**
   * What to ask the pool now: it wants what was asked for here since the last question, granted or
   * not, and a little more. Called by one thread.
   */
  public QuotaPool.Question question(int replica, long nowNanos) {
    long all = asked.sum();
    double since = all - toldAsked;
    double elapsed = Math.max(1, nowNanos - toldNanos);
    toldAsked = all;
    toldNanos = nowNanos;
    double perTime = since * HEADROOM * limit.rate().perNanos() / elapsed;
    long wants = (long) Math.min((double) whole, perTime * QuotaPool.UNITS);
    return new QuotaPool.Question(replica, wants, confirmed.get());
  }

  /**
   * The pool's answer.
   *
   * @param askedNanos when it was asked, by the clock on this side
   */
  public void leased(QuotaPool.Answer answer, long askedNanos, long nowNanos) {
    long units = answer.units();
    long until =
        units > evenShare ? askedNanos + limit.leaseNanos() : nowNanos + 2 * limit.leaseNanos();
    long newest = confirmed.get();
    if (nowNanos >= until
        || answer.grantedNanos() <= newest
        || !confirmed.compareAndSet(newest, answer.grantedNanos())) {
      return; // it has run out on its way, or a newer one was faster
    }
    Change change = new Change(units, nowNanos, until);
    while (true) {
      Part part = current.get();
      boolean isOurs = nowNanos < part.untilNanos && part.next.compareAndSet(null, change);
      if (nowNanos >= part.untilNanos) {
        part.next.compareAndSet(null, new Change(evenShare, part.untilNanos, Long.MAX_VALUE));
      }
      replace(part);
      if (isOurs) {
        return;
      }
    }
  }

  /** Closes a part and puts the next one in its place, with what is left to spend. */
  private void replace(Part part) {
    Change change = part.next.get();
    if (change == null) {
      return;
    }
    long word = part.get();
    while ((word & CLOSED) == 0) {
      word = part.compareAndSet(word, word | CLOSED) ? word | CLOSED : part.get();
    }
    Gcra meter = meter(change.units());
    long tat =
        meter == null ? Gcra.FRESH : tatAfter(part.meter, word >> 1, meter, change.fromNanos());
    current.compareAndSet(part, new Part(meter, change.untilNanos(), tat));
  }

  /** The TAT at which the new bucket holds as much as the old one does, if there is room. */
  private static long tatAfter(@Nullable Gcra from, long tat, Gcra to, long nowNanos) {
    if (from == null) {
      return nowNanos + to.burst() * to.intervalNanos(); // nothing was there to be spent
    }
    double debt = Math.max(0, tat - nowNanos) / (double) from.intervalNanos();
    double left = Math.max(0, Math.min(from.burst() - debt, (double) to.burst()));
    return nowNanos + (long) Math.ceil((to.burst() - left) * to.intervalNanos());
  }

  private @Nullable Gcra meter(long units) {
    if (units == 0) {
      return null;
    }
    long perNanos = limit.rate().perNanos();
    long interval = (perNanos * QuotaPool.UNITS + units - 1) / units;
    long burst = Math.max(1, (long) ((double) limit.burst() * units / whole));
    return new Gcra(interval, Math.min(burst, Gcra.EARNED_NANOS_MAX / interval));
  }
}
