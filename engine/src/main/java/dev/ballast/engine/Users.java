package dev.ballast.engine;

import dev.ballast.kernel.Distribution;
import dev.ballast.kernel.RandomStream;
import dev.ballast.kernel.RandomStreams;
import dev.ballast.kernel.Result;
import dev.ballast.kernel.Zipf;
import dev.ballast.model.Experiment;
import dev.ballast.model.Fault;
import dev.ballast.model.Keys;
import dev.ballast.model.Load;
import dev.ballast.observation.Observation;
import dev.ballast.observation.RunRecorder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The users of an experiment: they ask at the moments that their load says, whether or not the
 * system keeps up, and their latency counts from that intended moment. (G. Tene calls the opposite
 * coordinated omission.) Written once for both worlds.
 */
public final class Users {
  /** The way into the system. */
  public interface Entry {
    /**
     * Sends a user's request to a gateway.
     *
     * @param key what it is about, or {@link Request#NO_KEY}
     * @param answer called once when the request has ended, on this thread
     */
    void ask(int route, long key, Answer answer);
  }

  /** Takes the end of a user's request. */
  @FunctionalInterface
  public interface Answer {
    void ended(Result result);
  }

  /** The users of one load, at the way into the system. */
  final class Door {
    private final int route;
    private final LongSupplier keys;

    private Door(int route, LongSupplier keys) {
      this.route = route;
      this.keys = keys;
    }

    /** Whether no request may come any more. */
    boolean isClosed() {
      return world.nowNanos() >= endNanos;
    }

    /** Whether no request may come at this moment; in fractions of a nanosecond, as gaps are. */
    boolean isClosedAt(double nanos) {
      return nanos >= endNanos;
    }

    /**
     * Asks, unless the load is over.
     *
     * @param intendedNanos when the request was to come; not after now
     */
    void ask(long intendedNanos, Answer then) {
      if (intendedNanos < endNanos) {
        Users.this.ask(route, keys.getAsLong(), intendedNanos, then);
      }
    }
  }

  /** A load with what multiplies it. */
  private record Flow(Load load, Source source) {}

  private final World world;
  private final Entry entry;
  private final long endNanos;
  private final List<Flow> flows = new ArrayList<>();
  private final List<Strike> surges = new ArrayList<>();
  private final Occupancy[] measured;
  private long inFlight;
  private long asked;

  private Users(World world, Entry entry, long endNanos, int routes) {
    this.world = world;
    this.entry = entry;
    this.endNanos = endNanos;
    measured = new Occupancy[routes];
    Arrays.setAll(measured, route -> new Occupancy(world.nowNanos()));
  }

  /** Starts the load of an experiment at the beginning of its warm-up, which is now. */
  public static Users start(
      Plan plan, Experiment experiment, World world, Entry entry, RandomStreams streams) {
    Users users = new Users(world, entry, experiment.lengthNanos(), plan.routes().size());
    for (Load load : experiment.loads()) {
      Source source = users.source(plan, load, streams);
      users.flows.add(new Flow(load, source));
      source.times(1);
    }
    return users;
  }

  private Source source(Plan plan, Load load, RandomStreams streams) {
    Door door = new Door(plan.route(load.route()), keys(plan, load, streams));
    RandomStream random = streams.of("load " + load.route());
    return switch (load) {
      case Load.Poisson poisson ->
          new Arrivals(poisson.perSecond(), new Distribution.Exponential(1), door, world, random);
      case Load.Constant constant ->
          new Arrivals(constant.perSecond(), new Distribution.Constant(1), door, world, random);
      case Load.Closed closed -> new Crowd(closed, door, world, streams);
    };
  }

  /**
   * A surge begins, grows or ends. Surges that overlap multiply.
   *
   * @param from as it was; null when it begins
   * @param to as it is from now on; null when it ends
   */
  void change(Fault.Surge changed, @Nullable Strike from, @Nullable Strike to) {
    if (from != null) {
      surges.remove(from);
    }
    if (to != null) {
      surges.add(to);
    }
    for (Flow flow : flows) {
      String route = flow.load().route();
      if (changed.concerns(route)) {
        double factor = 1;
        for (Strike strike : surges) {
          if (strike.fault() instanceof Fault.Surge surge && surge.concerns(route)) {
            factor *= 1 + strike.of(surge.times() - 1);
          }
        }
        flow.source().times(factor);
      }
    }
  }

  /** Requests that have no answer yet. */
  public long inFlight() {
    return inFlight;
  }

  /** Requests asked so far, warm-up included. */
  public long asked() {
    return asked;
  }

  /**
   * Checks that the requests of a route, counted here, add up with what was observed of them, by
   * Little's law.
   *
   * @param name of the route
   * @throws IllegalStateException when they do not, which is a defect of Ballast
   */
  public void checkOccupancy(int route, String name, RunRecorder.Stays observed) {
    long now = world.nowNanos();
    Occupancy.equal(measured[route].entered(), observed.offered(), "offered requests", name);
    measured[route].check(name, observed.inside(), observed.nanosUntil(now), now);
  }

  /** What the requests are about, drawn from a stream of its own. */
  private LongSupplier keys(Plan plan, Load load, RandomStreams streams) {
    if (load.keys().equals(Keys.NONE)) {
      return () -> Request.NO_KEY;
    }
    Zipf law = plan.law(load.keys());
    RandomStream random = streams.of("keys " + load.route());
    return () -> law.sample(random);
  }

  private void ask(int route, long key, long intendedNanos, Answer then) {
    asked++;
    inFlight++;
    if (intendedNanos >= 0) {
      measured[route].enters(intendedNanos, world.nowNanos());
    }
    world.observer().on(new Observation.RequestOffered(intendedNanos, route));
    entry.ask(
        route,
        key,
        result -> {
          inFlight--;
          long now = world.nowNanos();
          if (intendedNanos >= 0) {
            measured[route].leaves(intendedNanos, now);
          }
          world.observer().on(new Observation.RequestEnded(now, route, intendedNanos, result));
          then.ended(result);
        });
  }
}
