package dev.ballast.engine;

import dev.ballast.model.Link;
import java.util.ArrayList;
import java.util.List;

/**
 * What is wrong on the links of a run at the moment. Changed by the thread of the faults, read by
 * every wire; a wire may see a change a moment later. Costs by the number of faults, whatever the
 * number of services.
 */
public final class LinkFaults {
  /** A fault and whose messages it strikes, by index. */
  record Active(Strike strike, Ends from, Ends to, boolean bothWays) {
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

  private final Plan plan;
  private volatile List<Active> active = List.of();

  /** Nothing is wrong. */
  public LinkFaults(Plan plan) {
    this.plan = plan;
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
    fewer.remove(active(strike, link));
    active = List.copyOf(fewer);
  }

  private Active active(Strike strike, Link link) {
    return new Active(strike, ends(link.from()), ends(link.to()), link.bothWays());
  }

  private Ends ends(Link.Side side) {
    List<String> zones = plan.model().network().zones();
    return switch (side) {
      case Link.Side.Service(String name) -> new Ends(plan.index(name), List.of());
      case Link.Side.Zone(String name) -> new Ends(-1, List.of(zones.indexOf(name)));
      case Link.Side.Region(String name) -> throw new IllegalArgumentException("no region " + name);
      case Link.Side.Anyone() -> new Ends(-1, List.of());
    };
  }
}
