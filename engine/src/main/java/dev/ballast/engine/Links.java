package dev.ballast.engine;

import dev.ballast.kernel.RandomStream;
import dev.ballast.kernel.RandomStreams;
import dev.ballast.kernel.Units;
import dev.ballast.model.Fault;
import dev.ballast.model.Network;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
  private final RandomStreams streams;
  private final String suffix;
  private final @Nullable RandomStream[] ofEdges;
  private final @Nullable RandomStream[] ofServices;

  /**
   * The links of one wire.
   *
   * @param suffix tells the streams of this wire from those of others
   */
  public Links(Plan plan, LinkFaults faults, RandomStreams streams, String suffix) {
    this.plan = plan;
    this.faults = faults;
    this.streams = streams;
    this.suffix = suffix;
    network = plan.model().network();
    ofEdges = new RandomStream[plan.edges().size()];
    ofServices = new RandomStream[plan.model().services().size()];
  }

  /** What a request takes longer, in nanoseconds; {@link #VANISHES} when it is lost. */
  public long requestNanos(Plan.EdgePlan edge, int callerReplica, int replica) {
    List<LinkFaults.Active> active = faults.active();
    return active.isEmpty()
        ? 0
        : extraNanos(
            active,
            edge.caller(),
            network.zoneOf(callerReplica),
            edge.callee(),
            network.zoneOf(replica),
            chances(edge));
  }

  /** What an answer takes longer, in nanoseconds; {@link #VANISHES} when it is lost. */
  public long answerNanos(Plan.EdgePlan edge, int callerReplica, int replica) {
    List<LinkFaults.Active> active = faults.active();
    return active.isEmpty()
        ? 0
        : extraNanos(
            active,
            edge.callee(),
            network.zoneOf(replica),
            edge.caller(),
            network.zoneOf(callerReplica),
            chances(edge));
  }

  /** The same for a word between replicas of one service. */
  public long wordNanos(int service, int fromReplica, int toReplica) {
    List<LinkFaults.Active> active = faults.active();
    return active.isEmpty()
        ? 0
        : extraNanos(
            active,
            service,
            network.zoneOf(fromReplica),
            service,
            network.zoneOf(toReplica),
            chances(service));
  }

  /** Whether a request reaches the callee twice. */
  public boolean duplicates(Plan.EdgePlan edge, int callerReplica, int replica) {
    List<LinkFaults.Active> active = faults.active();
    for (LinkFaults.Active each : active) {
      if (each.strike().fault() instanceof Fault.Duplicate duplicate
          && each.strikes(
              edge.caller(), network.zoneOf(callerReplica), edge.callee(), network.zoneOf(replica))
          && chances(edge).chance(each.strike().of(duplicate.share()))) {
        return true;
      }
    }
    return false;
  }

  private static long extraNanos(
      List<LinkFaults.Active> active,
      int fromService,
      int fromZone,
      int toService,
      int toZone,
      RandomStream chances) {
    double passes = 1;
    double sum = 0;
    for (LinkFaults.Active each : active) {
      if (!each.strikes(fromService, fromZone, toService, toZone)) {
        continue;
      }
      Strike strike = each.strike();
      switch (strike.fault()) {
        case Fault.Partition _ -> {
          return VANISHES;
        }
        case Fault.Delay delay -> sum += strike.of(delay.added().sample(chances));
        case Fault.Loss loss -> passes *= 1 - strike.of(loss.share());
        case Fault.Duplicate _ -> {}
        case Fault.OnReplicas _, Fault.Rollback _, Fault.ZoneDown _, Fault.Surge _ ->
            throw new IllegalStateException("expected a fault of links, found " + strike.fault());
      }
    }
    long resent = passes == 1 ? 0 : resentNanos(1 - passes, chances);
    return resent == VANISHES ? VANISHES : resent + Math.round(sum);
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

  private RandomStream chances(Plan.EdgePlan edge) {
    RandomStream made = ofEdges[edge.index()];
    if (made == null) {
      String name = plan.subjects().edges().get(edge.index());
      made = streams.of("faults of the network " + name + suffix);
      ofEdges[edge.index()] = made;
    }
    return made;
  }

  private RandomStream chances(int service) {
    RandomStream made = ofServices[service];
    if (made == null) {
      String name = plan.model().services().get(service).name();
      made = streams.of("faults of the network within " + name + suffix);
      ofServices[service] = made;
    }
    return made;
  }
}
