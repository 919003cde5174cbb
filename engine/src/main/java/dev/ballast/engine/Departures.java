package dev.ballast.engine;

import dev.ballast.model.Fault;
import dev.ballast.policy.ReplicaPools;
import dev.ballast.policy.balance.Occupant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Replicas that leave in good order and come back. A replica that leaves goes on to serve while its
 * callers get to know of it, and ends when it has drained; one that is back serves before they
 * know. Belongs to the thread of the faults.
 */
final class Departures {
  private final Plan plan;
  private final World world;
  private final FaultSchedule.Target target;

  /** For each replica of a service, the reasons known to callers not to send it anything. */
  private final Map<Integer, int[]> absences = new HashMap<>();

  Departures(Plan plan, World world, FaultSchedule.Target target) {
    this.plan = plan;
    this.world = world;
    this.target = target;
  }

  /** A replica that has said that it leaves. */
  final class Leaving {
    private final int service;
    private final int replica;
    private final Fault.Departure how;
    private final Strike strike;
    private boolean isDown;
    private boolean isBack;

    Leaving(int service, int replica, Fault.Departure how, Strike strike) {
      this.service = service;
      this.replica = replica;
      this.how = how;
      this.strike = strike;
      later(how.knownAfterNanos(), () -> known(service, replica, 1));
      later(how.drainNanos(), this::ends);
    }

    private void ends() {
      if (!isBack) {
        isDown = true;
        target.change(service, replica, drained -> drained.begin(strike));
      }
    }

    /** Its process starts again, or does not end after all. */
    void comesBack() {
      isBack = true;
      if (isDown) {
        target.change(service, replica, started -> started.end(strike));
      }
      later(how.knownAfterNanos(), () -> known(service, replica, -1));
    }
  }

  private void later(long nanos, Runnable what) {
    Timer timer =
        new Timer() {
          @Override
          public void fires() {
            what.run();
          }
        };
    world.start(timer, nanos);
  }

  private void known(int service, int replica, int change) {
    int[] ofService =
        absences.computeIfAbsent(
            service, asked -> new int[plan.model().services().get(asked).replicas()]);
    int before = ofService[replica];
    ofService[replica] = before + change;
    if ((before == 0) != (before + change == 0)) {
      target.gateways().setPresent(service, replica, before != 0);
      tellCallers(service, ofService);
    }
  }

  private void tellCallers(int service, int[] reasons) {
    for (Plan.EdgePlan edge : plan.edges()) {
      if (edge.callee() == service) {
        ReplicaPools now = edge.replicas().occupiedBy(occupants(edge.replicas(), reasons));
        int callers = plan.model().services().get(edge.caller()).replicas();
        for (int i = 0; i < callers; i++) {
          target.change(edge.caller(), i, caller -> caller.path(edge).become(now));
        }
      }
    }
  }

  private static List<Occupant> occupants(ReplicaPools all, int[] absences) {
    List<Occupant> occupants = new ArrayList<>();
    for (int i = 0; i < absences.length; i++) {
      occupants.add(absences[i] == 0 ? all.occupant(i) : Occupant.NOBODY);
    }
    return occupants;
  }
}
