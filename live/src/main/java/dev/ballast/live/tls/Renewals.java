package dev.ballast.live.tls;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Looks again and again whether something has to be renewed, on one thread of its own: making keys
 * and reading files must hold up no connection. What fails is said once until it is well again.
 */
public final class Renewals implements AutoCloseable {
  private static final long EVERY_MILLIS = 1_000;

  /** One thing that is renewed. */
  public interface Renewable {
    /**
     * Renews it if that is due.
     *
     * @throws Exception when it cannot be; what there is goes on
     */
    void look() throws Exception;

    /** What it is, for people. */
    String name();
  }

  /** With what last went wrong; empty when it is well. */
  private static final class Watched {
    private final Renewable renewable;
    private String trouble = "";

    Watched(Renewable renewable) {
      this.renewable = renewable;
    }
  }

  private final List<Watched> all = new CopyOnWriteArrayList<>();
  private final Consumer<String> log;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          task -> Thread.ofPlatform().daemon().name("ballast-trust").unstarted(task));

  /** Begins to look. */
  public Renewals(Consumer<String> log) {
    this.log = log;
    var _ =
        thread.scheduleWithFixedDelay(
            this::look, EVERY_MILLIS, EVERY_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** Looks after one more. */
  public void add(Renewable renewable) {
    all.add(new Watched(renewable));
  }

  /** Looks at all of them now. */
  synchronized void look() {
    for (Watched watched : all) {
      String trouble = "";
      try {
        watched.renewable.look();
      } catch (Exception e) {
        trouble = String.valueOf(e.getMessage());
      }
      if (!trouble.equals(watched.trouble)) {
        watched.trouble = trouble;
        log.accept(
            watched.renewable.name()
                + (trouble.isEmpty()
                    ? " can be renewed again"
                    : " cannot be renewed and goes on as it is: " + trouble));
      }
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
