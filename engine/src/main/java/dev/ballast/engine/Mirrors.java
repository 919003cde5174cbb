package dev.ballast.engine;

import dev.ballast.kernel.Priority;
import dev.ballast.kernel.RandomStream;
import dev.ballast.kernel.Result;
import dev.ballast.policy.Deadline;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The mirrored calls of one replica: each asks what a request asks, and nobody waits for its
 * answer. It is not repeated and not hedged, shares no answer, and outlives its request. At most
 * {@link #IN_FLIGHT_MAX} are under way at once; requests that come meanwhile are not mirrored, and
 * neither are those whose body is still arriving.
 */
final class Mirrors {
  /** Mirrored calls of a replica that are under way at once. */
  static final int IN_FLIGHT_MAX = 1_024;

  private final RandomStream random;
  private final Set<Mirrored> inFlight = new LinkedHashSet<>();

  Mirrors(RandomStream random) {
    this.random = random;
  }

  /** Mirrors a request over a path, or not, by chance. */
  void mirror(Plan.Do.Call call, CallPath path, Request request) {
    if (random.chance(call.chance()) && inFlight.size() < IN_FLIGHT_MAX && request.isWhole()) {
      Mirrored mirrored = new Mirrored(request);
      inFlight.add(mirrored);
      mirrored.begun = path.begin(call.endpoint(), false, mirrored, mirrored);
    }
  }

  /** Gives all of them up: the process that made them is gone. */
  void clear() {
    Set<Mirrored> lost = new LinkedHashSet<>(inFlight);
    inFlight.clear();
    lost.forEach(mirrored -> mirrored.begun.cancel());
  }

  /** What a request asks, with nobody to answer and no repeats to make. */
  private final class Mirrored implements Request, Call.Caller {
    private final Request from;
    private Cancellable begun = Cancellable.ENDED;

    Mirrored(Request from) {
      this.from = from;
    }

    @Override
    public int endpoint() {
      return from.endpoint();
    }

    @Override
    public long deadlineNanos() {
      return Deadline.NONE;
    }

    @Override
    public long key() {
      return from.key();
    }

    @Override
    public Priority priority() {
      return from.priority();
    }

    @Override
    public boolean isMirrored() {
      return true;
    }

    @Override
    public int repeatsLeft() {
      return 0;
    }

    @Override
    public void setRepeatsLeft(int repeats) {
      // It has none to make, and none to give back.
    }

    @Override
    public @Nullable Object content() {
      return from.content();
    }

    @Override
    public void answer(Result result, @Nullable Object content) {
      throw new IllegalStateException("expected nobody to answer " + from);
    }

    @Override
    public void callEnded(Result result, @Nullable Object content) {
      inFlight.remove(this);
    }
  }
}
