package dev.ballast.engine;

import dev.ballast.kernel.Distribution;
import dev.ballast.kernel.RandomStream;
import dev.ballast.kernel.Result;
import dev.ballast.model.Fault;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is wrong with a replica at the moment. Faults that overlap add up: factors multiply, delays
 * add, shares combine as independent. A release replaces the release before it. Nothing is drawn
 * for a fault that is not there.
 */
final class Condition {
  /** What becomes of a request on its arrival. */
  enum Arrival {
    /** It goes on to admission. */
    GOES_ON,
    /** It is accepted and never answered. */
    HANGS,
    /** Its connection breaks. */
    RESET,
    /** It is refused as one too many. */
    RATE_LIMITED
  }

  /** Nothing is wrong; shared, so never told of a fault. */
  static final Condition WELL = new Condition();

  private final List<Strike> strikes = new ArrayList<>();
  private Fault.@Nullable Release release;
  private int crashes;
  private double factor = 1;
  private double failShare;
  private double hangShare;
  private double resetShare;
  private double lateResetShare;
  private double truncatedShare;
  private double rateLimitShare;
  private double corruptShare;
  private double stress;
  private boolean isDelayed;
  private boolean strikesArrivals;
  private boolean strikesAnswers;
  private boolean strikesWork;

  boolean isDown() {
    return crashes > 0;
  }

  /** Counts the reasons to be down; true when the replica went down or came up by this. */
  boolean down(int change) {
    boolean was = isDown();
    crashes += change;
    return was != isDown();
  }

  void begin(Strike strike) {
    switch (strike.fault()) {
      case Fault.Release r -> release = r;
      case Fault.Rollback _ -> release = null;
      case Fault.Slow _,
          Fault.Fails _,
          Fault.Hang _,
          Fault.Reset _,
          Fault.RateLimited _,
          Fault.Corrupt _,
          Fault.Stress _ ->
          strikes.add(strike);
      case Fault.Crash _,
          Fault.Leave _,
          Fault.Restart _,
          Fault.Pause _,
          Fault.ZoneDown _,
          Fault.RegionDown _,
          Fault.Surge _,
          Fault.OnLink _ ->
          throw notOne(strike.fault());
    }
    recompute();
  }

  void end(Strike strike) {
    switch (strike.fault()) {
      case Fault.Release r -> release = r.equals(release) ? null : release;
      case Fault.Rollback _ -> {}
      case Fault.Slow _,
          Fault.Fails _,
          Fault.Hang _,
          Fault.Reset _,
          Fault.RateLimited _,
          Fault.Corrupt _,
          Fault.Stress _ ->
          strikes.remove(strike);
      case Fault.Crash _,
          Fault.Leave _,
          Fault.Restart _,
          Fault.Pause _,
          Fault.ZoneDown _,
          Fault.RegionDown _,
          Fault.Surge _,
          Fault.OnLink _ ->
          throw notOne(strike.fault());
    }
    recompute();
  }

  private static IllegalArgumentException notOne(Fault fault) {
    return new IllegalArgumentException("not a condition of a running replica: " + fault);
  }

  private void recompute() {
    factor = release == null ? 1 : release.slower();
    failShare = release == null ? 0 : release.fails();
    hangShare = 0;
    resetShare = 0;
    lateResetShare = 0;
    truncatedShare = 0;
    rateLimitShare = 0;
    corruptShare = 0;
    stress = 0;
    isDelayed = false;
    strikes.forEach(this::add);
    strikesWork = failShare > 0 || isDelayed;
    strikesArrivals = hangShare > 0 || resetShare > 0 || rateLimitShare > 0;
    strikesAnswers = lateResetShare > 0 || corruptShare > 0;
  }

  private void add(Strike strike) {
    switch (strike.fault()) {
      case Fault.Slow f -> {
        factor *= 1 + strike.of(f.factor() - 1);
        isDelayed |= f.added() != null;
      }
      case Fault.Fails f -> failShare = either(failShare, strike.of(f.share()));
      case Fault.Hang f -> hangShare = either(hangShare, strike.of(f.share()));
      case Fault.Reset f -> {
        double share = strike.of(f.share());
        switch (f.when()) {
          case ARRIVAL -> resetShare = either(resetShare, share);
          case ANSWER -> lateResetShare = either(lateResetShare, share);
          case MID_ANSWER -> truncatedShare = either(truncatedShare, share);
        }
      }
      case Fault.RateLimited f -> rateLimitShare = either(rateLimitShare, strike.of(f.share()));
      case Fault.Corrupt f -> corruptShare = either(corruptShare, strike.of(f.share()));
      case Fault.Stress f -> stress = either(stress, strike.of(f.share()));
      case Fault.Release _,
          Fault.Rollback _,
          Fault.Crash _,
          Fault.Leave _,
          Fault.Restart _,
          Fault.Pause _,
          Fault.ZoneDown _,
          Fault.RegionDown _,
          Fault.Surge _,
          Fault.OnLink _ ->
          throw notOne(strike.fault());
    }
  }

  private static double either(double one, double other) {
    return 1 - (1 - one) * (1 - other);
  }

  /** What becomes of a request that arrives now. */
  Arrival arrival(RandomStream random) {
    if (!strikesArrivals) {
      return Arrival.GOES_ON;
    }
    if (hits(hangShare, random)) {
      return Arrival.HANGS;
    }
    if (hits(resetShare, random)) {
      return Arrival.RESET;
    }
    return hits(rateLimitShare, random) ? Arrival.RATE_LIMITED : Arrival.GOES_ON;
  }

  /** The longest that a fault which refuses asks callers to stay away. */
  long retryAfterNanos() {
    long longest = 0;
    for (Strike strike : strikes) {
      if (strike.fault() instanceof Fault.RateLimited f) {
        longest = Math.max(longest, f.retryAfterNanos());
      }
    }
    return longest;
  }

  /** Whether an answer breaks off after a part of it. */
  boolean truncates(RandomStream random) {
    return hits(truncatedShare, random);
  }

  /** What a caller gets in the place of this result. */
  Result answer(Result result, RandomStream random) {
    if (!strikesAnswers) {
      return result;
    }
    if (hits(lateResetShare, random)) {
      return Result.LOST;
    }
    return result.isSuccess() && hits(corruptShare, random) ? Result.ERROR : result;
  }

  /** Whether a request fails by a fault before its first step. */
  boolean fails(RandomStream random) {
    return hits(failShare, random);
  }

  private static boolean hits(double share, RandomStream random) {
    return share > 0 && random.chance(share);
  }

  /** The factor on every work step. */
  double factor() {
    return factor;
  }

  /** What a stress leaves of what the replica computes with. */
  double shareLeft() {
    return 1 - stress;
  }

  /** What a stress leaves of so many workers, at least 1 if there is any. */
  int workersLeft(int workers) {
    return stress == 0 || workers == 0
        ? workers
        : Math.clamp(Math.round(workers * shareLeft()), 1, workers);
  }

  /** What a request waits before its first step, in nanoseconds. */
  long delayNanos(RandomStream random) {
    double sum = 0;
    for (Strike strike : strikes) {
      if (strike.fault() instanceof Fault.Slow f) {
        Distribution added = f.added();
        sum += added == null ? 0 : strike.of(added.sample(random));
      }
    }
    return (long) sum;
  }

  /** Whether nothing happens to a request between its admission and its first step. */
  boolean isClean() {
    return !strikesWork;
  }
}
