package dev.ballast.cli;

import dev.ballast.live.LiveSystem;
import dev.ballast.live.admin.AdminAnswer;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * How a serving process ends: it says that it is not ready, goes on for a while so that whoever
 * sends requests hears of that, takes no more connections, and finishes what it has. A second
 * signal ends it at once.
 */
final class Ending {
  private final LiveSystem system;
  private final Operations operations;
  private final long delayNanos;
  private final LongSupplier drainNanos;
  private final Terminal terminal;
  private final AtomicBoolean hasBegun = new AtomicBoolean();

  /**
   * An end that has not begun.
   *
   * @param delayNanos how long to go on taking connections
   * @param drainNanos says how long requests under way may take then
   */
  Ending(
      LiveSystem system,
      Operations operations,
      long delayNanos,
      LongSupplier drainNanos,
      Terminal terminal) {
    this.system = system;
    this.operations = operations;
    this.delayNanos = delayNanos;
    this.drainNanos = drainNanos;
    this.terminal = terminal;
  }

  /** Ends on SIGTERM and SIGINT; where the JVM does not give them away, without draining. */
  void onSignals() {
    signal("TERM", 15);
    signal("INT", 2);
  }

  private void signal(String name, int number) {
    Signals.handle(
        name,
        () -> {
          if (hasBegun.get()) {
            Runtime.getRuntime().halt(128 + number);
          }
          begin();
        });
  }

  /** Begins to end, and returns at once. */
  AdminAnswer begin() {
    if (hasBegun.compareAndSet(false, true)) {
      operations.unready();
      system.leave();
      Thread.ofPlatform().name("ballast-drain").start(this::drain);
    }
    return AdminAnswer.text(202, "draining");
  }

  private void drain() {
    LockSupport.parkNanos(delayNanos);
    terminal.note("draining: a second signal ends it at once");
    if (!system.drain(drainNanos.getAsLong())) {
      terminal.note("some requests were not finished in time");
    }
    system.close();
  }
}
