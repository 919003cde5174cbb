package dev.ballast.engine;

import dev.ballast.kernel.Distribution;
import dev.ballast.kernel.RandomStream;
import dev.ballast.kernel.RandomStreams;
import dev.ballast.kernel.Refusal;
import dev.ballast.kernel.Result;
import dev.ballast.model.Endpoint;
import dev.ballast.model.Fault;
import dev.ballast.model.Machine;
import dev.ballast.model.Upstream.HealthCheck;
import dev.ballast.observation.Observation;
import dev.ballast.observation.ReplicaState;
import dev.ballast.policy.AdmissionPolicy;
import dev.ballast.policy.balance.RecentLatencies;
import dev.ballast.policy.limit.LimitConfig;
import dev.ballast.policy.limit.Limiter;
import dev.ballast.policy.rate.RateLimit;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One replica of a service: its admission (rate limit, then an adaptive limit of what is in it,
 * then workers, then a bounded queue, then shedding), the endpoints it plays and the call paths to
 * what it calls. Belongs to one world's thread.
 *
 * <p>A worker is held from the first step to the last, calls included. Work whose caller has given
 * up goes on, unless the service propagates cancellation. Work whose deadline has passed is
 * refused, on arrival and when its turn comes.
 */
public final class Replica {
  /** How a replica answers a health check. */
  public enum Health {
    WELL,
    UNWELL,
    /** Not at all. */
    SILENT
  }

  /** Answers in the place of the played steps, where a real program stands behind the replica. */
  @FunctionalInterface
  public interface Program {
    /** Hands a request over; {@code done} is told of its end once, on the replica's thread. */
    void handle(Request request, Done done);

    /** Takes the program's answer. */
    interface Done {
      /**
       * The answer has begun, and its content goes on by itself; {@link #answered} follows when it
       * has ended, without content.
       *
       * @return whether it is taken; else it is to be stopped, or collected for {@link #answered}
       */
      boolean begun(Object content);

      /** The answer, or that there will be none. */
      void answered(Result result, @Nullable Object content);
    }
  }

  private static final CallPath[] NO_PATHS = {};
  private static final Plan.Do[] HANDED_OVER = {new Plan.Do.Handle()};

  // What every request needs, or finds missing, comes first and is made first, so that it lies
  // together.
  private final World world;
  private final RandomStream random;
  private final Workers workers;
  private final CallPath[] paths;
  private final Plan.Do[][] endpoints;
  private final int index;
  private final RateGate gate;

  /** What is wrong with it; its own from the first fault on. */
  private Condition condition = Condition.WELL;

  /** Made when it first stands still. */
  private @Nullable Standstill standstill;

  private final @Nullable Program program;
  private final @Nullable Limiter limiter;

  /** By route; null where no route has a limit of its own. */
  private final RateGate @Nullable [] routeGates;

  /** Kept where some caller probes. */
  private final @Nullable RecentLatencies latencies;

  /** What it runs on; null where work is just time, and where a program does it. */
  private final @Nullable Machinery machinery;

  private final @Nullable Processor processor;

  // What only some need.
  private final Plan.ServicePlan service;

  /** Made with the first refusal. */
  private @Nullable Refusals refusals;

  private final Memories memories;

  /** Chooses between the parts of splits; its own where the service has some. */
  private final RandomStream splitRandom;

  private final @Nullable Mirrors mirrors;

  /** Made when the first step needs it. */
  private @Nullable Turns turns;

  /**
   * A replica that is up and idle.
   *
   * @param program null plays the steps of the file
   */
  public Replica(
      World world,
      Plan plan,
      int serviceIndex,
      int index,
      RandomStreams streams,
      @Nullable Program program) {
    this.world = world;
    this.service = plan.service(serviceIndex);
    endpoints = service.endpoints;
    this.index = index;
    this.program = program;
    latencies = service.isProbed ? new RecentLatencies() : null;
    String name = service.names[index];
    random = streams.of(name);
    limiter = limiter(streams, name);
    AdmissionPolicy admission = service.service.admission();
    workers = new Workers(world, admission, this);
    paths = service.paths.isEmpty() ? NO_PATHS : new CallPath[service.paths.size()];
    for (int i = 0; i < paths.length; i++) {
      Plan.EdgePlan edge = service.paths.get(i);
      var callee = plan.service(edge.callee()).service;
      PathStreams pathStreams = new PathStreams(streams, edge, index);
      paths[i] = new CallPath(world, edge, plan.model().network().zoneOf(index), pathStreams);
      HealthCheck check = callee.upstream().healthCheck();
      if (check != null) {
        paths[i].checkBy(check, callee.replicas());
      }
    }
    RateLimit limit = admission.rateLimit();
    gate = limit == null ? RateGate.OPEN : RateGate.of(limit, this, service.service.replicas());
    memories = Memories.of(service.memories);
    routeGates = routeGates();
    splitRandom = service.splits ? streams.of(name + " split") : random;
    mirrors = service.mirrors ? new Mirrors(streams.of(name + " mirror")) : null;
    Machine machine = service.service.machine();
    machinery =
        program != null || machine.equals(Machine.IDEAL)
            ? null
            : new Machinery(this, machine, streams, service.service.name(), name);
    processor = machinery == null ? null : machinery.processor();
  }

  private RateGate @Nullable [] routeGates() {
    List<Endpoint> routes = service.service.endpoints();
    boolean isNeeded =
        service.service.isGateway()
            && routes.stream().anyMatch(route -> route.routing().rateLimit() != null);
    if (!isNeeded) {
      return null;
    }
    RateGate[] gates = new RateGate[routes.size()];
    for (int i = 0; i < gates.length; i++) {
      RateLimit limit = routes.get(i).routing().rateLimit();
      gates[i] = limit == null ? RateGate.OPEN : RateGate.of(limit, this, 1);
    }
    return gates;
  }

  private @Nullable Limiter limiter(RandomStreams streams, String name) {
    LimitConfig config = service.service.admission().limit();
    return config == null
        ? null
        : new Limiter(
            config,
            streams.of(name + " limit"),
            (from, to, now) ->
                world
                    .observer()
                    .on(
                        new Observation.AdmissionLimitChanged(
                            now, service.index, index, from, to)));
  }

  /** Begins what happens by itself, such as pauses; once, on the replica's thread. */
  public void start() {
    for (CallPath path : paths) {
      path.start();
    }
    if (machinery != null) {
      machinery.start();
    }
  }

  /** Ends what happens by itself, after the run. */
  public void stop() {
    for (CallPath path : paths) {
      path.stop();
    }
    if (machinery != null) {
      machinery.stop();
    }
  }

  /** The service's number in the plan. */
  public int service() {
    return service.index;
  }

  /** Its number among the service's replicas. */
  public int index() {
    return index;
  }

  /** Takes a request in, or refuses it at once. */
  public void receive(Request request) {
    if (condition.isDown()) {
      request.answer(Result.UNREACHABLE, null);
      return;
    }
    if (standstill != null && standstill.isNow()) {
      receiveLater(request, standstill);
      return;
    }
    long now = world.nowNanos();
    switch (condition.arrival(random)) {
      case GOES_ON -> enter(request, now);
      case HANGS -> {} // accepted, and never heard of again
      case RESET -> request.answer(Result.LOST, null);
      case RATE_LIMITED -> {
        refusals().refused(Refusal.RATE_LIMIT, now);
        request.retryAfter(condition.retryAfterNanos());
        request.answer(Result.RATE_LIMITED, null);
      }
    }
  }

  private void enter(Request request, long now) {
    if (now >= request.deadlineNanos()) {
      request.answer(Result.TOO_LATE, null);
      return;
    }
    long wait = routeGates == null ? 0 : routeGates[request.endpoint()].tryTake(request, now);
    if (wait == 0) {
      wait = gate.tryTake(request, now);
    }
    if (wait > 0) {
      refusals().refused(Refusal.RATE_LIMIT, now);
      request.retryAfter(wait);
      request.answer(Result.RATE_LIMITED, null);
    } else if (limiter != null && !limiter.tryEnter()) {
      refusals().refused(Refusal.LIMIT, now);
      request.answer(Result.SHED, null);
    } else {
      workers.receive(execution(request), now);
    }
  }

  /** It is there, but nobody sees it before the pause is over. */
  private void receiveLater(Request request, Standstill pause) {
    if (pause.isFull()) {
      refusals().refused(Refusal.QUEUE_FULL, world.nowNanos());
      request.answer(Result.SHED, null);
      return;
    }
    pause.keep(
        () -> {
          if (condition.isDown()) {
            request.answer(Result.LOST, null);
          } else {
            receive(request);
          }
        });
  }

  /** Ends what was let in. */
  void answer(Execution execution, Result result, @Nullable Object content) {
    long now = world.nowNanos();
    if (limiter != null) {
      limiter.leave(Limiter.Ended.of(result), execution.arrivedNanos(), now);
    }
    workers.left(execution, now);
    if (latencies != null && result.isSuccess()) {
      latencies.note(execution.loadFound(), now - execution.arrivedNanos(), now);
    }
    if (condition.truncates(random)) {
      execution.request().truncate(result, content);
      return;
    }
    Result told = condition.answer(result, random);
    execution.request().answer(told, told == result ? content : null);
  }

  /** Requests it works on, with those that wait: what a probe asks first. */
  public int load() {
    return workers.load();
  }

  /** How it is at this moment. */
  public ReplicaState state() {
    Integer limit = limiter == null ? null : limiter.limit();
    return new ReplicaState(
        service.index, index, load(), limit, Stream.of(paths).map(CallPath::state).toList());
  }

  /**
   * What a request takes here at about the present load, 0 if not known: what a probe asks next.
   */
  public long latencyNanos() {
    return latencies == null ? 0 : latencies.estimate(load(), world.nowNanos());
  }

  /** The caller of a request has given up; the service may not care. */
  public void abandoned(Request request) {
    if (!service.service.cancellationPropagates()) {
      return;
    }
    if (standstill != null && standstill.isNow()) {
      standstill.keep(() -> abandoned(request));
      return;
    }
    Execution begun = workers.find(request);
    if (begun != null) {
      begun.cancel();
      ended(begun, Result.CANCELLED, null);
      return;
    }
    Execution waiting = workers.findWaiting(request);
    if (waiting != null) {
      answer(waiting, Result.CANCELLED, null);
    }
  }

  /**
   * How it answers a health check now. What ails its endpoints alone, such as a bad release, is not
   * seen; that it is down, stands still, hangs or resets connections is.
   */
  public Health health() {
    if (condition.isDown()) {
      return Health.UNWELL;
    }
    if (standstill != null && standstill.isNow()) {
      return Health.SILENT;
    }
    return switch (condition.arrival(random)) {
      case GOES_ON, RATE_LIMITED -> Health.WELL;
      case HANGS -> Health.SILENT;
      case RESET -> Health.UNWELL;
    };
  }

  /** Whether the replica refuses connections. */
  public boolean isDown() {
    return condition.isDown();
  }

  /**
   * Takes the replica down: what it was doing is lost. Counted, so that two crashes need two ends.
   */
  private void crash() {
    if (!ownCondition().down(1)) {
      return;
    }
    if (turns != null) {
      turns.clear();
    }
    memories.clear();
    if (mirrors != null) {
      mirrors.clear();
    }
    for (CallPath path : paths) {
      path.restart();
      path.stop();
    }
    workers.clear(lost -> answer(lost, Result.LOST, null));
    if (machinery != null) {
      machinery.stop();
    }
    if (standstill != null && standstill.endAll()) {
      resume(standstill);
    }
  }

  /** One more reason for nothing to go on here. */
  void standStill() {
    if (standstill == null) {
      standstill = new Standstill();
    }
    if (standstill.begin(world.nowNanos()) && processor != null) {
      processor.freeze(true);
    }
  }

  /** One reason less. */
  void goOn() {
    if (standstill != null && standstill.end()) {
      resume(standstill);
    }
  }

  private void resume(Standstill over) {
    if (processor != null) {
      processor.freeze(false);
    }
    workers.stoodStill(over.sinceNanos());
    over.catchUp();
    workers.serve();
  }

  /** Ends one crash. */
  private void restore() {
    if (!ownCondition().down(-1)) {
      return;
    }
    SharedLimit shared = sharedLimit();
    if (shared != null) {
      shared.restored();
    }
    for (CallPath path : paths) {
      path.start();
    }
    if (machinery != null) {
      machinery.restart();
    }
  }

  /** Its part of a limit that the service has as a whole; null where there is none. */
  @Nullable SharedLimit sharedLimit() {
    return gate instanceof SharedLimit shared ? shared : null;
  }

  /** A fault begins on this replica. */
  public void begin(Strike strike) {
    switch (strike.fault()) {
      case Fault.Crash _, Fault.Leave _, Fault.Restart _, Fault.ZoneDown _, Fault.RegionDown _ ->
          crash();
      case Fault.Pause _ -> standStill();
      case Fault.OnReplicas _, Fault.Rollback _, Fault.OnLink _, Fault.Surge _ -> {
        ownCondition().begin(strike);
        changedBy(strike.fault());
      }
    }
  }

  /** A fault that began on this replica ends. */
  public void end(Strike strike) {
    switch (strike.fault()) {
      case Fault.Crash _, Fault.Leave _, Fault.Restart _, Fault.ZoneDown _, Fault.RegionDown _ ->
          restore();
      case Fault.Pause _ -> goOn();
      case Fault.OnReplicas _, Fault.Rollback _, Fault.OnLink _, Fault.Surge _ -> {
        ownCondition().end(strike);
        changedBy(strike.fault());
      }
    }
  }

  @SuppressWarnings("ReferenceEquality") // the one that all share
  private Condition ownCondition() {
    if (condition == Condition.WELL) {
      condition = new Condition();
    }
    return condition;
  }

  private void changedBy(Fault fault) {
    if (fault instanceof Fault.Release || fault instanceof Fault.Rollback) {
      memories.clear();
      if (machinery != null) {
        machinery.replaced();
      }
    }
    if (fault instanceof Fault.Stress) {
      shareOut();
    }
  }

  /** Leaves a part of its cores to its work, or where it has none of its workers. */
  private void shareOut() {
    if (processor != null && service.service.machine().cpu() != null) {
      processor.setShare(condition.shareLeft());
      workers.limitBy(null);
    } else {
      workers.limitBy(condition);
    }
    workers.serve();
  }

  /** Tells how many requests were in it, and at work, over all time until now. */
  void tellUse() {
    world.observer().on(workers.use(service.index, index));
  }

  /**
   * Checks that what came in, is in and went out adds up, by Little's law.
   *
   * @throws IllegalStateException when it does not, which is a defect of Ballast
   */
  public void checkOccupancy() {
    workers.check(service.names[index]);
  }

  /** The path to a callee, by the place of the edge among the service's outgoing edges. */
  public CallPath path(int outgoing) {
    return paths[outgoing];
  }

  /** The path that takes this edge. */
  public CallPath path(Plan.EdgePlan edge) {
    for (CallPath path : paths) {
      if (path.edge().index() == edge.index()) {
        return path;
      }
    }
    throw new IllegalArgumentException("not an edge of this service: " + edge);
  }

  World world() {
    return world;
  }

  Refusals refusals() {
    if (refusals == null) {
      refusals = new Refusals(world, service.index, index);
    }
    return refusals;
  }

  RandomStream random() {
    return random;
  }

  @Nullable Processor processor() {
    return processor;
  }

  Memories memories() {
    return memories;
  }

  /** Chooses between the parts of a split. */
  RandomStream splitRandom() {
    return splitRandom;
  }

  /** Asks besides what a request asks. */
  void mirror(Plan.Do.Call copy, Request request) {
    if (mirrors == null) {
      throw new IllegalStateException(service.service.name() + " mirrors nothing");
    }
    mirrors.mirror(copy, paths[copy.path()], request);
  }

  Turns turns() {
    if (turns == null) {
      turns = new Turns();
    }
    return turns;
  }

  /** Present when it stands still. */
  @Nullable Standstill standstill() {
    return standstill != null && standstill.isNow() ? standstill : null;
  }

  /** What a piece of work takes that begins now, alone on a core. */
  long workNanos(Distribution time) {
    double nanos = time.sample(random) * condition.factor();
    return Math.round(machinery == null ? nanos : nanos * machinery.slowdown());
  }

  /** Gives workers to requests, or takes some away when they are free. */
  void addWorkers(int change) {
    workers.add(change);
    shareOut();
  }

  private Execution execution(Request request) {
    Plan.Do[] steps = program == null ? endpoints[request.endpoint()] : HANDED_OVER;
    return new Execution(this, steps, request, world.nowNanos(), load());
  }

  void begin(Execution execution) {
    execution.begin(condition);
  }

  void handOver(Request request, Program.Done done) {
    if (program == null) {
      throw new IllegalStateException(service.service.name() + " has no program to hand over to");
    }
    program.handle(request, done);
  }

  void ended(Execution execution, Result result, @Nullable Object content) {
    workers.ended(execution);
    answer(execution, result, content);
    workers.serve();
  }
}
