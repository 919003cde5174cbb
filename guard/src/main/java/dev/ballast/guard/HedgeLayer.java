package dev.ballast.guard;

import dev.ballast.kernel.Result;
import dev.ballast.policy.Deadline;
import dev.ballast.policy.Hedge;
import dev.ballast.policy.HedgeConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes another attempt beside one that is slow, where doing the work twice does no harm; the first
 * good answer wins and the others are interrupted. Where an attempt may be joined by another, they
 * run in virtual threads of their own; while too little is known to say what is slow, in the
 * caller's.
 */
final class HedgeLayer extends Layer {
  private static final String POLICY = "hedge";

  private final Site site;
  private final Layer next;
  private final Hedge hedge;
  private final LongAdder hedges = new LongAdder();
  private final GaveUp interrupted;

  HedgeLayer(Site site, HedgeConfig config, Layer next) {
    this.site = site;
    this.next = next;
    hedge = new Hedge(config);
    interrupted = new GaveUp(site.guard(), POLICY, Result.CANCELLED, "interrupted while it waited");
  }

  @Override
  @Nullable Object call(Object body, Kind kind, Terms terms, long nowNanos, long deadlineNanos)
      throws Exception {
    hedge.callBegins(nowNanos);
    if (!terms.isIdempotent() || hedge.delayNanos() == Hedge.NOT_YET) {
      Object answer = next.call(body, kind, terms, nowNanos, deadlineNanos);
      answered(site.resultOfAnswer(answer), nowNanos);
      return answer;
    }
    List<Detached> runs = new ArrayList<>();
    runs.add(new Detached(site.outcomes(), next, body, kind, terms, deadlineNanos).start(site));
    long due = due(0, nowNanos);
    Detached winner = winner(runs);
    while (winner == null) {
      if (Thread.interrupted()) {
        runs.forEach(Detached::drop);
        Thread.currentThread().interrupt();
        throw interrupted;
      }
      long now = System.nanoTime();
      if (due != Hedge.NOT_YET && now >= due) {
        if (mayHedge(now)) {
          runs.add(
              new Detached(site.outcomes(), next, body, kind, terms, deadlineNanos).start(site));
          due = due(runs.size() - 1, now);
        } else {
          due = Hedge.NOT_YET;
        }
      }
      LockSupport.parkNanos(this, CallDeadline.leftNanos(due, now));
      winner = winner(runs);
    }
    return won(winner, runs);
  }

  /** When a call with so many hedges gets another. */
  private long due(int made, long nowNanos) {
    return hedge.allows(made)
        ? Deadline.earlier(Deadline.NONE, nowNanos, hedge.delayNanos())
        : Hedge.NOT_YET;
  }

  private boolean mayHedge(long nowNanos) {
    if (!hedge.tryHedge(nowNanos)) {
      return false;
    }
    hedges.increment();
    site.listeners().hedged();
    return true;
  }

  /** The one that decides: a good answer, or the first failure once nobody is under way. */
  private @Nullable Detached winner(List<Detached> runs) {
    boolean isOver = true;
    for (Detached run : runs) {
      if (!run.isDone()) {
        isOver = false;
      } else if (run.result(site).isSuccess()) {
        return run;
      }
    }
    return isOver ? runs.getFirst() : null;
  }

  private @Nullable Object won(Detached winner, List<Detached> runs) throws Exception {
    long now = System.nanoTime();
    for (Detached run : runs) {
      if (run.equals(winner)) {
        answered(run.result(site), run.begunNanos());
      } else {
        run.drop();
        hedge.superseded(now - run.begunNanos(), now);
      }
    }
    return winner.outcome();
  }

  private void answered(Result result, long begunNanos) {
    if (result.isSuccess()) {
      long now = System.nanoTime();
      hedge.succeeded(now - begunNanos, now);
    }
  }

  @Override
  CompletableFuture<@Nullable Object> stage(Stage call, long deadlineNanos) {
    hedge.callBegins(System.nanoTime());
    CompletableFuture<@Nullable Object> outer = new CompletableFuture<>();
    new Race(call, deadlineNanos, outer).attempt(0);
    return outer;
  }

  /** The attempts of one asynchronous call. */
  private final class Race {
    private final Stage call;
    private final long deadlineNanos;
    private final CompletableFuture<@Nullable Object> outer;
    private final AtomicInteger underWay = new AtomicInteger();

    Race(Stage call, long deadlineNanos, CompletableFuture<@Nullable Object> outer) {
      this.call = call;
      this.deadlineNanos = deadlineNanos;
      this.outer = outer;
    }

    /** Makes an attempt beside so many others, and arranges the next. */
    void attempt(int made) {
      long begun = System.nanoTime();
      underWay.incrementAndGet();
      CompletableFuture<@Nullable Object> inner = next.stage(call, deadlineNanos);
      Stage.atEnd(
          outer,
          (_, _) -> {
            if (inner.cancel(true)) {
              long now = System.nanoTime();
              hedge.superseded(now - begun, now);
            }
          });
      Stage.atEnd(inner, (answer, thrown) -> ended(inner, answer, thrown, begun));
      long due = call.terms().isIdempotent() ? due(made, begun) : Hedge.NOT_YET;
      if (due != Hedge.NOT_YET && !outer.isDone()) {
        call.later(due - begun, outer, () -> hedge(made));
      }
    }

    private void hedge(int made) {
      // One that has nobody beside it any more has failed: then the call has, too.
      if (!outer.isDone() && underWay.get() > 0 && mayHedge(System.nanoTime())) {
        attempt(made + 1);
      }
    }

    private void ended(
        CompletableFuture<@Nullable Object> inner,
        @Nullable Object answer,
        @Nullable Throwable thrown,
        long begunNanos) {
      Result result =
          thrown == null ? site.resultOfAnswer(answer) : site.resultOf(Site.unwrapped(thrown));
      boolean isLast = underWay.decrementAndGet() == 0;
      if (outer.isDone()) {
        return;
      }
      if (result.isSuccess() || isLast) {
        answered(result, begunNanos);
        Stage.hand(inner, outer);
      } else {
        site.outcomes().dropped(answer);
      }
    }
  }

  @Override
  void read(Consumer<GuardState.Reading> readings) {
    readings.accept(new GuardState.Reading(POLICY, "hedges", hedges.sum()));
  }
}
