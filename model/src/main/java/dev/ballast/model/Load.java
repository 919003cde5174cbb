package dev.ballast.model;

import dev.ballast.kernel.Checks;
import dev.ballast.kernel.Distribution;
import dev.ballast.kernel.Units;
import java.util.ArrayList;
import java.util.List;

/** Users' requests: when they come, and what they ask for. */
public sealed interface Load {
  /** The most requests per second that a load may mean, and the most users, so that runs end. */
  double PER_SECOND_MAX = 1e7;

  int USERS_MAX = 1_000_000;

  /** What the requests ask for. */
  Mix mix();

  /** The same moments, asking for something else. */
  Load asking(Mix mix);

  /**
   * So many times this load: a rate times the factor, or users, or requests of a burst, times the
   * factor and rounded, at least one.
   *
   * @param factor above 0
   */
  Load times(double factor);

  /** The route that is asked, or the name of a load of several. */
  default String name() {
    return mix().name();
  }

  /** The gateways' endpoints that are asked. */
  default List<String> routes() {
    return mix().routes();
  }

  /** What the requests are about. */
  default Keys keys() {
    return mix().keys();
  }

  /** The same requests about these keys. */
  default Load about(Keys keys) {
    return asking(mix().about(keys));
  }

  /** Independent users: exponential gaps between requests, or their like under a changing rate. */
  record Poisson(Mix mix, ArrivalRate rate) implements Load {
    public Poisson(String route, double perSecond) {
      this(route, perSecond, Keys.NONE);
    }

    public Poisson(String route, double perSecond, Keys keys) {
      this(Mix.of(route).about(keys), new ArrivalRate.Steady(perSecond));
    }

    @Override
    public Load asking(Mix other) {
      return new Poisson(other, rate);
    }

    @Override
    public Load times(double factor) {
      return new Poisson(mix, rate.times(factor));
    }
  }

  /** A metronome: equal gaps between requests; one per unit of a changing rate. */
  record Constant(Mix mix, ArrivalRate rate) implements Load {
    public Constant(String route, double perSecond) {
      this(route, perSecond, Keys.NONE);
    }

    public Constant(String route, double perSecond, Keys keys) {
      this(Mix.of(route).about(keys), new ArrivalRate.Steady(perSecond));
    }

    @Override
    public Load asking(Mix other) {
      return new Constant(other, rate);
    }

    @Override
    public Load times(double factor) {
      return new Constant(mix, rate.times(factor));
    }
  }

  /**
   * Many requests at once, again and again.
   *
   * @param size requests of one burst, all at one moment
   * @param every time from a burst to the next, with a mean above 0; so long after the start of the
   *     load comes the first
   */
  record Bursts(Mix mix, int size, Distribution every) implements Load {
    public Bursts {
      Checks.that(size >= 1 && size <= USERS_MAX, "a burst is 1 to " + USERS_MAX + " requests");
      Checks.that(
          size * (Units.SECOND / every.meanNanos()) <= PER_SECOND_MAX,
          "bursts must not mean more than " + (long) PER_SECOND_MAX + "/s");
    }

    /** Requests per second, in the mean. */
    public double perSecond() {
      return size * (Units.SECOND / every.meanNanos());
    }

    @Override
    public Load asking(Mix other) {
      return new Bursts(other, size, every);
    }

    @Override
    public Bursts times(double factor) {
      return new Bursts(mix, atLeastOne(size, factor), every);
    }
  }

  /**
   * Independent users whose rate jumps between two values at random: a Markov-modulated Poisson
   * process when both phases last exponentially long (W. Fischer and K. Meier-Hellstern, "The
   * Markov-modulated Poisson process cookbook", Performance Evaluation 18, 1993).
   */
  record OnOff(Mix mix, Phase on, Phase off) implements Load {
    /**
     * One of the two.
     *
     * @param lasts how long, with a mean of at least 1 ms, so that phases do not outnumber requests
     * @param perSecond requests meanwhile, 0 or more
     */
    public record Phase(Distribution lasts, double perSecond) {
      public Phase {
        Checks.that(
            lasts.meanNanos() >= Units.MILLISECOND,
            "a phase of a load lasts 1 ms or more, in the mean");
        Checks.that(
            perSecond >= 0 && perSecond <= PER_SECOND_MAX,
            "the rate of a phase is 0/s to " + (long) PER_SECOND_MAX + "/s");
      }

      private Phase times(double factor) {
        return new Phase(lasts, perSecond * factor);
      }
    }

    public OnOff {
      Checks.that(
          on.perSecond() + off.perSecond() > 0, "requests come in at least one of two phases");
    }

    /** How much of the time it is on, in the mean. */
    public double onShare() {
      double nanos = on.lasts().meanNanos();
      return nanos == Double.POSITIVE_INFINITY ? 1 : nanos / (nanos + off.lasts().meanNanos());
    }

    /** Requests per second, in the mean. */
    public double perSecond() {
      return onShare() * on.perSecond() + (1 - onShare()) * off.perSecond();
    }

    @Override
    public Load asking(Mix other) {
      return new OnOff(other, on, off);
    }

    @Override
    public Load times(double factor) {
      return new OnOff(mix, on.times(factor), off.times(factor));
    }
  }

  /**
   * Requests that came once come again, in the warm-up already.
   *
   * @param fromNanos where in the trace it begins; some request came at or after it
   * @param speed factor on the speed; 2 takes half the time
   * @param times how many requests come for each of the trace, spread until the next
   * @param repeats whether the trace begins again when it has ended, one mean gap later
   */
  record Replay(Mix mix, Trace trace, long fromNanos, double speed, double times, boolean repeats)
      implements Load {
    /** The largest factor on the speed, and on the number of requests. */
    public static final double FACTOR_MAX = 1_000;

    public Replay {
      Checks.that(mix.routes().equals(trace.routes()), "a replay asks for the routes of its trace");
      Checks.that(
          fromNanos >= 0 && fromNanos <= trace.lengthNanos(),
          "a replay begins where its trace still has requests");
      Checks.that(speed > 0 && speed <= FACTOR_MAX, "a replay's speed is above 0, at most 1000");
      Checks.that(times > 0 && times <= FACTOR_MAX, "a replay's factor is above 0, at most 1000");
      Checks.that(
          !repeats || trace.lengthNanos() > fromNanos,
          "a replay that repeats has requests at two moments at least");
    }

    /** The whole of a trace, once. */
    public static Replay of(String name, Trace trace) {
      int[] counts = trace.counts();
      List<Mix.Share> shares = new ArrayList<>();
      for (int i = 0; i < counts.length; i++) {
        shares.add(new Mix.Share(trace.routes().get(i), counts[i] / (double) trace.size()));
      }
      return new Replay(new Mix(name, shares, Keys.NONE), trace, 0, 1, 1, false);
    }

    /** How long the trace takes once, at its speed: to its last request, and one mean gap more. */
    public double roundNanos() {
      int rows = trace.size() - trace.firstFrom(fromNanos);
      double span = trace.lengthNanos() - fromNanos;
      return span * (rows / (double) Math.max(1, rows - 1)) / speed;
    }

    /** Requests per second while it lasts, in the mean; infinite when all come at one moment. */
    public double perSecond() {
      int rows = trace.size() - trace.firstFrom(fromNanos);
      return times * rows * (Units.SECOND / roundNanos());
    }

    @Override
    public Load asking(Mix other) {
      return new Replay(other, trace, fromNanos, speed, times, repeats);
    }

    @Override
    public Load times(double factor) {
      return new Replay(mix, trace, fromNanos, speed, times * factor, repeats);
    }
  }

  /**
   * A fixed number of users, each waiting for its answer and then thinking before it asks again.
   */
  record Closed(Mix mix, int users, Distribution think) implements Load {
    public Closed {
      Checks.that(
          users >= 1 && users <= USERS_MAX,
          "a closed load has at least one user, at most " + USERS_MAX);
    }

    public Closed(String route, int users, Distribution think) {
      this(Mix.of(route), users, think);
    }

    @Override
    public Load asking(Mix other) {
      return new Closed(other, users, think);
    }

    @Override
    public Closed times(double factor) {
      return new Closed(mix, atLeastOne(users, factor), think);
    }
  }

  private static int atLeastOne(int count, double factor) {
    return Math.clamp(Math.round(count * factor), 1, USERS_MAX);
  }
}
