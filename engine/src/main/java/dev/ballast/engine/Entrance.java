package dev.ballast.engine;

import dev.ballast.policy.Bulkhead;
import java.util.ArrayDeque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The bulkhead of one call path with the calls that wait for a place in it, first come, first
 * served.
 */
final class Entrance {
  /** Of all paths without a bulkhead: nothing in it changes. */
  private static final Entrance OPEN = new Entrance(Bulkhead.Config.UNLIMITED, null, _ -> {});

  private final Bulkhead.Config config;
  private final @Nullable Bulkhead bulkhead;
  private final Consumer<Call> entered;
  private final ArrayDeque<Call> waiting = new ArrayDeque<>();
  private int passedOn;
  private boolean isPassingOn;

  private Entrance(Bulkhead.Config config, @Nullable Bulkhead bulkhead, Consumer<Call> entered) {
    this.config = config;
    this.bulkhead = bulkhead;
    this.entered = entered;
  }

  /**
   * An entrance that nobody has passed.
   *
   * @param entered takes a call that waited and has its place now
   */
  static Entrance of(Bulkhead.Config config, Consumer<Call> entered) {
    return config.equals(Bulkhead.Config.UNLIMITED)
        ? OPEN
        : new Entrance(config, new Bulkhead(config), entered);
  }

  /** Takes a place for a call; give it back with {@link #leave}. */
  boolean tryEnter() {
    return bulkhead == null || bulkhead.tryEnter();
  }

  /** Lets a call wait for a place that it did not get, if there is room to wait. */
  boolean tryWait(Call call) {
    if (bulkhead == null || !bulkhead.tryWait()) {
      return false;
    }
    waiting.add(call);
    call.waits(config.waitNanos());
    return true;
  }

  /** How many calls wait. */
  int waiting() {
    return waiting.size();
  }

  /** A call no longer waits. */
  void stopsWaiting(Call call) {
    waiting.remove(call);
    if (bulkhead != null) {
      bulkhead.tryStopWaiting();
    }
  }

  /** A place is given back, or passed on to the first who waits. */
  void leave() {
    if (bulkhead != null && bulkhead.leave()) {
      passedOn++;
      passOn();
    }
  }

  /** Lets in those whom a place was passed on to; in a loop, since some of them end at once. */
  private void passOn() {
    if (isPassingOn) {
      return;
    }
    isPassingOn = true;
    while (passedOn > 0) {
      passedOn--;
      Call first = waiting.remove();
      first.enters();
      entered.accept(first);
    }
    isPassingOn = false;
  }
}
