package dev.ballast.live;

import dev.ballast.live.discovery.Found;
import dev.ballast.live.discovery.Places;
import dev.ballast.policy.balance.Occupant;
import java.net.InetSocketAddress;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the replicas of a service are that come and go, as far as is known at a moment. Immutable.
 *
 * @param found who is in each place; null for nobody
 * @param occupants the same for those who choose among them
 */
record Whereabouts(List<@Nullable Found> found, List<Occupant> occupants) {
  static Whereabouts of(Places places) {
    return new Whereabouts(places.occupants(), places.named());
  }

  /** Of so many replicas, nobody is known yet. */
  static Whereabouts unknown(int replicas) {
    return new Whereabouts(
        Collections.nCopies(replicas, null), Collections.nCopies(replicas, Occupant.NOBODY));
  }

  /** Where a replica listens; null where there is nobody. */
  @Nullable InetSocketAddress address(int replica) {
    Found one = found.get(replica);
    return one == null ? null : one.address();
  }
}
