package dev.ballast.cli;

/**
 * Ctrl-C and SIGTERM: the thread that works is interrupted and given time to stop what it started
 * and to write what it has, before the JVM ends.
 */
final class Interruption implements AutoCloseable {
  private static final long GRACE_MILLIS = 20_000;

  private final Thread worker = Thread.currentThread();
  private final Thread hook = new Thread(this::interrupt, "interruption");
  private volatile boolean isOver;

  /** Guards what the calling thread does until it is closed. */
  Interruption() {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  private void interrupt() {
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

  /** Everything is stopped and written. */
  @Override
  public void close() {
    synchronized (this) {
      isOver = true;
      notifyAll();
    }
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The JVM is ending, and has been waiting for this.
    }
  }
}
