package dev.ballast.engine;

import dev.ballast.kernel.Distribution;
import dev.ballast.kernel.RandomStream;
import dev.ballast.kernel.RandomStreams;
import dev.ballast.kernel.Result;
import dev.ballast.kernel.Units;
import dev.ballast.kernel.Zipf;
import dev.ballast.model.Experiment;
import dev.ballast.model.Keys;
import dev.ballast.model.Load;
import dev.ballast.observation.Observation;
import java.util.function.LongSupplier;

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

  private final World world;
  private final Entry entry;
  private final long endNanos;
  private long inFlight;
  private long asked;

  private Users(World world, Entry entry, long endNanos) {
    this.world = world;
    this.entry = entry;
    this.endNanos = endNanos;
  }

  /** Starts the load of an experiment at the beginning of its warm-up, which is now. */
  public static Users start(
      Plan plan, Experiment experiment, World world, Entry entry, RandomStreams streams) {
    Users users = new Users(world, entry, experiment.lengthNanos());
    for (Load load : experiment.loads()) {
      int route = plan.route(load.route());
      RandomStream random = streams.of("load " + load.route());
      LongSupplier keys = users.keys(plan, load, streams);
      switch (load) {
        case Load.Poisson poisson ->
            users.open(
                route,
                keys,
                new Distribution.Exponential(Units.SECOND / poisson.perSecond()),
                random);
        case Load.Constant constant ->
            users.open(
                route,
                keys,
                new Distribution.Constant(Units.SECOND / constant.perSecond()),
                random);
        case Load.Closed closed -> {
          for (int i = 0; i < closed.users(); i++) {
            users.closed(route, keys, closed.think(), random);
          }
        }
      }
    }
    return users;
  }

  /** Requests that have no answer yet. */
  public long inFlight() {
    return inFlight;
  }

  /** Requests asked so far, warm-up included. */
  public long asked() {
    return asked;
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

  private void open(int route, LongSupplier keys, Distribution gap, RandomStream random) {
    Timer arrivals =
        new Timer() {
          private double next = world.nowNanos() + gap.sample(random);

          @Override
          public void fires() {
            while (next <= world.nowNanos()) {
              ask(route, keys, (long) next, result -> {});
              next += gap.sample(random);
            }
            if (next < endNanos) {
              world.start(this, Math.max(0, (long) Math.ceil(next) - world.nowNanos()));
            }
          }
        };
    arrivals.fires();
  }

  private void closed(int route, LongSupplier keys, Distribution think, RandomStream random) {
    Timer user =
        new Timer() {
          @Override
          public void fires() {
            ask(route, keys, world.nowNanos(), result -> pause());
          }

          private void pause() {
            if (world.nowNanos() < endNanos) {
              world.start(this, (long) think.sample(random));
            }
          }
        };
    world.start(user, (long) think.sample(random));
  }

  private void ask(int route, LongSupplier keys, long intendedNanos, Answer then) {
    if (intendedNanos >= endNanos) {
      return;
    }
    asked++;
    inFlight++;
    world.observer().on(new Observation.RequestOffered(intendedNanos, route));
    entry.ask(
        route,
        keys.getAsLong(),
        result -> {
          inFlight--;
          long now = world.nowNanos();
          world.observer().on(new Observation.RequestEnded(now, route, intendedNanos, result));
          then.ended(result);
        });
  }
}
