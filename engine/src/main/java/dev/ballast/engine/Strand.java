package dev.ballast.engine;

import dev.ballast.kernel.Result;
import dev.ballast.observation.Observation.Source;
import dev.ballast.policy.cache.Stored;
import org.jspecify.annotations.Nullable;

/**
 * One sequence of steps being played: the endpoint itself, or a branch of a {@code together}. Its
 * timer ends a work step where no processor does. Steps run in a loop, not by recursion, so that a
 * call which a policy refuses at once costs no stack.
 */
abstract class Strand extends Timer implements Call.Caller, Replica.Program.Done {
  final Replica replica;
  private final Plan.Do[] steps;
  private int next;
  private int timesLeft;
  private int branchesLeft;
  private boolean isLooping;
  private boolean isWaiting;

  /** Whether its timer ends work, which does not go on while the replica stands still. */
  private boolean isWorking;

  private boolean isOver;

  /** Whether the answer has begun, and so cannot become another. */
  private boolean hasBegun;

  private Plan.Do.@Nullable Call calling;
  private boolean isFallback;

  /** The call or the piece of work that is waited for; null for a timer. */
  private @Nullable Cancellable call;

  private Branch @Nullable [] branches;
  Result result = Result.OK;
  @Nullable Object answer;

  Strand(Replica replica, Plan.Do[] steps) {
    this.replica = replica;
    this.steps = steps;
  }

  /** The request that all of this is for. */
  abstract Execution execution();

  /** All steps are done, or one failed. */
  abstract void ended();

  /** Plays until something has to be waited for. */
  final void play() {
    isLooping = true;
    while (!isWaiting && !isOver) {
      if (next == steps.length || !result.isSuccess()) {
        isOver = true;
      } else {
        step(steps[next]);
      }
    }
    isLooping = false;
    if (isOver) {
      ended();
    }
  }

  private void step(Plan.Do step) {
    switch (step) {
      case Plan.Do.Work work -> {
        next++;
        work(replica.workNanos(work.time()));
      }
      case Plan.Do.Wait wait -> {
        next++;
        sleep(Math.round(wait.time().sample(replica.random())));
      }
      case Plan.Do.Fails fails -> {
        next++;
        if (replica.random().chance(fails.probability())) {
          result = Result.ERROR;
        }
      }
      case Plan.Do.Call wanted -> {
        if (timesLeft == 0) {
          timesLeft = wanted.times();
        }
        if (--timesLeft == 0) {
          next++;
        }
        if (wanted.chance() == 1 || replica.random().chance(wanted.chance())) {
          isFallback = false;
          begin(wanted);
        }
      }
      case Plan.Do.Split split -> {
        next++;
        isFallback = false;
        begin(split.at(replica.splitRandom().nextUnit()));
      }
      case Plan.Do.Mirror(Plan.Do.Call copy) -> {
        next++;
        replica.mirror(copy, execution().request());
      }
      case Plan.Do.Together together -> {
        next++;
        branch(together);
      }
      case Plan.Do.Memory memory -> {
        next++;
        long key = execution().request().key();
        if (!replica.memories().holds(memory, key)) {
          Miss miss = new Miss(this, memory, key);
          enter(miss);
          miss.play();
        }
      }
      case Plan.Do.OneAtATime locked -> {
        next++;
        Turns turns = replica.turns();
        Turns.Turn turn = new Turns.Turn(this, locked.steps(), turns);
        enter(turn);
        turns.enter(turn);
      }
      case Plan.Do.Handle _ -> {
        next++;
        isWaiting = true;
        replica.handOver(execution().request(), this);
      }
    }
  }

  @SuppressWarnings("ReferenceEquality") // this very call: it may have ended and led to another
  private void begin(Plan.Do.Call wanted) {
    calling = wanted;
    isWaiting = true;
    Cancellable begun =
        replica
            .path(wanted.path())
            .call(wanted.endpoint(), wanted.idempotent(), execution().request(), this);
    if (isWaiting && calling == wanted) {
      call = begun;
    }
  }

  /** Works before it plays on: so long alone, longer where others share what it needs. */
  private void work(long nanos) {
    Processor processor = replica.processor();
    if (processor == null) {
      isWorking = true;
      sleep(nanos);
    } else {
      isWaiting = true;
      call = processor.begin(this, nanos);
    }
  }

  /** Waits this long before it plays on. */
  final void sleep(long nanos) {
    isWaiting = true;
    replica.world().start(this, nanos);
  }

  @Override
  public final boolean begun(Object content) {
    return begins(content);
  }

  @Override
  public final boolean callBegan(Object content) {
    return begins(content);
  }

  /**
   * The content is the request's answer if nothing more is done for it after this. From now on no
   * fallback can take its place.
   */
  private boolean begins(Object content) {
    boolean isLast = next == steps.length && timesLeft == 0 && replica.standstill() == null;
    hasBegun = !isOver && isLast && answers(content);
    return hasBegun;
  }

  /** Whether the request takes what is the content of this strand's last step. */
  boolean answers(Object content) {
    return false;
  }

  @Override
  public final void answered(Result answered, @Nullable Object content) {
    if (!isOver) {
      result = answered;
      answer = content;
      goOn();
    }
  }

  @Override
  public final void fires() {
    call = null;
    Standstill standstill = isWorking ? replica.standstill() : null;
    if (standstill != null) {
      long left = replica.world().nowNanos() - standstill.sinceNanos();
      standstill.keep(() -> workOn(left));
      return;
    }
    isWorking = false;
    goOn();
  }

  private void workOn(long nanos) {
    if (!isOver) {
      replica.world().start(this, nanos);
    }
  }

  /** Work that is under way has not gone on since then. */
  final void stoodStill(long sinceNanos) {
    if (isWorking && slot >= 0) {
      long left = dueNanos - sinceNanos;
      replica.world().cancel(this);
      replica.world().start(this, left);
    }
    if (branches != null) {
      for (Branch branch : branches) {
        branch.stoodStill(sinceNanos);
      }
    }
  }

  @Override
  public final void callEnded(Result ended, @Nullable Object content) {
    call = null;
    Plan.Do.Call made = calling;
    Plan.Otherwise otherwise =
        made == null || hasBegun || ended.isSuccess() ? null : made.otherwise();
    switch (otherwise) {
      case null -> settle(isFallback && ended == Result.OK ? Result.DEGRADED : ended, content);
      case Plan.Otherwise.Ready _ -> settle(Result.DEGRADED, null);
      case Plan.Otherwise.LastGood(int path, int endpoint) -> {
        Stored<Object> kept = replica.path(path).lastGood(endpoint, execution().request());
        if (kept == null) {
          settle(ended, content);
        } else {
          long now = replica.world().nowNanos();
          settle(Result.DEGRADED, SharedAnswers.content(kept, Source.STALE, now));
        }
      }
      case Plan.Otherwise.Other(Plan.Do.Call other) -> {
        isFallback = true;
        begin(other);
        return;
      }
    }
    goOn();
  }

  private void settle(Result ended, @Nullable Object content) {
    if (!ended.isSuccess()) {
      result = Result.ERROR;
    } else if (ended != Result.OK && result == Result.OK) {
      result = Result.DEGRADED;
    }
    // without an answer, whoever stands behind the request is told what the call came to
    answer = content == null && !result.isSuccess() ? ended : content;
  }

  private void branch(Plan.Do.Together together) {
    int count = together.branches().size();
    Branch[] begun = new Branch[count];
    branches = begun;
    branchesLeft = count;
    isWaiting = count > 0;
    for (int i = 0; i < count; i++) {
      begun[i] = new Branch(this, together.branches().get(i));
    }
    for (Branch branch : begun) {
      branch.play();
    }
  }

  /** Waits for this branch alone. */
  private void enter(Branch only) {
    branches = new Branch[] {only};
    branchesLeft = 1;
    isWaiting = true;
  }

  final void branchEnded(Branch branch) {
    if (!branch.result.isSuccess()) {
      result = branch.result;
    } else if (branch.result == Result.DEGRADED && result == Result.OK) {
      result = Result.DEGRADED;
    }
    if (--branchesLeft == 0) {
      branches = null;
      goOn();
    }
  }

  private void goOn() {
    Standstill standstill = replica.standstill();
    if (standstill != null) {
      standstill.keep(this::resumed);
      return;
    }
    isWaiting = false;
    if (!isLooping) {
      play();
    }
  }

  private void resumed() {
    if (!isOver) {
      goOn();
    }
  }

  /** Drops everything that is under way. */
  final void cancel() {
    if (isOver) {
      return;
    }
    isOver = true;
    replica.world().cancel(this);
    if (call != null) {
      call.cancel();
      call = null;
    }
    if (branches != null) {
      for (Branch branch : branches) {
        branch.cancel();
      }
      branches = null;
    }
    dropped();
  }

  /** Was cancelled before its end. */
  void dropped() {}

  /** Steps within a step, such as one branch of a {@code together}. */
  static class Branch extends Strand {
    private final Strand parent;

    Branch(Strand parent, Plan.Do[] steps) {
      super(parent.replica, steps);
      this.parent = parent;
    }

    @Override
    Execution execution() {
      return parent.execution();
    }

    @Override
    void ended() {
      parent.branchEnded(this);
    }
  }

  /** What is done for a key that the memory does not hold; then it does. */
  private static final class Miss extends Branch {
    private final Plan.Do.Memory memory;
    private final long key;

    Miss(Strand parent, Plan.Do.Memory memory, long key) {
      super(parent, memory.miss());
      this.memory = memory;
      this.key = key;
    }

    @Override
    void ended() {
      if (result == Result.OK) {
        replica.memories().keep(memory, key, replica.world().nowNanos());
      }
      super.ended();
    }
  }
}
