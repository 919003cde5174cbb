package dev.ballast.engine;

import dev.ballast.model.Experiment;
import dev.ballast.model.Service;
import java.util.List;

/** Has every replica tell how much it was used, when the measured time begins and when it ends. */
public final class Usage extends Timer {
  private final Plan plan;
  private final FaultSchedule.Target target;

  private Usage(Plan plan, FaultSchedule.Target target) {
    this.plan = plan;
    this.target = target;
  }

  /** Arranges both moments of the experiment. */
  public static void start(
      Plan plan, Experiment experiment, World world, FaultSchedule.Target target) {
    long now = world.nowNanos();
    world.start(new Usage(plan, target), Math.max(0, -now));
    world.start(new Usage(plan, target), experiment.lengthNanos() - now);
  }

  @Override
  public void fires() {
    List<Service> services = plan.model().services();
    for (int service = 0; service < services.size(); service++) {
      for (int replica = 0; replica < services.get(service).replicas(); replica++) {
        target.change(service, replica, Replica::tellUse);
      }
    }
  }
}
