package dev.ballast.policy.health;

import dev.ballast.kernel.Checks;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Where the replicas of a callee and those of a caller stand.
 *
 * @param zones the zones' names
 * @param replicaZones of each of the callee's replicas, as an index into the names
 * @param callersPerZone how many of the caller's replicas stand in each zone
 */
public record Placement(
    List<String> zones, List<Integer> replicaZones, List<Integer> callersPerZone) {
  public Placement {
    zones = List.copyOf(zones);
    replicaZones = List.copyOf(replicaZones);
    callersPerZone = List.copyOf(callersPerZone);
    int count = zones.size();
    Checks.that(!replicaZones.isEmpty(), "a callee has at least one replica");
    Checks.that(callersPerZone.size() == count, "expected a number of callers for each zone");
    Checks.that(
        replicaZones.stream().allMatch(zone -> zone >= 0 && zone < count),
        "every replica must stand in one of the zones");
  }

  /** Everything in one zone. */
  public static Placement together(int replicas) {
    return new Placement(List.of("a"), Collections.nCopies(replicas, 0), List.of(1));
  }

  /** Replica i stands in zone i mod n, on both sides. */
  public static Placement inTurn(List<String> zones, int replicas, int callers) {
    int n = zones.size();
    List<Integer> perZone = new ArrayList<>();
    for (int zone = 0; zone < n; zone++) {
      perZone.add((callers - zone + n - 1) / n);
    }
    List<Integer> replicaZones = new ArrayList<>();
    for (int i = 0; i < replicas; i++) {
      replicaZones.add(i % n);
    }
    return new Placement(zones, replicaZones, perZone);
  }
}
