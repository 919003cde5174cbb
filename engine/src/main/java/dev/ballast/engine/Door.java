package dev.ballast.engine;

import dev.ballast.kernel.RandomStream;
import dev.ballast.kernel.RandomStreams;
import dev.ballast.kernel.Zipf;
import dev.ballast.model.Keys;
import dev.ballast.model.Load;
import dev.ballast.model.Mix;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * The requests of one load at the way into the system: chooses their routes and keys, from streams
 * of their own, and lets none in after the end. Belongs to the thread of the users.
 */
final class Door {
  private final Users users;
  private final int[] routes;
  private final double[] cumulated;
  private final RandomStream choices;
  private final LongSupplier keys;

  Door(Users users, Plan plan, Load load, RandomStreams streams) {
    this.users = users;
    List<Mix.Share> shares = load.mix().shares();
    routes = shares.stream().mapToInt(share -> plan.route(share.route())).toArray();
    cumulated = new double[routes.length];
    double sum = 0;
    for (int i = 0; i < routes.length; i++) {
      sum += shares.get(i).share();
      cumulated[i] = sum;
    }
    choices = streams.of("routes " + load.name());
    keys = keys(plan, load, streams);
  }

  private static LongSupplier keys(Plan plan, Load load, RandomStreams streams) {
    if (load.keys().equals(Keys.NONE)) {
      return () -> Request.NO_KEY;
    }
    Zipf law = plan.law(load.keys());
    RandomStream random = streams.of("keys " + load.name());
    return () -> law.sample(random);
  }

  /** Whether no request may come at this moment; in fractions of a nanosecond, as gaps are. */
  boolean isClosedAt(double nanos) {
    return nanos >= users.endNanos();
  }

  /** Whether no request may come at this moment. */
  boolean isOverAt(long nanos) {
    return nanos >= users.endNanos();
  }

  /**
   * Asks, unless the load is over.
   *
   * @param intendedNanos when the request was to come; not after now
   */
  void ask(long intendedNanos, Users.Answer then) {
    if (!isOverAt(intendedNanos)) {
      users.ask(route(), keys.getAsLong(), intendedNanos, then);
    }
  }

  /**
   * Asks for something that is known, unless the load is over.
   *
   * @param place of the route in the load's mix
   */
  void ask(int place, long key, long intendedNanos) {
    if (!isOverAt(intendedNanos)) {
      users.ask(routes[place], key, intendedNanos, result -> {});
    }
  }

  private int route() {
    if (routes.length == 1) {
      return routes[0];
    }
    double u = choices.nextUnit();
    int i = 0;
    while (i < routes.length - 1 && u >= cumulated[i]) {
      i++;
    }
    return routes[i];
  }
}
