package dev.ballast.engine;

import dev.ballast.kernel.LateStreams;
import dev.ballast.kernel.RandomStream;
import dev.ballast.kernel.RandomStreams;
import dev.ballast.kernel.Units;
import dev.ballast.model.Fault;
import dev.ballast.model.Network;
import dev.ballast.model.Payload;
import java.util.List;

/**
 * What the faults of links do to the messages of one wire. While nothing is wrong a message costs
 * one look at a list that is empty, and draws nothing; the chances come from streams of their own,
 * so that a fault leaves every other draw alone.
 *
 * <p>A lost message is sent again as TCP does: after 200 ms, the least of a retransmission timeout
 * in Linux, and then after twice as long each time (RFC 6298, 5.5), at most 2 minutes. When the
 * last of {@value #RETRANSMISSIONS_MAX} repeats is lost too, it is gone without a trace. That a
 * loss is noticed sooner by later packets of the same message (fast retransmit) is left out:
 * messages are taken to be short.
 */
public final class Links {
  /** What {@link #requestNanos} and its like say of a message that never arrives. */
  public static final long VANISHES = -1;

  /** How often a message is sent again; {@code tcp_retries2} of Linux. */
  static final int RETRANSMISSIONS_MAX = 15;

  private static final long TIMEOUT_NANOS_FIRST = 200 * Units.MILLISECOND;
  private static final long TIMEOUT_NANOS_MAX = 2 * Units.MINUTE;

  private final Plan plan;
  private final Network network;
  private final LinkFaults faults;
  private final LateStreams ofEdges;
  private final LateStreams ofServices;

  /**
   * The links of one wire.
   *
   * @param suffix tells the streams of this wire from those of others
   */
  public Links(Plan plan, LinkFaults faults, RandomStreams streams, String suffix) {
    this.plan = plan;
    this.faults = faults;
    network = plan.model().network();
    List<String> edges = plan.subjects().edges();
    ofEdges =
        new LateStreams(
            streams, edges.size(), edge -> "faults of the network " + edges.get(edge) + suffix);
    List<String> services = plan.subjects().services();
    ofServices =
        new LateStreams(
            streams,
            services.size(),
            service -> "faults of the network within " + services.get(service) + suffix);
  }

  /** One message. */
  private record Way(int fromService, int fromReplica, int toService, int toReplica, long bytes) {}

  /**
   * What a request takes longer, in nanoseconds; {@link #VANISHES} when it is lost.
   *
   * @param endpoint what is asked for; negative for a probe, which has no size
   */
  public long requestNanos(
      World world, Plan.EdgePlan edge, int callerReplica, int replica, int endpoint) {
    List<LinkFaults.Active> active = faults.active();
    if (active.isEmpty()) {
      return 0;
    }
    long bytes = endpoint < 0 ? 0 : payload(edge, endpoint).requestBytes();
    Way way = new Way(edge.caller(), callerReplica, edge.callee(), replica, bytes);
    return extraNanos(active, way, world, ofEdges.of(edge.index()));
  }

  /** What its answer takes longer, in nanoseconds; {@link #VANISHES} when it is lost. */
  public long answerNanos(
      World world, Plan.EdgePlan edge, int callerReplica, int replica, int endpoint) {
    List<LinkFaults.Active> active = faults.active();
    if (active.isEmpty()) {
      return 0;
    }
    long bytes = endpoint < 0 ? 0 : payload(edge, endpoint).answerBytes();
    Way way = new Way(edge.callee(), replica, edge.caller(), callerReplica, bytes);
    return extraNanos(active, way, world, ofEdges.of(edge.index()));
  }

  /**
   * What so many bytes of a stream take longer between a caller and a callee, in nanoseconds;
   * {@link #VANISHES} while nothing passes.
   *
   * @param isAnswer whether they go from the callee to the caller
   */
  public long streamNanos(
      World world,
      Plan.EdgePlan edge,
      int callerReplica,
      int replica,
      boolean isAnswer,
      long bytes) {
    List<LinkFaults.Active> active = faults.active();
    if (active.isEmpty()) {
      return 0;
    }
    Way way =
        isAnswer
            ? new Way(edge.callee(), replica, edge.caller(), callerReplica, bytes)
            : new Way(edge.caller(), callerReplica, edge.callee(), replica, bytes);
    return extraNanos(active, way, world, ofEdges.of(edge.index()));
  }

  /** The same for a word between replicas of one service. */
  public long wordNanos(World world, int service, int fromReplica, int toReplica) {
    List<LinkFaults.Active> active = faults.active();
    return active.isEmpty()
        ? 0
        : extraNanos(
            active,
            new Way(service, fromReplica, service, toReplica, 0),
            world,
            ofServices.of(service));
  }

  /** Whether a request reaches the callee twice. */
  public boolean duplicates(Plan.EdgePlan edge, int callerReplica, int replica) {
    for (LinkFaults.Active each : faults.active()) {
      if (each.strike().fault() instanceof Fault.Duplicate duplicate
          && strikes(each, new Way(edge.caller(), callerReplica, edge.callee(), replica, 0))
          && ofEdges.of(edge.index()).chance(each.strike().of(duplicate.share()))) {
        return true;
      }
    }
    return false;
  }

  /** Whether a request finds no address of its callee. */
  public boolean isUnresolved(Plan.EdgePlan edge, int callerReplica, int replica) {
    for (LinkFaults.Active each : faults.active()) {
      if (each.strike().fault() instanceof Fault.Unresolved unresolved
          && strikes(each, new Way(edge.caller(), callerReplica, edge.callee(), replica, 0))
          && ofEdges.of(edge.index()).chance(each.strike().of(unresolved.share()))) {
        return true;
      }
    }
    return false;
  }

  private Payload payload(Plan.EdgePlan edge, int endpoint) {
    return plan.model().services().get(edge.callee()).endpoints().get(endpoint).payload();
  }

  private boolean strikes(LinkFaults.Active active, Way way) {
    return active.strikes(
        way.fromService(),
        network.zoneOf(way.fromReplica()),
        way.toService(),
        network.zoneOf(way.toReplica()));
  }

  private long extraNanos(
      List<LinkFaults.Active> active, Way way, World world, RandomStream chances) {
    double passes = 1;
    double sum = 0;
    for (LinkFaults.Active each : active) {
      if (!strikes(each, way)) {
        continue;
      }
      Strike strike = each.strike();
      switch (strike.fault()) {
        case Fault.Partition _ -> {
          return VANISHES;
        }
        case Fault.Delay delay -> sum += strike.of(delay.added().sample(chances));
        case Fault.Loss loss -> passes *= 1 - strike.of(loss.share());
        case Fault.Bandwidth _ -> {
          long sent = sentNanos(each, way, world);
          if (sent == VANISHES) {
            return VANISHES;
          }
          sum += sent;
        }
        case Fault.Duplicate _, Fault.Unresolved _ -> {}
        case Fault.OnReplicas _,
            Fault.Rollback _,
            Fault.ZoneDown _,
            Fault.RegionDown _,
            Fault.Surge _ ->
            throw new IllegalStateException("expected a fault of links, found " + strike.fault());
      }
    }
    long resent = passes == 1 ? 0 : resentNanos(1 - passes, chances);
    return resent == VANISHES ? VANISHES : resent + Math.round(sum);
  }

  private static long sentNanos(LinkFaults.Active active, Way way, World world) {
    Uplinks uplinks = active.uplinks();
    return uplinks == null
        ? 0
        : uplinks.sendNanos(way.fromService(), way.fromReplica(), way.bytes(), world.nowNanos());
  }

  /** How much later a message arrives of which each try is lost by this chance. */
  private static long resentNanos(double loss, RandomStream chances) {
    long sum = 0;
    long timeout = TIMEOUT_NANOS_FIRST;
    for (int resent = 0; resent <= RETRANSMISSIONS_MAX; resent++) {
      if (!chances.chance(loss)) {
        return sum;
      }
      sum += timeout;
      timeout = Math.min(2 * timeout, TIMEOUT_NANOS_MAX);
    }
    return VANISHES;
  }
}
