package dev.ballast.live.log;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.ballast.kernel.Units;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes entries on a thread of its own. Whoever tells of a request never waits: the queue is
 * bounded, and what does not fit is dropped and counted. Where the output fails, that is said once,
 * and entries are dropped until it works again.
 */
public final class AccessLog implements AutoCloseable {
  /** Opens where lines go; asked again after {@link #reopen} and after a failure. */
  @FunctionalInterface
  public interface Output {
    OutputStream open() throws IOException;
  }

  /**
   * Where lines go, open.
   *
   * @param format how a line is written
   * @param output opens it anew
   */
  public record Destination(AccessFormat format, Output output, OutputStream opened) {
    /**
     * Opens it.
     *
     * @throws IOException when it cannot be opened
     */
    public static Destination open(AccessFormat format, Output output) throws IOException {
      return new Destination(format, output, output.open());
    }

    /** Closes what nothing was written to, or all was flushed to. */
    public void close() {
      try {
        opened.close();
      } catch (IOException e) {
        // nothing is lost
      }
    }
  }

  /** Entries that may wait. */
  public static final int WAITING_MAX = 8_192;

  /** As many wait for no more. */
  private static final int BATCH = 512;

  /** How often the thread asks whether it shall end. */
  private static final long TICK_MILLIS = 100;

  /**
   * What an entry waits for others, at most: to wake the thread and to write a file cost more than
   * the entries do.
   */
  private static final long GATHER_NANOS = 100 * Units.MILLISECOND;

  private static final Destination NOWHERE =
      new Destination(
          AccessFormat.JSON, OutputStream::nullOutputStream, OutputStream.nullOutputStream());

  private final Consumer<String> log;
  private final ArrayBlockingQueue<AccessEntry> waiting = new ArrayBlockingQueue<>(WAITING_MAX);
  private final AtomicLong dropped = new AtomicLong();
  private final Thread thread;
  private volatile boolean isClosing;
  private volatile boolean isStale;
  private boolean hasFailed;

  /** Where lines are to go from now on, until the thread sees it. */
  private final AtomicReference<@Nullable Destination> next = new AtomicReference<>();

  private Destination to = NOWHERE;
  private OutputStream stream = NOWHERE.opened();

  /**
   * A log that is not to be told anything before it knows where to write.
   *
   * @param log is told where the output fails
   */
  public AccessLog(Consumer<String> log) {
    this.log = log;
    thread = Thread.ofPlatform().name("ballast-access-log").daemon().unstarted(this::work);
  }

  /**
   * Begins to write.
   *
   * @param log is told where the output fails
   * @throws IOException when the output cannot be opened
   */
  public static AccessLog open(AccessFormat format, Output output, Consumer<String> log)
      throws IOException {
    AccessLog opened = new AccessLog(log);
    opened.become(Destination.open(format, output));
    return opened;
  }

  /** Writes there from now on, what waits too. */
  public synchronized void become(Destination other) {
    Destination unseen = next.getAndSet(other);
    if (unseen != null) {
      unseen.close();
    }
    if (thread.getState() == Thread.State.NEW) {
      thread.start();
    }
  }

  /** Takes an entry, to be written within about a tenth of a second; never waits. */
  public void tell(AccessEntry entry) {
    if (!waiting.offer(entry)) {
      dropped.incrementAndGet();
    } else if (waiting.size() >= BATCH) {
      LockSupport.unpark(thread);
    }
  }

  /** Entries that were not written. */
  public long dropped() {
    return dropped.get();
  }

  /** Opens the output anew before the next entry, such as after a file was moved away. */
  public void reopen() {
    isStale = true;
  }

  private void work() {
    List<AccessEntry> batch = new ArrayList<>(BATCH);
    StringBuilder text = new StringBuilder();
    while (true) {
      boolean isLast = isClosing; // asked before the queue is emptied
      try {
        AccessEntry first = waiting.poll(isLast ? 0 : TICK_MILLIS, TimeUnit.MILLISECONDS);
        if (first != null) {
          batch.add(first);
          if (!isLast && waiting.size() < BATCH) {
            gather();
          }
          waiting.drainTo(batch, BATCH - 1);
          settle();
          batch.forEach(entry -> to.format().write(entry, text));
          write(text.toString(), batch.size());
        } else if (isLast) {
          break;
        }
      } catch (InterruptedException e) {
        isClosing = true; // what waits is still written
      }
      batch.clear();
      text.setLength(0);
    }
    settle();
    close(stream);
  }

  private void settle() {
    Destination other = next.getAndSet(null);
    if (other != null) {
      close(stream);
      to = other;
      stream = other.opened();
      hasFailed = false;
    }
  }

  /** Returns early when there is a batch; now and then without a reason, which does no harm. */
  private void gather() {
    LockSupport.parkNanos(GATHER_NANOS);
    if (Thread.interrupted()) {
      isClosing = true; // what waits is still written
    }
  }

  private void write(String text, int entries) {
    try {
      if (isStale) {
        isStale = false;
        close(stream);
        stream = OutputStream.nullOutputStream(); // should it not open
        stream = to.output().open();
      }
      stream.write(text.getBytes(US_ASCII));
      stream.flush();
      hasFailed = false;
    } catch (IOException e) {
      dropped.addAndGet(entries);
      isStale = true;
      if (!hasFailed) {
        hasFailed = true;
        log.accept("the access log cannot be written: " + e.getMessage());
      }
    }
  }

  private static void close(OutputStream stream) {
    try {
      stream.close();
    } catch (IOException e) {
      // every batch was flushed: nothing is lost
    }
  }

  /** Writes what waits and ends. */
  @Override
  public void close() {
    isClosing = true;
    LockSupport.unpark(thread);
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true; // what waits is to be written all the same
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
