package dev.ballast.engine;

import dev.ballast.kernel.Distribution;
import dev.ballast.kernel.RandomStream;
import dev.ballast.kernel.RandomStreams;
import dev.ballast.kernel.Result;
import dev.ballast.model.ArrivalRate;
import dev.ballast.model.Experiment;
import dev.ballast.model.Fault;
import dev.ballast.model.Load;
import dev.ballast.observation.Observation;
import dev.ballast.observation.RunRecorder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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

  /** A load with what multiplies it. */
  private record Flow(Load load, Source source) {}

  private static final Distribution INDEPENDENT = new Distribution.Exponential(1);
  private static final Distribution EVEN = new Distribution.Constant(1);

  private final World world;
  private final Entry entry;
  private final long endNanos;
  private final List<Flow> flows = new ArrayList<>();
  private final List<Strike> surges = new ArrayList<>();
  private final Occupancy[] measured;
  private final long[] offered;
  private long inFlight;
  private long asked;

  private Users(World world, Entry entry, long endNanos, int routes) {
    this.world = world;
    this.entry = entry;
    this.endNanos = endNanos;
    offered = new long[routes];
    measured = new Occupancy[routes];
    Arrays.setAll(measured, route -> new Occupancy());
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
    Door door = new Door(this, plan, load, streams);
    RandomStream random = streams.of("load " + load.name());
    return switch (load) {
      case Load.Poisson poisson -> new Arrivals(poisson.rate(), INDEPENDENT, door, world, random);
      case Load.Constant constant -> new Arrivals(constant.rate(), EVEN, door, world, random);
      case Load.Bursts bursts -> new BurstArrivals(bursts, door, world, random);
      case Load.OnOff onOff -> {
        Arrivals unit = new Arrivals(new ArrivalRate.Steady(1), INDEPENDENT, door, world, random);
        yield new OnOffArrivals(onOff, door, world, streams, unit);
      }
      case Load.Replay replay -> new ReplayArrivals(replay, door, world);
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
      if (concerns(changed, flow.load())) {
        double factor = 1;
        for (Strike strike : surges) {
          if (strike.fault() instanceof Fault.Surge surge && concerns(surge, flow.load())) {
            factor *= 1 + strike.of(surge.times() - 1);
          }
        }
        flow.source().times(factor);
      }
    }
  }

  private static boolean concerns(Fault.Surge surge, Load load) {
    return load.routes().stream().anyMatch(surge::concerns);
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
    Occupancy.equal(offered[route], observed.offered(), "offered requests", name);
    measured[route].check(name, observed.inside(), observed.nanosUntil(now), now);
  }

  /** When the load ends. */
  long endNanos() {
    return endNanos;
  }

  /** Asks now what was to be asked a moment ago. */
  void ask(int route, long key, long intendedNanos, Answer then) {
    asked++;
    inFlight++;
    if (intendedNanos >= 0) {
      offered[route]++;
      measured[route].enters(intendedNanos);
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
