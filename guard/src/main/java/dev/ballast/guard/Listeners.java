package dev.ballast.guard;

import dev.ballast.kernel.BreakerState;
import dev.ballast.kernel.Result;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.function.Consumer;

/** The listeners of one guard; an empty array is all that an unobserved guard looks at. */
final class Listeners {
  private static final GuardListener[] NONE = {};
  private static final VarHandle ALL;

  static {
    try {
      ALL = MethodHandles.lookup().findVarHandle(Listeners.class, "all", GuardListener[].class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final String guard;
  private volatile GuardListener[] all = NONE;

  Listeners(String guard) {
    this.guard = guard;
  }

  void add(GuardListener listener) {
    GuardListener[] before;
    GuardListener[] after;
    do {
      before = all;
      after = Arrays.copyOf(before, before.length + 1);
      after[before.length] = listener;
    } while (!ALL.compareAndSet(this, before, after));
  }

  boolean any() {
    return all.length > 0;
  }

  void refused(String policy, Result result) {
    if (any()) {
      tell(listener -> listener.refused(guard, policy, result));
    }
  }

  void repeated(int repeat, Result because, long waitNanos) {
    if (any()) {
      tell(listener -> listener.repeated(guard, repeat, because, waitNanos));
    }
  }

  void hedged() {
    if (any()) {
      tell(listener -> listener.hedged(guard));
    }
  }

  void degraded(Result because) {
    if (any()) {
      tell(listener -> listener.degraded(guard, because));
    }
  }

  void breakerChanged(BreakerState from, BreakerState to) {
    if (any()) {
      tell(listener -> listener.breakerChanged(guard, from, to));
    }
  }

  void ended(Result result, long latencyNanos) {
    if (any()) {
      tell(listener -> listener.ended(guard, result, latencyNanos));
    }
  }

  private void tell(Consumer<GuardListener> event) {
    for (GuardListener listener : all) {
      try {
        event.accept(listener);
      } catch (RuntimeException e) {
        Thread thread = Thread.currentThread();
        thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
      }
    }
  }
}
