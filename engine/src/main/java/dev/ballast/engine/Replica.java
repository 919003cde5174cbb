package dev.ballast.engine;

import dev.ballast.kernel.Distribution;
import dev.ballast.kernel.RandomStream;
import dev.ballast.kernel.Result;
import dev.ballast.model.Fault;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One replica of a service: its admission (workers, then a bounded queue, then shedding), the
 * endpoints it plays and the call paths to what it calls. Belongs to one world's thread.
 *
 * <p>A worker is held from the first step to the last, calls included. Work whose caller has given
 * up goes on, unless the service propagates cancellation. Work that waited past its deadline is
 * refused when its turn comes.
 */
public final class Replica {
  /** Answers in the place of the played steps, where a real program stands behind the replica. */
  @FunctionalInterface
  public interface Program {
    /** Hands a request over; {@code done} is to be called once, on the replica's thread. */
    void handle(Request request, Done done);

    /** Takes the program's answer. */
    interface Done {
      void answered(Result result, @Nullable Object content);
    }
  }

  private static final Plan.Do[] HANDED_OVER = {new Plan.Do.Handle()};

  private final World world;
  private final Plan.ServicePlan service;
  private final int index;
  private final RandomStream random;
  private final CallPath[] paths;
  private final Condition condition = new Condition();
  private final ArrayDeque<Request> queue = new ArrayDeque<>();
  private final List<Execution> running = new ArrayList<>();
  private final @Nullable Program program;
  private boolean isServing;

  /**
   * A replica that is up and idle.
   *
   * @param program null plays the steps of the file
   */
  public Replica(
      World world, Plan plan, int serviceIndex, int index, long seed, @Nullable Program program) {
    this.world = world;
    this.service = plan.service(serviceIndex);
    this.index = index;
    this.program = program;
    String name = service.service.name() + "/" + index;
    random = RandomStream.of(seed, name);
    paths = new CallPath[service.paths.size()];
    for (int i = 0; i < paths.length; i++) {
      Plan.EdgePlan edge = service.paths.get(i);
      var callee = plan.service(edge.callee()).service;
      paths[i] =
          new CallPath(
              world,
              edge,
              index,
              callee.replicas(),
              RandomStream.of(seed, name + " -> " + callee.name()),
              RandomStream.of(seed, name + " -> " + callee.name() + " backoff"),
              RandomStream.of(seed, name + " -> " + callee.name() + " breaker"));
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
    } else if (running.size() < service.service.admission().workers()) {
      begin(request);
    } else if (queue.size() < service.service.admission().queue()) {
      queue.add(request);
    } else {
      request.answer(Result.SHED, null);
    }
  }

  /** The caller of a request has given up; the service may not care. */
  @SuppressWarnings("ReferenceEquality") // this very request, not an equal one
  public void abandoned(Request request) {
    if (!service.service.cancellationPropagates()) {
      return;
    }
    for (Execution execution : running) {
      if (execution.request() == request) {
        execution.cancel();
        ended(execution, Result.CANCELLED, null);
        return;
      }
    }
    if (queue.remove(request)) {
      request.answer(Result.CANCELLED, null);
    }
  }

  /** Whether the replica refuses connections. */
  public boolean isDown() {
    return condition.isDown();
  }

  /**
   * Takes the replica down: what it was doing is lost. Counted, so that two crashes need two ends.
   */
  public void crash() {
    if (!condition.down(1)) {
      return;
    }
    List<Execution> lost = List.copyOf(running);
    List<Request> waiting = List.copyOf(queue);
    running.clear();
    queue.clear();
    for (Execution execution : lost) {
      execution.cancel();
      execution.request().answer(Result.LOST, null);
    }
    for (Request request : waiting) {
      request.answer(Result.LOST, null);
    }
  }

  /** Ends one crash. */
  public void restore() {
    condition.down(-1);
  }

  /** A fault begins on this replica; crashes come through {@link #crash}. */
  public void begin(Fault fault) {
    condition.begin(fault);
  }

  /** A fault that began on this replica ends. */
  public void end(Fault fault) {
    condition.end(fault);
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

  RandomStream random() {
    return random;
  }

  long workNanos(Distribution time) {
    return Math.round(time.sample(random) * condition.factor());
  }

  private void begin(Request request) {
    Plan.Do[] steps = program == null ? service.endpoints.get(request.endpoint()) : HANDED_OVER;
    Execution execution = new Execution(this, steps, request);
    execution.running = running.size();
    running.add(execution);
    execution.begin(condition);
  }

  void handOver(Request request, Program.Done done) {
    if (program == null) {
      throw new IllegalStateException(service.service.name() + " has no program to hand over to");
    }
    program.handle(request, done);
  }

  void ended(Execution execution, Result result, @Nullable Object content) {
    Execution last = running.removeLast();
    if (execution.running < running.size()) {
      running.set(execution.running, last);
      last.running = execution.running;
    }
    execution.request().answer(result, content);
    serveQueue();
  }

  /** Gives free workers to waiting requests; in a loop, since some of them end at once. */
  private void serveQueue() {
    if (isServing) {
      return;
    }
    isServing = true;
    while (!queue.isEmpty() && running.size() < service.service.admission().workers()) {
      Request waiting = queue.remove();
      if (world.nowNanos() >= waiting.deadlineNanos()) {
        waiting.answer(Result.TOO_LATE, null);
      } else {
        begin(waiting);
      }
    }
    isServing = false;
  }
}
