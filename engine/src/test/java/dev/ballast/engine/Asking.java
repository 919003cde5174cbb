package dev.ballast.engine;

import dev.ballast.kernel.RandomStreams;
import dev.ballast.kernel.Result;
import dev.ballast.policy.CallPolicy;
import dev.ballast.policy.Deadline;
import dev.ballast.policy.RepeatTree;
import dev.ballast.policy.ReplicaPools;
import dev.ballast.policy.health.Placement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One edge in a {@link ManualWorld}, and the calls that go over it. */
final class Asking {
  static final long MS = 1_000_000;

  final ManualWorld world = new ManualWorld();
  final List<Result> results = new ArrayList<>();
  final Origin origin = new Origin();
  final CallPath path;

  Asking(CallPolicy policy, int replicas) {
    this(policy, replicas, false);
  }

  Asking(CallPolicy policy, int replicas, boolean goesOn) {
    Plan.EdgePlan edge =
        new Plan.EdgePlan(
            0,
            0,
            1,
            "caller",
            "callee",
            1,
            policy,
            goesOn,
            false,
            List.of("go"),
            new ReplicaPools(policy, Placement.together(replicas)));
    path = new CallPath(world, edge, 0, new PathStreams(RandomStreams.of(1), edge, 0));
  }

  Cancellable call() {
    return call(true);
  }

  Cancellable call(boolean idempotent) {
    return path.call(0, idempotent, origin, (result, _) -> results.add(result));
  }

  /** A caller that takes what begins. */
  Cancellable callTaking() {
    return path.call(0, true, origin, taking);
  }

  final Taking taking = new Taking();

  /** Takes beginnings, and notes them and the ends. */
  final class Taking implements Call.Caller {
    final List<Object> begun = new ArrayList<>();

    @Override
    public boolean callBegan(Object content) {
      return begun.add(content);
    }

    @Override
    public void callEnded(Result result, @Nullable Object content) {
      results.add(result);
    }
  }

  /** Answers the attempt that was sent last. */
  void answers(Result result) {
    world.last().answered(result, null);
  }

  void at(long millis) {
    world.at(millis * MS);
  }

  /** The request that needs the calls. */
  static final class Origin implements Request {
    private int repeatsLeft = RepeatTree.UNBOUNDED;
    long deadlineNanos = Deadline.NONE;
    boolean isRepeatable = true;

    @Override
    public boolean isRepeatable() {
      return isRepeatable;
    }

    @Override
    public int endpoint() {
      return 0;
    }

    @Override
    public long deadlineNanos() {
      return deadlineNanos;
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
      throw new IllegalStateException("a test answers no request");
    }
  }
}
