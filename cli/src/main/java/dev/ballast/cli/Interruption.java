package dev.ballast.cli;

/**
 * Ctrl-C and SIGTERM: what runs is stopped, and the thread that works gets time to write what it
 * has before the JVM ends.
 */
final class Interruption implements AutoCloseable {
  private static final long GRACE_MILLIS = 20_000;

  private final Runnable stop;
  private final Thread worker = Thread.currentThread();
  private final Thread hook = new Thread(this::interrupt, "interruption");
  private boolean isInterrupted;
  private boolean isOver;

  /**
   * Guards what the calling thread does until it is closed.
   *
   * @param stop makes the calling thread's work return soon; called on another thread
   */
  Interruption(Runnable stop) {
    this.stop = stop;
    Runtime.getRuntime().addShutdownHook(hook);
  }

  private void interrupt() {
    synchronized (this) {
      isInterrupted = true;
    }
    stop.run();
    worker.interrupt();
    long deadline = System.nanoTime() + GRACE_MILLIS * 1_000_000;
    synchronized (this) {
      try {
        while (!isOver && System.nanoTime() < deadline) {
          wait(100);
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
