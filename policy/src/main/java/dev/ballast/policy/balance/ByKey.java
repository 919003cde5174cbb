package dev.ballast.policy.balance;

/**
 * The replica that a key falls to. One that is not a candidate, that takes only some of its keys or
 * that is above the bound on loads is passed over, and the owner of the next place is asked: keys
 * of the others stay where they are. (Departure from Maglev and from Envoy, whose tables are made
 * anew when a replica goes: that also moves a few keys of replicas that stay.) A call that is about
 * nothing goes to the less loaded of two.
 *
 * <p>O(1) for Maglev and O(log points) for a ring, plus the places passed over, of which there are
 * few unless most replicas are out; after a bounded number the least loaded of two is taken.
 */
final class ByKey implements Chooser {
  /** Places looked at, for each replica. */
  private static final int LOOKS = 32;

  private final double bound;
  private final Loads loads;
  private final Chooser otherwise;

  ByKey(double bound, Loads loads, Chooser otherwise) {
    this.bound = bound;
    this.loads = loads;
    this.otherwise = otherwise;
  }

  @Override
  public int choose(Candidates candidates, long key, int avoid, long nowNanos) {
    if (key == Balancer.NO_KEY) {
      return otherwise.choose(candidates, key, avoid, nowNanos);
    }
    KeyTable table = candidates.table();
    long hash = Hash.of(key);
    int place = table.placeOf(hash);
    int looks = Math.min(table.places(), LOOKS * (candidates.count() + 2));
    int passed = Balancer.NONE;
    for (int i = 0; i < looks; i++) {
      int replica = table.owner(place);
      if (replica != passed && replica != avoid && takes(candidates, replica, hash)) {
        return replica;
      }
      passed = replica;
      place = place + 1 == table.places() ? 0 : place + 1;
    }
    return otherwise.choose(candidates, key, avoid, nowNanos);
  }

  private boolean takes(Candidates candidates, int replica, long hash) {
    return candidates.has(replica)
        && candidates.takes(replica, hash)
        && (bound == Balance.UNBOUNDED || hasRoom(candidates, replica));
  }

  /** In flight with this attempt, at most ⌈bound · all in flight with it · share of the weight⌉. */
  private boolean hasRoom(Candidates candidates, int replica) {
    double share = candidates.weight(replica) / candidates.weight();
    return loads.of(replica) + 1 <= Math.ceil(bound * (loads.together() + 1) * share - 1e-9);
  }
}
