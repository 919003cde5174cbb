package dev.ballast.sim;

import dev.ballast.engine.FaultSchedule;
import dev.ballast.engine.GatewayTurns;
import dev.ballast.engine.LinkFaults;
import dev.ballast.engine.Plan;
import dev.ballast.engine.Replica;
import dev.ballast.engine.Request;
import dev.ballast.engine.Timer;
import dev.ballast.engine.Usage;
import dev.ballast.engine.Users;
import dev.ballast.kernel.Priority;
import dev.ballast.kernel.RandomStreams;
import dev.ballast.kernel.Result;
import dev.ballast.model.Experiment;
import dev.ballast.observation.Observer;
import dev.ballast.observation.RunRecord;
import dev.ballast.observation.RunRecorder;
import dev.ballast.policy.RepeatTree;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One repetition of one experiment in the simulated world. The same plan, experiment and seed give
 * the same observations, to the last bit.
 */
public final class Simulation {
  /**
   * What one repetition gave.
   *
   * @param calls users' requests and attempts between services, warm-up included
   */
  public record Run(RunRecord record, long calls) {}

  /** Users' requests that may be without an answer at once, so that memory is bounded. */
  private static final long IN_FLIGHT_MAX = 1_000_000;

  /** Calls that one run may make, so that it ends within minutes whatever the model says. */
  private static final long CALLS_MAX = 1_000_000_000;

  private static final int STEPS_BETWEEN_WORDS = 1 << 18;

  private final Plan plan;
  private final Experiment experiment;
  private final SimulatedNetwork network;
  private final SimulatedWorld world;
  private final GatewayTurns turns;
  private final Users users;
  private final LongConsumer progress;
  private long told;

  Simulation(
      Plan plan,
      Experiment experiment,
      RandomStreams streams,
      Observer observer,
      LongConsumer progress) {
    this.plan = plan;
    this.experiment = experiment;
    this.progress = progress;
    network = new SimulatedNetwork(plan, streams);
    world = new SimulatedWorld(-experiment.warmUpNanos(), observer, network);
    network.connect(world);
    for (int s = 0; s < plan.model().services().size(); s++) {
      for (int i = 0; i < plan.model().services().get(s).replicas(); i++) {
        Replica replica = new Replica(world, plan, s, i, streams, null);
        replica.start();
        network.add(replica);
      }
    }
    turns = new GatewayTurns(plan);
    users = Users.start(plan, experiment, world, new Gateways(), streams);
    Faults faults = new Faults();
    FaultSchedule.start(plan, experiment, world, users, faults);
    Usage.start(plan, experiment, world, faults);
  }

  /** Runs one repetition to its end and folds what happened. */
  public static Run run(Plan plan, Experiment experiment, long seed) {
    return run(plan, experiment, seed, calls -> {});
  }

  /**
   * Runs one repetition to its end and folds what happened.
   *
   * @param progress is told now and then how many calls were made since it was told before, on this
   *     thread
   */
  public static Run run(Plan plan, Experiment experiment, long seed, LongConsumer progress) {
    return run(plan, experiment, seed, progress, CALLS_MAX);
  }

  static Run run(
      Plan plan, Experiment experiment, long seed, LongConsumer progress, long callsMax) {
    RunRecorder recorder = plan.recorder(experiment);
    Simulation simulation =
        new Simulation(plan, experiment, RandomStreams.of(seed), recorder, progress);
    simulation.run(callsMax);
    simulation.checkRoutes(recorder);
    return new Run(recorder.record(), simulation.calls());
  }

  /**
   * Runs one repetition and tells the observer everything, warm-up included.
   *
   * @return users' requests and attempts between services
   */
  public static long observe(Plan plan, Experiment experiment, long seed, Observer observer) {
    Simulation simulation =
        new Simulation(plan, experiment, RandomStreams.of(seed), observer, calls -> {});
    simulation.run(CALLS_MAX);
    return simulation.calls();
  }

  long calls() {
    return users.asked() + network.attempts();
  }

  /** Lets the next event of the experiment's time happen; false when there was none. */
  boolean step() {
    return world.step(experiment.lengthNanos());
  }

  long nowNanos() {
    return world.nowNanos();
  }

  Replica replica(int service, int index) {
    return network.replica(service, index);
  }

  long usersInFlight() {
    return users.inFlight();
  }

  /** Until the end, and then until every request has its answer, for at most as long again. */
  private void run(long callsMax) {
    long end = experiment.lengthNanos();
    while (world.steps(end, STEPS_BETWEEN_WORDS)) {
      tell(callsMax);
    }
    long drained = end + Math.max(end, Experiment.DRAIN_NANOS);
    int steps = 0;
    while (users.inFlight() > 0 && world.step(drained)) {
      if (++steps == STEPS_BETWEEN_WORDS) {
        steps = 0;
        tell(callsMax);
      }
    }
    tell(callsMax);
    network.checkReplicas();
  }

  private void checkRoutes(RunRecorder recorder) {
    for (int route = 0; route < plan.routes().size(); route++) {
      users.checkOccupancy(route, plan.subjects().routes().get(route), recorder.stays(route));
    }
  }

  private void tell(long callsMax) {
    if (Thread.currentThread().isInterrupted()) {
      throw new CancellationException("the simulation was interrupted");
    }
    long calls = calls();
    progress.accept(calls - told);
    told = calls;
    if (calls > callsMax) {
      throw EndlessModelException.calls(world.nowNanos(), calls, users.asked());
    }
  }

  /** Users reach the gateways' replicas in turn. */
  private final class Gateways implements Users.Entry {
    @Override
    public void ask(int route, long key, Users.Answer answer) {
      if (users.inFlight() > IN_FLIGHT_MAX) {
        throw EndlessModelException.backlog(world.nowNanos(), IN_FLIGHT_MAX);
      }
      Plan.Route asked = plan.routes().get(route);
      int replica = turns.next(route);
      if (replica == GatewayTurns.NONE) {
        answer.ended(Result.UNREACHABLE);
        return;
      }
      Replica gateway = network.replica(asked.service(), replica);
      UserRequest request = new UserRequest(route, asked, gateway, key, answer);
      if (network.delaysUsers()) {
        world.start(request, network.userDelay(route));
      } else {
        request.arrives();
      }
    }
  }

  /** On its way to a gateway, in it, or on its way back. */
  private final class UserRequest extends Timer implements Request {
    private final int number;
    private final Plan.Route route;
    private final Replica gateway;
    private final long key;
    private final Users.Answer answer;
    private int repeatsLeft = RepeatTree.UNBOUNDED;
    private long deadlineNanos;
    private @Nullable Result ended;

    /**
     * A request that has not set out.
     *
     * @param number of the route
     */
    UserRequest(int number, Plan.Route route, Replica gateway, long key, Users.Answer answer) {
      this.number = number;
      this.route = route;
      this.gateway = gateway;
      this.key = key;
      this.answer = answer;
    }

    void arrives() {
      deadlineNanos = route.deadlineNanos(world.nowNanos());
      gateway.receive(this);
    }

    @Override
    public void fires() {
      if (ended == null) {
        arrives();
      } else {
        answer.ended(ended);
      }
    }

    @Override
    public int endpoint() {
      return route.endpoint();
    }

    @Override
    public @Nullable Object likeness() {
      return route.reads() ? null : ALONE;
    }

    @Override
    public long deadlineNanos() {
      return deadlineNanos;
    }

    @Override
    public long key() {
      return key;
    }

    @Override
    public Priority priority() {
      return route.priority();
    }

    @Override
    public int repeatsLeft() {
      return repeatsLeft;
    }

    @Override
    public void setRepeatsLeft(int repeats) {
      repeatsLeft = repeats;
    }

    @Override
    public void answer(Result result, @Nullable Object content) {
      if (network.delaysUsers()) {
        ended = result;
        world.start(this, network.userDelay(number));
      } else {
        answer.ended(result);
      }
    }
  }

  /** Faults act at once: everything is on one thread. */
  private final class Faults implements FaultSchedule.Target {
    @Override
    public void change(int service, int replica, Consumer<Replica> change) {
      change.accept(network.replica(service, replica));
    }

    @Override
    public LinkFaults links() {
      return network.faults();
    }

    @Override
    public GatewayTurns gateways() {
      return turns;
    }
  }
}
