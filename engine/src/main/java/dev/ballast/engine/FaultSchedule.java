package dev.ballast.engine;

import dev.ballast.kernel.Checks;
import dev.ballast.model.Experiment;
import dev.ballast.model.Experiment.TimedFault;
import dev.ballast.model.Fault;
import dev.ballast.model.Network;
import dev.ballast.observation.Observation;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Plays an experiment's faults at their times, in either world. A fault with an onset grows in
 * {@value #STEPS} equal steps, the last of which is at the end of its onset.
 */
public final class FaultSchedule {
  /** What faults act upon. */
  public interface Target {
    /** Changes a replica on the thread it belongs to. */
    void change(int service, int replica, Consumer<Replica> change);

    /** What is wrong on the links. */
    LinkFaults links();

    /** Which replicas of gateways users know of. */
    GatewayTurns gateways();
  }

  /** Steps in which a fault grows. */
  static final int STEPS = 100;

  private final Plan plan;
  private final World world;
  private final Users users;
  private final Target target;
  private final Departures departures;

  private FaultSchedule(Plan plan, World world, Users users, Target target) {
    this.plan = plan;
    this.world = world;
    this.users = users;
    this.target = target;
    departures = new Departures(plan, world, target);
  }

  /**
   * Arranges all faults of the experiment; faults at one moment keep the order of the file.
   *
   * @param world the users'
   */
  public static void start(
      Plan plan, Experiment experiment, World world, Users users, Target target) {
    FaultSchedule schedule = new FaultSchedule(plan, world, users, target);
    for (TimedFault timed : experiment.faults()) {
      schedule.new Episode(timed, timed.atNanos(), experiment.lengthNanos()).arrange();
    }
  }

  private void at(long atNanos, Runnable what) {
    Timer timer =
        new Timer() {
          @Override
          public void fires() {
            what.run();
          }
        };
    world.start(timer, Math.max(0, atNanos - world.nowNanos()));
  }

  /** A fault from one of its beginnings to the end. */
  private final class Episode {
    private final TimedFault timed;
    private final long atNanos;
    private final long lengthNanos;
    private @Nullable Strike now;
    private boolean isOver;
    private final List<Departures.Leaving> leaving = new ArrayList<>();

    Episode(TimedFault timed, long atNanos, long lengthNanos) {
      this.timed = timed;
      this.atNanos = atNanos;
      this.lengthNanos = lengthNanos;
    }

    void arrange() {
      at(atNanos, this::begin);
      if (timed.forNanos() != Experiment.UNTIL_THE_END) {
        at(atNanos + timed.forNanos(), this::end);
      }
    }

    private void begin() {
      world.observer().on(new Observation.FaultBegan(world.nowNanos(), timed.words()));
      if (timed.fault() instanceof Fault.Restart restart) {
        roll(restart, 0);
      } else if (timed.overNanos() == 0) {
        become(new Strike(timed.fault(), 1));
      } else {
        grow(1);
      }
      if (timed.everyNanos() != Experiment.ONCE && lengthNanos - atNanos > timed.everyNanos()) {
        new Episode(timed, atNanos + timed.everyNanos(), lengthNanos).arrange();
      }
    }

    /** Takes one replica down, and then the next in its place. */
    private void roll(Fault.Restart restart, int replica) {
      Strike strike = new Strike(restart, 1);
      int service = plan.index(restart.scope().service());
      int replicas = restart.scope().replicas();
      Runnable back = goes(service, replica, restart, strike);
      at(
          atNanos + Math.round((double) timed.forNanos() * (replica + 1) / replicas),
          () -> {
            back.run();
            if (replica + 1 < replicas) {
              roll(restart, replica + 1);
            }
          });
    }

    /** Takes one replica down, with or without a word; what is returned brings it back. */
    private Runnable goes(int service, int replica, Fault.Restart restart, Strike strike) {
      Fault.Departure departure = restart.departure();
      if (departure != null) {
        return departures.new Leaving(service, replica, departure, strike)::comesBack;
      }
      target.change(service, replica, struck -> struck.begin(strike));
      return () -> target.change(service, replica, struck -> struck.end(strike));
    }

    private void grow(int step) {
      at(
          atNanos + Math.round(timed.overNanos() * ((double) step / STEPS)),
          () -> {
            if (!isOver) {
              become(new Strike(timed.fault(), (double) step / STEPS));
              if (step < STEPS) {
                grow(step + 1);
              }
            }
          });
    }

    private void end() {
      isOver = true;
      world.observer().on(new Observation.FaultEnded(world.nowNanos(), timed.words()));
      become(null);
    }

    private void become(@Nullable Strike next) {
      if (timed.fault() instanceof Fault.Leave leave) {
        leave(leave, next);
      } else {
        change(timed.fault(), now, next);
      }
      now = next;
    }

    private void leave(Fault.Leave leave, @Nullable Strike next) {
      if (next == null) {
        leaving.forEach(Departures.Leaving::comesBack);
        leaving.clear();
        return;
      }
      int service = plan.index(leave.scope().service());
      while (leaving.size() < struck(leave, next)) {
        leaving.add(
            departures
            .new Leaving(service, leaving.size(), leave.departure(), new Strike(leave, 1)));
      }
    }
  }

  private void change(Fault fault, @Nullable Strike from, @Nullable Strike to) {
    switch (fault) {
      case Fault.Rollback f -> {
        if (to != null) {
          onAll(f.service(), replica -> replica.begin(to));
        }
      }
      case Fault.OnReplicas f -> onReplicas(f, from, to);
      case Fault.OnLink f -> {
        if (from != null) {
          target.links().end(from, f.link());
        }
        if (to != null) {
          target.links().begin(to, f.link());
        }
      }
      case Fault.Surge f -> users.change(f, from, to);
      case Fault.ZoneDown f ->
          inZones(
              List.of(plan.model().network().zones().indexOf(f.zone())),
              replica -> change(replica, from, to));
      case Fault.RegionDown f ->
          inZones(plan.model().network().zonesOf(f.region()), replica -> change(replica, from, to));
    }
  }

  private static void change(Replica replica, @Nullable Strike from, @Nullable Strike to) {
    if (from != null) {
      replica.end(from);
    }
    if (to != null) {
      replica.begin(to);
    }
  }

  private void onReplicas(Fault.OnReplicas fault, @Nullable Strike from, @Nullable Strike to) {
    int service = plan.index(fault.scope().service());
    boolean isPerReplica = fault.onset() == Fault.Onset.REPLICAS;
    int before = struck(fault, from);
    int after = struck(fault, to);
    for (int i = 0; i < Math.max(before, after); i++) {
      Strike ends = i < before ? from : null;
      Strike begins = i < after ? to : null;
      boolean goesOn = isPerReplica && ends != null && begins != null;
      if (!goesOn) {
        target.change(service, i, replica -> change(replica, ends, begins));
      }
    }
  }

  /** How many replicas are struck, from the first. */
  private static int struck(Fault.OnReplicas fault, @Nullable Strike strike) {
    int all = fault.scope().replicas();
    if (strike == null) {
      return 0;
    }
    return fault.onset() == Fault.Onset.REPLICAS
        ? (int) Checks.atMost(strike.severity(), all)
        : all;
  }

  private void onAll(String name, Consumer<Replica> change) {
    int service = plan.index(name);
    for (int i = 0; i < plan.model().service(name).replicas(); i++) {
      target.change(service, i, change);
    }
  }

  private void inZones(List<Integer> zones, Consumer<Replica> change) {
    Network network = plan.model().network();
    for (var service : plan.model().services()) {
      for (int i = 0; i < service.replicas(); i++) {
        if (zones.contains(network.zoneOf(i))) {
          target.change(plan.index(service.name()), i, change);
        }
      }
    }
  }
}
