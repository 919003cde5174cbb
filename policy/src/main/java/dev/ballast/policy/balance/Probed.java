package dev.ballast.policy.balance;

import dev.ballast.kernel.Randomness;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Prequal: chooses by the answers of probes that were sent with earlier attempts. A replica is hot
 * when its requests in flight are above a quantile of those in the pool (the least that so many of
 * them, rounded down, do not exceed: of a few answers the busiest is hot); of the cold ones that
 * with the lowest latency is chosen, or where all are hot the one with the fewest in flight; with
 * fewer than two usable answers, any. With each attempt one answer is removed, the oldest and the
 * worst (the hot one with most in flight, else the one with the highest latency) in turn; the
 * answers of a replica that fails are dropped, and those that are too old.
 *
 * <p>As in the paper an attempt that is sent counts as one more in flight in what is known of its
 * replica. Departures: a new answer of a replica takes the place of its older one; there is no
 * separate budget for using an answer again; replicas are probed in proportion to their weights.
 *
 * <p>An answer is one number, so that threads change the pool by swaps: replica and requests in
 * flight in 16 bits each, latency in steps of 1,024 ns up to half an hour. O(pool²) per choice with
 * a pool of 16, no allocation.
 */
final class Probed implements Chooser {
  private static final long NOTHING = 0;
  private static final long PRESENT = 1L << 63;
  private static final int LATENCY_SHIFT = 32;
  private static final int LATENCY_MAX = Integer.MAX_VALUE;
  private static final int STEP_SHIFT = 10;
  private static final int IN_FLIGHT_SHIFT = 16;
  private static final int IN_FLIGHT_MAX = 0xffff;

  private final Balance.Prequal config;
  private final Randomness random;
  private final AtomicLongArray answers;
  private final AtomicLongArray arrivedNanos;
  private final AtomicInteger removals = new AtomicInteger();

  Probed(Balance.Prequal config, Randomness random) {
    this.config = config;
    this.random = random;
    answers = new AtomicLongArray(config.pool());
    arrivedNanos = new AtomicLongArray(config.pool());
  }

  private static int replica(long answer) {
    return (int) answer & 0xffff;
  }

  private static int inFlight(long answer) {
    return (int) (answer >>> IN_FLIGHT_SHIFT) & IN_FLIGHT_MAX;
  }

  private static int latency(long answer) {
    return (int) (answer >>> LATENCY_SHIFT) & LATENCY_MAX;
  }

  /** What a replica said about itself. */
  void arrived(int replica, int inFlight, long latencyNanos, long nowNanos) {
    long answer =
        PRESENT
            | (long) Math.clamp(latencyNanos >> STEP_SHIFT, 0, LATENCY_MAX) << LATENCY_SHIFT
            | (long) Math.clamp(inFlight, 0, IN_FLIGHT_MAX) << IN_FLIGHT_SHIFT
            | replica;
    int place = place(replica, nowNanos);
    arrivedNanos.set(place, nowNanos);
    answers.set(place, answer);
  }

  /** Where the replica's older answer is, else a free place, else that of the oldest answer. */
  private int place(int replica, long nowNanos) {
    int best = 0;
    long bestAge = -1;
    for (int i = 0; i < answers.length(); i++) {
      long answer = answers.get(i);
      if (answer != NOTHING && replica(answer) == replica) {
        return i;
      }
      long age = answer == NOTHING ? Long.MAX_VALUE : nowNanos - arrivedNanos.get(i);
      if (age > bestAge) {
        best = i;
        bestAge = age;
      }
    }
    return best;
  }

  @Override
  public int choose(Candidates candidates, long key, int avoid, long nowNanos) {
    int usable = 0;
    for (int i = 0; i < answers.length(); i++) {
      long answer = answers.get(i);
      if (answer != NOTHING && nowNanos - arrivedNanos.get(i) > config.ageNanos()) {
        answers.compareAndSet(i, answer, NOTHING);
      } else if (isUsable(answer, candidates, avoid)) {
        usable++;
      }
    }
    int hotAbove = threshold(usable, candidates, avoid);
    int best = usable < 2 ? Balancer.NONE : best(hotAbove, candidates, avoid);
    int chosen = best == Balancer.NONE ? candidates.draw(random, avoid, Balancer.NONE) : best;
    removeOne(hotAbove);
    sent(chosen);
    return chosen;
  }

  private static boolean isUsable(long answer, Candidates candidates, int avoid) {
    return answer != NOTHING && replica(answer) != avoid && candidates.has(replica(answer));
  }

  /** The quantile of requests in flight: the least that so many, rounded down, do not exceed. */
  private int threshold(int usable, Candidates candidates, int avoid) {
    int rank = (int) Math.floor(config.quantile() * usable + 1e-9);
    if (rank == 0) {
      return -1;
    }
    int least = IN_FLIGHT_MAX;
    for (int i = 0; i < answers.length(); i++) {
      long answer = answers.get(i);
      if (isUsable(answer, candidates, avoid) && inFlight(answer) < least) {
        int notAbove = 0;
        for (int j = 0; j < answers.length(); j++) {
          long other = answers.get(j);
          if (isUsable(other, candidates, avoid) && inFlight(other) <= inFlight(answer)) {
            notAbove++;
          }
        }
        least = notAbove >= rank ? inFlight(answer) : least;
      }
    }
    return least;
  }

  private int best(int hotAbove, Candidates candidates, int avoid) {
    long best = NOTHING;
    for (int i = 0; i < answers.length(); i++) {
      long answer = answers.get(i);
      if (isUsable(answer, candidates, avoid)
          && (best == NOTHING || isBetter(answer, best, hotAbove))) {
        best = answer;
      }
    }
    return best == NOTHING ? Balancer.NONE : replica(best);
  }

  private static boolean isBetter(long answer, long than, int hotAbove) {
    boolean isHot = inFlight(answer) > hotAbove;
    if (isHot != inFlight(than) > hotAbove) {
      return !isHot;
    }
    boolean byLatency = !isHot && latency(answer) != latency(than);
    return byLatency ? latency(answer) < latency(than) : inFlight(answer) < inFlight(than);
  }

  private void sent(int replica) {
    for (int i = 0; i < answers.length(); i++) {
      long answer = answers.get(i);
      if (answer != NOTHING && replica(answer) == replica && inFlight(answer) < IN_FLIGHT_MAX) {
        answers.compareAndSet(i, answer, answer + (1L << IN_FLIGHT_SHIFT));
      }
    }
  }

  private void removeOne(int hotAbove) {
    boolean oldest = (removals.getAndIncrement() & 1) == 0;
    int place = -1;
    for (int i = 0; i < answers.length(); i++) {
      long answer = answers.get(i);
      if (answer != NOTHING
          && (place < 0
              || (oldest
                  ? arrivedNanos.get(i) - arrivedNanos.get(place) < 0
                  : isBetter(answers.get(place), answer, hotAbove)))) {
        place = i;
      }
    }
    if (place >= 0) {
      answers.set(place, NOTHING);
    }
  }

  @Override
  public void ended(int replica, long latencyNanos, boolean good, long nowNanos) {
    if (!good) {
      forget(replica);
    }
  }

  @Override
  public void forget(int replica) {
    for (int i = 0; i < answers.length(); i++) {
      long answer = answers.get(i);
      if (answer != NOTHING && replica(answer) == replica) {
        answers.compareAndSet(i, answer, NOTHING);
      }
    }
  }

  /** Which replicas to probe along with an attempt: each another one. */
  void probe(Candidates candidates, Balancer.Prober prober) {
    int count = Math.min(config.probes(), candidates.count());
    int first = Balancer.NONE;
    int second = Balancer.NONE;
    for (int i = 0; i < count; i++) {
      int drawn = candidates.draw(random, first, second);
      first = second;
      second = drawn;
      prober.probe(drawn);
    }
  }
}
