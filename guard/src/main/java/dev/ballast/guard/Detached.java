package dev.ballast.guard;

import dev.ballast.kernel.Result;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One run of the inner layers in a thread of its own, which its caller may leave behind: then the
 * thread is interrupted, and what it still answers is dropped.
 */
final class Detached implements Runnable {
  private static final int RUNNING = 0;
  private static final int DONE = 1;
  private static final int LEFT = 2;

  private final Layer next;
  private final Object body;
  private final Kind kind;
  private final Terms terms;
  private final long deadlineNanos;
  private final Outcomes outcomes;
  private final long begunNanos = System.nanoTime();
  private final Thread caller = Thread.currentThread();
  private final AtomicInteger state = new AtomicInteger(RUNNING);
  private @Nullable Object answer;
  private @Nullable Throwable thrown;
  private @Nullable Thread thread;

  Detached(Outcomes outcomes, Layer next, Object body, Kind kind, Terms terms, long deadlineNanos) {
    this.outcomes = outcomes;
    this.next = next;
    this.body = body;
    this.kind = kind;
    this.terms = terms;
    this.deadlineNanos = deadlineNanos;
  }

  Detached start(Site site) {
    thread = site.start(this);
    return this;
  }

  @Override
  public void run() {
    try {
      answer =
          CallDeadline.bound(
              deadlineNanos, () -> next.call(body, kind, terms, System.nanoTime(), deadlineNanos));
    } catch (Throwable e) {
      thrown = e;
    }
    if (state.compareAndSet(RUNNING, DONE)) {
      LockSupport.unpark(caller);
    } else {
      outcomes.dropped(answer);
    }
  }

  /** Whether it has ended; then it cannot be left any more. */
  boolean isDone() {
    return state.get() == DONE;
  }

  /** Interrupts it; false when it ended before. */
  boolean leave() {
    if (!state.compareAndSet(RUNNING, LEFT)) {
      return false;
    }
    if (thread != null) {
      thread.interrupt();
    }
    return true;
  }

  /** Nobody wants its answer: it is interrupted, or what it has answered is dropped. */
  void drop() {
    if (!leave()) {
      outcomes.dropped(answer);
    }
  }

  /** How it ended, once it is done. */
  Result result(Site site) {
    return thrown == null ? site.resultOfAnswer(answer) : site.resultOf(thrown);
  }

  /** When it was begun. */
  long begunNanos() {
    return begunNanos;
  }

  /** Ends as the run ended. */
  @Nullable Object outcome() throws Exception {
    if (thrown instanceof Error e) {
      throw e;
    }
    if (thrown instanceof Exception e) {
      throw e;
    }
    return answer;
  }
}
