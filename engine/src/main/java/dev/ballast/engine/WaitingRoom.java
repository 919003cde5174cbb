package dev.ballast.engine;

import dev.ballast.kernel.Priority;
import dev.ballast.kernel.Refusal;
import dev.ballast.kernel.Result;
import dev.ballast.policy.AdmissionPolicy;
import dev.ballast.policy.queue.QueueDecisions;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where requests of a replica wait for a worker: a line per priority, or one where priorities do
 * not count. Does what {@link QueueDecisions} decides. One owner.
 */
final class WaitingRoom {
  /** What each line holds. */
  private static final Priority[] PRIORITIES = {
    Priority.CRITICAL, Priority.NORMAL, Priority.SHEDDABLE
  };

  private final int length;
  private final QueueDecisions decisions;
  private final Line<Execution>[] lines;
  private final Replica replica;
  private int size;

  @SuppressWarnings({"unchecked", "rawtypes"}) // there are no generic arrays
  WaitingRoom(AdmissionPolicy admission, long nowNanos, Replica replica) {
    length = admission.queue();
    decisions = new QueueDecisions(admission.discipline(), length, nowNanos);
    this.replica = replica;
    lines = new Line[decisions.hasPriorities() ? PRIORITIES.length : 1];
    for (int i = 0; i < lines.length; i++) {
      lines[i] = new Line<>();
    }
  }

  /** Lets a request wait, or refuses it or one that has waited longer. */
  void receive(Execution request, long now) {
    int line = lines.length == 1 ? 0 : line(request.request().priority());
    boolean isAdmitted = decisions.admits(request.request().priority(), size);
    if (!isAdmitted && !decisions.yieldsOldest(now)) {
      shed(request, size < length ? Refusal.LESSER_PRIORITY : Refusal.QUEUE_FULL, now);
      return;
    }
    if (size == 0) {
      decisions.empty(now);
    }
    lines[line].add(request, now);
    size++;
    if (!isAdmitted) {
      Execution oldest = oldestOfTheLeast(line);
      shed(oldest, Refusal.QUEUE_FULL, now);
    }
  }

  private static int line(Priority priority) {
    return switch (priority) {
      case CRITICAL -> 0;
      case NORMAL -> 1;
      case SHEDDABLE -> 2;
    };
  }

  /** Takes out the oldest of the least important line, this one or below; none is empty there. */
  private Execution oldestOfTheLeast(int line) {
    int least = lines.length - 1;
    while (least > line && lines[least].size() == 0) {
      least--;
    }
    size--;
    return lines[least].takeOldest();
  }

  /** Takes out the request that is to be served next, after those that waited too long. */
  @Nullable Execution next(long now) {
    if (size == 0) {
      return null;
    }
    for (int i = 0; i < lines.length; i++) {
      Line<Execution> line = lines[i];
      while (line.size() > 0
          && decisions.drops(PRIORITIES[i], now - line.oldestNanos(), size, now)) {
        size--;
        shed(line.takeOldest(), Refusal.WAITED_TOO_LONG, now);
      }
    }
    for (Line<Execution> line : lines) {
      if (line.size() > 0) {
        size--;
        return decisions.servesNewest(now) ? line.takeNewest() : line.takeOldest();
      }
    }
    return null;
  }

  /** Takes out the execution of this very request; null when it does not wait. */
  @SuppressWarnings("ReferenceEquality") // this very request, not an equal one
  @Nullable Execution take(Request request) {
    for (Line<Execution> line : lines) {
      Execution found = line.find(waiting -> waiting.request() == request);
      if (found != null) {
        line.remove(found);
        size--;
        return found;
      }
    }
    return null;
  }

  int size() {
    return size;
  }

  /** How long all that wait have waited, summed. O(n). */
  long waitedNanos(long now) {
    long sum = 0;
    for (Line<Execution> line : lines) {
      sum += line.waitedNanos(now);
    }
    return sum;
  }

  /** Takes everything out. */
  List<Execution> clear() {
    List<Execution> all = new ArrayList<>(size);
    for (Line<Execution> line : lines) {
      while (line.size() > 0) {
        all.add(line.takeOldest());
      }
    }
    size = 0;
    return all;
  }

  private void shed(Execution request, Refusal why, long now) {
    replica.refusals().refused(why, now);
    replica.answer(request, Result.SHED, null);
  }
}
