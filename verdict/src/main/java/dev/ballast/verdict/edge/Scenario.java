package dev.ballast.verdict.edge;

import dev.ballast.kernel.Units;
import dev.ballast.model.Edge;
import dev.ballast.model.Experiment;
import dev.ballast.model.Experiment.TimedFault;
import dev.ballast.model.Fault;
import dev.ballast.model.Service;
import dev.ballast.model.SystemModel;
import java.util.ArrayList;
import java.util.List;

/**
 * One way in which a callee can misbehave, under the load of an experiment. The trouble begins at
 * {@link #TROUBLE_NANOS} and lasts to the end.
 *
 * @param words what happens, to be read after "when"
 */
public record Scenario(String words, Experiment experiment) {
  /** When the trouble begins, from the start of the measured time. */
  public static final long TROUBLE_NANOS = 5 * Units.SECOND;

  /** How long it is looked at. */
  public static final long LOOKED_NANOS = 30 * Units.SECOND;

  private static final long WARM_UP_MAX_NANOS = 5 * Units.SECOND;
  private static final double SLOW = 10;

  /** The ways that are tried, calm first. */
  public static List<Scenario> of(SystemModel model, Experiment base, Edge edge) {
    Service callee = model.service(edge.callee());
    String name = callee.name();
    Fault.Scope all = new Fault.Scope(name, callee.replicas());
    Fault.Scope one = new Fault.Scope(name, 1);
    List<Scenario> scenarios = new ArrayList<>();
    scenarios.add(new Scenario("nothing goes wrong", experiment(base, "calm", List.of())));
    if (callee.replicas() > 1) {
      scenarios.add(
          trouble(
              base,
              "1 of " + callee.replicas() + " replicas of " + name + " fails every request",
              new Fault.Fails(one, 1)));
    }
    scenarios.add(trouble(base, name + " fails every request", new Fault.Fails(all, 1)));
    scenarios.add(
        trouble(
            base,
            name + " takes " + (int) SLOW + " times as long",
            new Fault.Slow(all, SLOW, null)));
    scenarios.add(
        trouble(base, name + " does not answer", new Fault.Partition(edge.caller(), name, true)));
    scenarios.add(trouble(base, name + " refuses connections", new Fault.Crash(all)));
    return scenarios;
  }

  /** The callee fails a share of its requests. */
  public static Scenario failing(SystemModel model, Experiment base, Edge edge, double share) {
    Service callee = model.service(edge.callee());
    return trouble(
        base,
        callee.name() + " fails " + Units.percent(share),
        new Fault.Fails(new Fault.Scope(callee.name(), callee.replicas()), share));
  }

  private static Scenario trouble(Experiment base, String words, Fault fault) {
    return new Scenario(
        words,
        experiment(
            base, words, List.of(new TimedFault(TROUBLE_NANOS, Experiment.UNTIL_THE_END, fault))));
  }

  private static Experiment experiment(Experiment base, String name, List<TimedFault> faults) {
    return new Experiment(
        name,
        Math.min(base.warmUpNanos(), WARM_UP_MAX_NANOS),
        TROUBLE_NANOS + LOOKED_NANOS,
        base.loads(),
        faults,
        List.of());
  }
}
