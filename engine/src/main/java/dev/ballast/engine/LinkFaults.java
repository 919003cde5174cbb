package dev.ballast.engine;

import dev.ballast.model.Fault;
import dev.ballast.model.Link;
import dev.ballast.model.Network;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is wrong on the links of a run at the moment. Changed by the thread of the faults, read by
 * every wire; a wire may see a change a moment later. Costs by the number of faults, whatever the
 * number of services.
 */
public final class LinkFaults {
  /**
   * A fault and whose messages it strikes, by index.
   *
   * @param uplinks what has to go out of each replica; null where the fault is not about that
   */
  record Active(Strike strike, Ends from, Ends to, boolean bothWays, @Nullable Uplinks uplinks) {
    boolean strikes(int fromService, int fromZone, int toService, int toZone) {
      return (from.has(fromService, fromZone) && to.has(toService, toZone))
          || (bothWays && to.has(fromService, fromZone) && from.has(toService, toZone));
    }
  }

  /** One side of a link; −1 is any. */
  private record Ends(int service, List<Integer> zones) {
    boolean has(int ofService, int ofZone) {
      return (service < 0 || service == ofService) && (zones.isEmpty() || zones.contains(ofZone));
    }
  }

  private static final Link ALL = new Link(new Link.Side.Anyone(), new Link.Side.Anyone(), false);

  private final Plan plan;
  private volatile List<Active> active = List.of();

  /** Nothing is wrong but what the network is like at all times. */
  public LinkFaults(Plan plan) {
    this.plan = plan;
    Network network = plan.model().network();
    if (network.loss() > 0) {
      begin(new Strike(new Fault.Loss(ALL, network.loss()), 1), ALL);
    }
    if (network.bitsPerSecond() != Network.UNBOUNDED) {
      begin(new Strike(new Fault.Bandwidth(ALL, network.bitsPerSecond()), 1), ALL);
    }
  }

  List<Active> active() {
    return active;
  }

  /** A fault begins. */
  synchronized void begin(Strike strike, Link link) {
    List<Active> more = new ArrayList<>(active);
    more.add(active(strike, link));
    active = List.copyOf(more);
  }

  /** A fault that began as this ends. */
  synchronized void end(Strike strike, Link link) {
    List<Active> fewer = new ArrayList<>(active);
    for (int i = fewer.size() - 1; i >= 0; i--) { // the last: the network's own stay
      if (fewer.get(i).strike().equals(strike)) {
        fewer.remove(i);
        break;
      }
    }
    active = List.copyOf(fewer);
  }

  private Active active(Strike strike, Link link) {
    Uplinks uplinks =
        strike.fault() instanceof Fault.Bandwidth bandwidth
            ? new Uplinks(plan, bandwidth.bitsPerSecond())
            : null;
    return new Active(strike, ends(link.from()), ends(link.to()), link.bothWays(), uplinks);
  }

  private Ends ends(Link.Side side) {
    Network network = plan.model().network();
    return switch (side) {
      case Link.Side.Service(String name) -> new Ends(plan.index(name), List.of());
      case Link.Side.Zone(String name) -> new Ends(-1, List.of(network.zones().indexOf(name)));
      case Link.Side.Region(String name) -> new Ends(-1, network.zonesOf(name));
      case Link.Side.Anyone() -> new Ends(-1, List.of());
    };
  }
}
