package dev.ballast.model;

import dev.ballast.kernel.Checks;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What the requests of one load ask for.
 *
 * @param name of the load: its route, or what the file calls users of several routes
 * @param shares of the gateways' routes; they add up to 1, each route once
 */
public record Mix(String name, List<Share> shares, Keys keys) {
  /** What shares may be off by when they are added. */
  private static final double ROUNDING = 1e-9;

  /**
   * One route of several.
   *
   * @param share of the requests, above 0 and at most 1
   */
  public record Share(String route, double share) {
    public Share {
      Checks.that(
          share > 0 && share <= 1, "a route's share of a mix is above 0 % and at most 100 %");
    }
  }

  public Mix {
    shares = List.copyOf(shares);
    double sum = 0;
    Set<String> routes = new HashSet<>();
    for (Share share : shares) {
      sum += share.share();
      Checks.that(routes.add(share.route()), "a mix names each route once: " + share.route());
    }
    Checks.that(Math.abs(sum - 1) < ROUNDING, "the shares of a mix must add up to 100 %");
  }

  /** Requests on one route alone. */
  public static Mix of(String route) {
    return new Mix(route, List.of(new Share(route, 1)), Keys.NONE);
  }

  /** The same about these keys. */
  public Mix about(Keys other) {
    return new Mix(name, shares, other);
  }

  /** The routes, in the order of the file. */
  public List<String> routes() {
    return shares.stream().map(Share::route).toList();
  }
}
