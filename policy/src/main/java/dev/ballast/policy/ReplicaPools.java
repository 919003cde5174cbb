package dev.ballast.policy;

import dev.ballast.kernel.Checks;
import dev.ballast.policy.balance.Occupant;
import dev.ballast.policy.balance.ReplicaSet;
import dev.ballast.policy.health.Placement;
import dev.ballast.policy.health.PoolMap;
import java.util.Arrays;
import java.util.List;

/**
 * The replicas of a callee as all replicas of one caller see them: divided into pools, each with
 * what its balancers share. Immutable; made once for an edge, and anew when replicas come and go.
 */
public final class ReplicaPools {
  private final PoolMap map;
  private final ReplicaSet[] sets;

  /**
   * Divides the replicas as the policy says.
   *
   * @param weights one for each replica; none where all are equal
   */
  public ReplicaPools(CallPolicy policy, Placement placement, double... weights) {
    int replicas = placement.replicaZones().size();
    Checks.that(
        weights.length == 0 || weights.length == replicas,
        "expected no weights, or one for each of " + replicas + " replicas");
    double[] all = new double[replicas];
    Arrays.setAll(all, i -> weights.length == 0 ? 1 : weights[i]);
    map = new PoolMap(policy.candidates(), placement);
    sets = new ReplicaSet[map.size()];
    for (int i = 0; i < sets.length; i++) {
      double[] its = map.members(i).stream().mapToDouble(replica -> all[replica]).toArray();
      sets[i] = new ReplicaSet(policy.balance(), its);
    }
  }

  private ReplicaPools(PoolMap map, ReplicaSet[] sets) {
    this.map = map;
    this.sets = sets;
  }

  /**
   * The same places with others in them.
   *
   * @param occupants one for each replica's place
   */
  public ReplicaPools occupiedBy(List<Occupant> occupants) {
    Checks.that(
        occupants.size() == map.replicas(),
        "expected " + map.replicas() + " occupants, was given " + occupants.size());
    ReplicaSet[] changed = new ReplicaSet[sets.length];
    for (int i = 0; i < sets.length; i++) {
      changed[i] = sets[i].occupiedBy(map.members(i).stream().map(occupants::get).toList());
    }
    return new ReplicaPools(map, changed);
  }

  /** Who is in a replica's place. */
  public Occupant occupant(int replica) {
    return sets[map.poolOf(replica)].occupant(map.indexOf(replica));
  }

  /** Which replica belongs to which pool. */
  PoolMap map() {
    return map;
  }

  /** What the balancers of a pool share. */
  ReplicaSet set(int pool) {
    return sets[pool];
  }
}
