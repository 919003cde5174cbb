package dev.ballast.engine;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;

/**
 * Lets requests about one key of a replica through one at a time, in the order in which they came;
 * requests about other keys do not wait for them. Those that wait hold their workers, so there are
 * never more than these. One owner.
 */
final class Turns {
  /** What one request does when it is its turn. */
  static final class Turn extends Strand.Branch {
    private final Turns turns;
    private final long key;

    Turn(Strand parent, Plan.Do[] steps, Turns turns) {
      super(parent, steps);
      this.turns = turns;
      key = parent.execution().request().key();
    }

    @Override
    void ended() {
      turns.leave(this);
      super.ended();
    }

    @Override
    void dropped() {
      turns.leave(this);
    }
  }

  /** Who has the turn for one key, and who waits. */
  private static final class Lock {
    private final SequencedSet<Turn> waiting = new LinkedHashSet<>();
    private @Nullable Turn holder;
    private boolean isPassing;
  }

  private final Map<Long, Lock> locks = new HashMap<>();

  /** Plays the turn, now or when all before it have left. */
  void enter(Turn turn) {
    Lock lock = locks.computeIfAbsent(turn.key, _ -> new Lock());
    if (lock.holder == null && !lock.isPassing) {
      lock.holder = turn;
      turn.play();
    } else {
      lock.waiting.add(turn);
    }
  }

  /** In a loop, since some turns end at once. */
  private void leave(Turn turn) {
    Lock lock = locks.get(turn.key);
    if (lock == null || lock.holder != turn) {
      if (lock != null) {
        lock.waiting.remove(turn);
      }
      return;
    }
    lock.holder = null;
    if (lock.isPassing) {
      return;
    }
    lock.isPassing = true;
    while (lock.holder == null && !lock.waiting.isEmpty()) {
      Turn next = lock.waiting.removeFirst();
      lock.holder = next;
      next.play();
    }
    lock.isPassing = false;
    if (lock.holder == null) {
      locks.remove(turn.key);
    }
  }

  /** The process has ended: nobody waits any more. */
  void clear() {
    locks.clear();
  }
}
