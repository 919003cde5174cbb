package dev.ballast.engine;

import dev.ballast.kernel.Result;
import dev.ballast.observation.Observation;
import dev.ballast.policy.AdmissionPolicy;
import dev.ballast.policy.queue.QueueConfig;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The workers of one replica: which requests they are at, which wait for one of them, and since
 * when, so that its books can be checked by Little's law. A worker is held from the first step to
 * the last. Who leaves is answered by the replica.
 */
final class Workers {
  private static final int LENGTH_MIN = 4;

  private final World world;
  private final Replica replica;

  /** Those at work, in no order, and how many they are. */
  private @Nullable Execution[] running = new Execution[LENGTH_MIN];

  private int busy;
  private final Occupancy inside;
  private final Occupancy atWork;

  /** Where requests wait; null until one does, if nothing depends on how long nobody waited. */
  private @Nullable WaitingRoom queue;

  private final AdmissionPolicy admission;
  private final int configured;

  /** Those for requests, and how many of them a stress leaves. */
  private int forRequests;

  private int left;
  private boolean isServing;

  Workers(World world, AdmissionPolicy admission, Replica replica) {
    this.world = world;
    this.replica = replica;
    inside = new Occupancy();
    atWork = new Occupancy();
    this.admission = admission;
    queue = admission.discipline().equals(QueueConfig.FIFO) ? null : room();
    configured = admission.workers();
    forRequests = configured;
    left = configured;
  }

  /** Takes in what was let in: at once, or in the line, which may refuse it. */
  void receive(Execution execution, long now) {
    inside.enters(now);
    if (busy < left) {
      begin(execution);
    } else {
      if (queue == null) {
        queue = room();
      }
      queue.receive(execution, now);
    }
  }

  private WaitingRoom room() {
    return new WaitingRoom(admission, world.nowNanos(), replica);
  }

  private void begin(Execution execution) {
    if (busy == running.length) {
      running = Arrays.copyOf(running, 2 * busy);
    }
    execution.running = busy;
    execution.begunNanos = world.nowNanos();
    atWork.enters(execution.begunNanos);
    running[busy++] = execution;
    replica.begin(execution);
  }

  /** A worker has come to its end. */
  void ended(Execution execution) {
    Execution last = at(--busy);
    running[execution.running] = last;
    last.running = execution.running;
    running[busy] = null;
    atWork.leaves(execution.begunNanos, world.nowNanos());
  }

  /** A request is answered, whether or not its turn had come. */
  void left(Execution execution, long now) {
    inside.leaves(execution.arrivedNanos(), now);
  }

  /** The one at work that this request is for, or null. */
  @SuppressWarnings("ReferenceEquality") // this very request, not an equal one
  @Nullable Execution find(Request request) {
    for (Execution execution : begun()) {
      if (execution.request() == request) {
        return execution;
      }
    }
    return null;
  }

  /** Takes the one that waits for this request out of the line; null when there is none. */
  @Nullable Execution findWaiting(Request request) {
    return queue == null ? null : queue.take(request);
  }

  /** Drops everything, what is at work first; tells of each after all are gone. */
  void clear(Consumer<Execution> lost) {
    List<Execution> begun = begun();
    List<Execution> waiting = queue == null ? List.of() : queue.clear();
    Arrays.fill(running, null);
    busy = 0;
    for (Execution execution : begun) {
      execution.cancel();
      atWork.leaves(execution.begunNanos, world.nowNanos());
      lost.accept(execution);
    }
    waiting.forEach(lost);
  }

  /** What is at work has stood still since then. */
  void stoodStill(long sinceNanos) {
    for (Execution execution : begun()) {
      execution.stoodStill(sinceNanos);
    }
  }

  /** Gives workers to requests, or takes some away when they are free. */
  void add(int change) {
    forRequests += change;
  }

  /** Works with as many as this condition leaves, or with all. */
  void limitBy(@Nullable Condition condition) {
    left = condition == null ? forRequests : condition.workersLeft(forRequests);
  }

  /** Gives free workers to waiting requests; in a loop, since some of them end at once. */
  void serve() {
    if (isServing || replica.standstill() != null) {
      return;
    }
    isServing = true;
    while (busy < left && load() > busy) {
      long now = world.nowNanos();
      Execution waiting = queue == null ? null : queue.next(now);
      if (waiting == null) {
        break;
      }
      if (now >= waiting.request().deadlineNanos()) {
        replica.answer(waiting, Result.TOO_LATE, null);
      } else {
        begin(waiting);
      }
    }
    isServing = false;
  }

  /** Requests at work and in the line. */
  int load() {
    return (int) inside.present();
  }

  private List<Execution> begun() {
    List<Execution> begun = new ArrayList<>(busy);
    for (int i = 0; i < busy; i++) {
      begun.add(at(i));
    }
    return begun;
  }

  private Execution at(int place) {
    Execution execution = running[place];
    if (execution == null) {
      throw new IllegalStateException("nobody works at " + place + " of " + busy);
    }
    return execution;
  }

  /** How many requests were in it, and at work, over all time until now. */
  Observation.ReplicaUsed use(int service, int index) {
    long now = world.nowNanos();
    return new Observation.ReplicaUsed(
        now, service, index, inside.presentNanos(now), atWork.presentNanos(now), configured);
  }

  /**
   * Checks that what came in, is in and went out adds up, by Little's law.
   *
   * @throws IllegalStateException when it does not, which is a defect of Ballast
   */
  void check(String name) {
    long now = world.nowNanos();
    long workedNanos = atWork.stayedNanos();
    long insideNanos = inside.stayedNanos() + (queue == null ? 0 : queue.waitedNanos(now));
    for (Execution execution : begun()) {
      workedNanos += now - execution.begunNanos;
      insideNanos += now - execution.arrivedNanos();
    }
    atWork.check("the workers of " + name, busy, workedNanos, now);
    inside.check(name, busy + (queue == null ? 0 : queue.size()), insideNanos, now);
  }
}
