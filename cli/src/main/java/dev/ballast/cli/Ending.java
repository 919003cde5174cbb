package dev.ballast.cli;

import dev.ballast.live.LiveSystem;
import dev.ballast.live.admin.AdminAnswer;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * How a serving process ends: it says that it is not ready, goes on for a while so that whoever
 * sends requests hears of that, takes no more connections, and finishes what it has. A second
 * signal ends it at once.
 */
final class Ending {
  private final LiveSystem system;
  private final Operations operations;
  private final Serving serving;
  private final Terminal terminal;
  private final AtomicBoolean hasBegun = new AtomicBoolean();

  Ending(LiveSystem system, Operations operations, Serving serving, Terminal terminal) {
    this.system = system;
    this.operations = operations;
    this.serving = serving;
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
      Thread.ofPlatform().name("ballast-drain").start(this::drain);
    }
    return AdminAnswer.text(202, "draining");
  }

  private void drain() {
    LockSupport.parkNanos(serving.drainDelayNanos());
    terminal.note("draining: a second signal ends it at once");
    if (!system.drain(serving.drainNanos())) {
      terminal.note("some requests were not finished in time");
    }
    system.close();
  }
}
