package dev.ballast.engine;

import java.util.Arrays;

/**
 * Which replica of a gateway a user reaches: those that are there, in turn for each route. Belongs
 * to the thread of the users.
 */
public final class GatewayTurns {
  /** Nobody is there. */
  public static final int NONE = -1;

  private final Plan plan;
  private final int[] next;
  private final boolean[][] present;

  /** All are there. */
  public GatewayTurns(Plan plan) {
    this.plan = plan;
    next = new int[plan.routes().size()];
    present = new boolean[plan.model().services().size()][];
    for (int i = 0; i < present.length; i++) {
      present[i] = new boolean[plan.model().services().get(i).replicas()];
      Arrays.fill(present[i], true);
    }
  }

  /** Users know that a replica is there, or that it is not. */
  void setPresent(int service, int replica, boolean value) {
    present[service][replica] = value;
  }

  /** The replica for the next request to a route, or {@link #NONE}. */
  public int next(int route) {
    boolean[] there = present[plan.routes().get(route).service()];
    for (int i = 0; i < there.length; i++) {
      int replica = Math.floorMod(next[route]++, there.length);
      if (there[replica]) {
        return replica;
      }
    }
    return NONE;
  }
}
