package dev.ballast.engine;

import dev.ballast.model.Experiment;
import dev.ballast.model.Experiment.TimedFault;
import dev.ballast.model.Fault;
import dev.ballast.model.Network;
import dev.ballast.observation.Observation;
import dev.ballast.observation.Observer;
import java.util.function.Consumer;

/** Plays an experiment's faults at their times, in either world. */
public final class FaultSchedule {
  /** What faults act upon. */
  public interface Target {
    /** Changes a replica on the thread it belongs to. */
    void change(int service, int replica, Consumer<Replica> change);

    /** Messages from one service to another vanish while more were blocked than freed. */
    void block(int fromService, int toService, boolean blocked);
  }

  private final Plan plan;
  private final World world;
  private final Users users;
  private final Target target;

  private FaultSchedule(Plan plan, World world, Users users, Target target) {
    this.plan = plan;
    this.world = world;
    this.users = users;
    this.target = target;
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
      schedule.at(timed.atNanos(), () -> schedule.begin(timed.fault()));
      if (timed.forNanos() != Experiment.UNTIL_THE_END) {
        schedule.at(timed.atNanos() + timed.forNanos(), () -> schedule.end(timed.fault()));
      }
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

  private void begin(Fault fault) {
    Observer observer = world.observer();
    observer.on(new Observation.FaultBegan(world.nowNanos(), fault.words()));
    switch (fault) {
      case Fault.Release f -> on(f.scope(), replica -> replica.begin(f));
      case Fault.Rollback f -> onAll(f.service(), replica -> replica.begin(f));
      case Fault.Slow f -> on(f.scope(), replica -> replica.begin(f));
      case Fault.Fails f -> on(f.scope(), replica -> replica.begin(f));
      case Fault.Crash f -> on(f.scope(), Replica::crash);
      case Fault.ZoneDown f -> inZone(f.zone(), Replica::crash);
      case Fault.Partition f -> partition(f, true);
      case Fault.Surge f -> users.begin(f);
    }
  }

  private void end(Fault fault) {
    world.observer().on(new Observation.FaultEnded(world.nowNanos(), fault.words()));
    switch (fault) {
      case Fault.Release f -> on(f.scope(), replica -> replica.end(f));
      case Fault.Rollback _ -> {}
      case Fault.Slow f -> on(f.scope(), replica -> replica.end(f));
      case Fault.Fails f -> on(f.scope(), replica -> replica.end(f));
      case Fault.Crash f -> on(f.scope(), Replica::restore);
      case Fault.ZoneDown f -> inZone(f.zone(), Replica::restore);
      case Fault.Partition f -> partition(f, false);
      case Fault.Surge f -> users.end(f);
    }
  }

  private void on(Fault.Scope scope, Consumer<Replica> change) {
    int service = plan.index(scope.service());
    for (int i = 0; i < scope.replicas(); i++) {
      target.change(service, i, change);
    }
  }

  private void onAll(String name, Consumer<Replica> change) {
    on(new Fault.Scope(name, plan.model().service(name).replicas()), change);
  }

  private void inZone(String zone, Consumer<Replica> change) {
    Network network = plan.model().network();
    int wanted = network.zones().indexOf(zone);
    for (var service : plan.model().services()) {
      for (int i = 0; i < service.replicas(); i++) {
        if (network.zoneOf(i) == wanted) {
          target.change(plan.index(service.name()), i, change);
        }
      }
    }
  }

  private void partition(Fault.Partition fault, boolean blocked) {
    int from = plan.index(fault.from());
    int to = plan.index(fault.to());
    target.block(from, to, blocked);
    if (fault.bothWays()) {
      target.block(to, from, blocked);
    }
  }
}
