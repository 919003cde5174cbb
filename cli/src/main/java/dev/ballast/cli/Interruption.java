package dev.ballast.cli;

import org.jspecify.annotations.Nullable;

/**
 * Ctrl-C and SIGTERM: what runs is stopped, and the thread that works gets time to write what it
 * has before the JVM ends.
 */
final class Interruption implements AutoCloseable {
  private static final long GRACE_NANOS = 20_000_000_000L;
  private static final long LOOK_MILLIS = 100;

  private final Thread worker = Thread.currentThread();
  private final Thread hook = new Thread(this::interrupt, "interruption");
  private @Nullable Runnable stop;
  private boolean isInterrupted;
  private boolean isOver;

  /** Guards what the calling thread does until it is closed. */
  Interruption() {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /**
   * What ends the work of the moment; without one the working thread is interrupted.
   *
   * @param action makes that work return soon; called on another thread, or at once when the
   *     process has been asked to end already
   */
  void stopsWith(@Nullable Runnable action) {
    synchronized (this) {
      stop = action;
      if (!isInterrupted || action == null) {
        return;
      }
    }
    action.run();
  }

  private void interrupt() {
    Runnable action;
    synchronized (this) {
      isInterrupted = true;
      action = stop;
    }
    if (action == null) {
      worker.interrupt();
    } else {
      action.run();
    }
    long deadline = System.nanoTime() + GRACE_NANOS;
    synchronized (this) {
      try {
        while (!isOver && System.nanoTime() < deadline) {
          wait(LOOK_MILLIS);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Whether the process was asked to end. */
  synchronized boolean isInterrupted() {
    return isInterrupted;
  }

  /** Everything is stopped and written. */
  @Override
  public void close() {
    synchronized (this) {
      isOver = true;
      notifyAll();
      if (isInterrupted) {
        return; // the JVM is ending, and has been waiting for this
      }
    }
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // It has just begun to end; there is nothing left to stop.
    }
  }
}
