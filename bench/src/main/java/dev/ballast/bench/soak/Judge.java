package dev.ballast.bench.soak;

import dev.ballast.kernel.Units;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * What a retry was allowed to save, and so must not be lost. There are always a replica that is
 * well, attempts for it and a budget, so:
 *
 * <ul>
 *   <li>a refusal certainly had no effect and may be repeated: no request ends with one, except one
 *       whose body is too large to be kept, while a backend is down;
 *   <li>what is idempotent may be repeated whatever happened: it never fails before its answer has
 *       begun;
 *   <li>what is not may end with a failure that may have had an effect, and only where a backend
 *       was killed while it was under way;
 *   <li>an answer that has begun may be seen to break off, only where a backend was killed
 *       meanwhile, and never one that is given when it is complete;
 *   <li>a user is always answered: the gateway is never down.
 * </ul>
 *
 * <p>Safe for threads.
 */
final class Judge {
  /**
   * How long after a kill a request may still be sent to the dead: until its connections are seen
   * to be closed, which takes an event loop's turn on a machine with more work than processors.
   */
  private static final long NOTICED_NANOS = Units.SECOND;

  /** A backend that is down. */
  private static final class Down {
    private final long killedNanos;
    private volatile long backNanos = Long.MAX_VALUE;

    Down(long killedNanos) {
      this.killedNanos = killedNanos;
    }

    /** Whether it was killed while a request was under way. */
    boolean hits(long began, long ended) {
      return began <= killedNanos + NOTICED_NANOS && ended >= killedNanos;
    }

    /** Whether it was down at any time of a request. */
    boolean lasts(long began, long ended) {
      return began <= backNanos && ended >= killedNanos;
    }
  }

  private final List<Down> all = new CopyOnWriteArrayList<>();

  /** A backend is killed now; what is returned tells that another one serves in its place. */
  Runnable killed() {
    Down down = new Down(System.nanoTime());
    all.add(down);
    return () -> down.backNanos = System.nanoTime();
  }

  int kills() {
    return all.size();
  }

  /** Why a request that ended so was lost without need; empty where it was not. */
  Optional<String> loss(Ask ask, Outcome outcome, long began, long ended) {
    boolean isHit = all.stream().anyMatch(down -> down.hits(began, ended));
    boolean isWithoutBackend = all.stream().anyMatch(down -> down.lasts(began, ended));
    Kind kind = ask.kind();
    boolean isAllowed =
        switch (outcome) {
          case Outcome.Whole _ -> true;
          case Outcome.Refused _ -> !kind.isKept() && isWithoutBackend;
          case Outcome.Failed _ -> !kind.isIdempotent() && isHit;
          case Outcome.CutOff _ -> !kind.isCollected() && isHit;
          case Outcome.Unanswered _, Outcome.Wrong _ -> false;
        };
    return isAllowed
        ? Optional.empty()
        : Optional.of(
            "%s %s: %s%s"
                .formatted(
                    kind.method(),
                    ask.path(),
                    outcome,
                    isHit ? ", when a backend was killed" : ", when no backend was killed"));
  }
}
