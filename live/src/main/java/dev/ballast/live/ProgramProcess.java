package dev.ballast.live;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ballast.kernel.Units;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A real program of one replica, kept running: started with its environment, started again when it
 * ends by itself, after a pause that doubles, until it has ended too often in a row. What it prints
 * goes to the log line by line; the last lines are kept for whoever has to say why it failed.
 */
final class ProgramProcess {
  /** How long a program may take until it listens. */
  private static final long READY_NANOS = 30 * Units.SECOND;

  private static final long LOOK_MILLIS = 20;
  private static final int CONNECT_MILLIS = 1_000;

  /** Ends in a row after which a program is given up. */
  private static final int ENDS_MAX = 6;

  private static final long PAUSE_MILLIS_FIRST = 250;
  private static final long PAUSE_MILLIS_MAX = 8_000;

  /** Running this long forgives all earlier ends. */
  private static final long FORGIVEN_AFTER_NANOS = 30 * Units.SECOND;

  private static final int LINES_KEPT = 10;
  private static final int LINE_MAX = 2_000;
  private static final int EOF = -1;

  private final String name;
  private final List<String> command;
  private final int port;
  private final Map<String, String> environment;
  private final Consumer<String> log;
  private final Consumer<String> changed;
  private final ArrayDeque<String> lastLines = new ArrayDeque<>();
  private @Nullable Process process;
  private boolean isWanted = true;
  private boolean isStopped;
  private boolean isGivenUp;

  /**
   * A program that does not run yet.
   *
   * @param command empty for one that somebody else runs
   * @param changed takes what happens to the program that nobody asked for
   */
  ProgramProcess(
      String name,
      List<String> command,
      int port,
      Map<String, String> environment,
      Consumer<String> log,
      Consumer<String> changed) {
    this.name = name;
    this.command = command;
    this.port = port;
    this.environment = environment;
    this.log = log;
    this.changed = changed;
  }

  /** Starts it and keeps it running from now on. */
  void start() {
    if (command.isEmpty()) {
      return;
    }
    if (!Ports.isFree(port)) {
      throw new LiveException(
          "port %d, wanted for the program of %s, is in use: stop what uses it, or give another"
              .formatted(port, name));
    }
    launch();
    Thread.ofPlatform().name("ballast-program " + name).daemon().start(this::supervise);
  }

  private synchronized void launch() {
    if (isStopped || !isWanted) {
      return;
    }
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    try {
      Process begun = builder.start();
      process = begun;
      begun.getOutputStream().close();
      Thread.ofPlatform().name("ballast-output " + name).daemon().start(() -> read(begun));
    } catch (IOException e) {
      throw new LiveException(
          "the program of %s cannot be started: %s".formatted(name, e.getMessage()), e);
    }
  }

  /** Waits until the program takes connections. */
  void awaitReady() {
    long began = System.nanoTime();
    while (!listens()) {
      if (!command.isEmpty() && hasEnded()) {
        throw new LiveException(
            "the program of %s ended before it listened on port %d%s"
                .formatted(name, port, evidence()));
      }
      if (isStopped()) {
        throw new LiveException("the system is closed");
      }
      if (System.nanoTime() - began > READY_NANOS) {
        throw new LiveException(
            "the program of %s does not listen on port %d after %s%s"
                .formatted(name, port, Units.duration(READY_NANOS), evidence()));
      }
      pause(LOOK_MILLIS);
    }
  }

  private synchronized boolean hasEnded() {
    return process == null || !process.isAlive() || isGivenUp;
  }

  private synchronized boolean isStopped() {
    return isStopped;
  }

  private boolean listens() {
    try (Socket socket = new Socket()) {
      socket.connect(Sockets.local(port), CONNECT_MILLIS);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private String evidence() {
    pause(LOOK_MILLIS); // its last words may still be under way
    synchronized (this) {
      String ran =
          command.isEmpty() ? "" : "; it was run as `%s`".formatted(String.join(" ", command));
      return lastLines.isEmpty()
          ? ran + (command.isEmpty() ? "" : " and printed nothing")
          : ran + " and printed last:\n  " + String.join("\n  ", lastLines);
    }
  }

  private void supervise() {
    int ends = 0;
    while (true) {
      Process running = awaitRunning();
      if (running == null) {
        return;
      }
      long began = System.nanoTime();
      int status = awaitEnd(running);
      ends = System.nanoTime() - began > FORGIVEN_AFTER_NANOS ? 1 : ends + 1;
      synchronized (this) {
        if (isStopped) {
          return;
        }
        if (running.equals(process)) {
          process = null;
        }
        if (!isWanted || process != null) {
          ends = 0; // a fault of the experiment ended it
          continue;
        }
        isGivenUp = ends == ENDS_MAX;
      }
      changed.accept(
          "the program ended with status " + status + (isGivenUp ? " again, and is given up" : ""));
      if (isGivenUp) {
        return;
      }
      pause(Math.min(PAUSE_MILLIS_MAX, PAUSE_MILLIS_FIRST << (ends - 1)));
      again();
    }
  }

  private void again() {
    try {
      synchronized (this) {
        if (process != null) {
          return;
        }
        launch();
        if (process == null) {
          return;
        }
      }
      changed.accept("the program is started again");
    } catch (LiveException e) {
      changed.accept(e.getMessage());
    }
  }

  /** The process, once there is one; null when there is to be none any more. */
  private synchronized @Nullable Process awaitRunning() {
    while (process == null && !isStopped) {
      try {
        wait();
      } catch (InterruptedException e) {
        return null;
      }
    }
    return isStopped ? null : process;
  }

  private static int awaitEnd(Process running) {
    while (true) {
      try {
        return running.waitFor();
      } catch (InterruptedException e) {
        // nobody interrupts this thread for a reason
      }
    }
  }

  private synchronized void pause(long millis) {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    try {
      for (long left = end - System.nanoTime(); left > 0 && !isStopped; ) {
        TimeUnit.NANOSECONDS.timedWait(this, left);
        left = end - System.nanoTime();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A fault kills it, and it stays dead. */
  synchronized void crash() {
    isWanted = false;
    if (process != null) {
      handles().forEach(ProcessHandle::destroyForcibly);
    }
  }

  /** The fault is over. */
  void restore() {
    Thread.ofPlatform()
        .name("ballast-restore " + name)
        .daemon()
        .start(
            () -> {
              synchronized (this) {
                isWanted = true;
                process = null;
              }
              try {
                launch();
                synchronized (this) {
                  notifyAll();
                }
              } catch (LiveException e) {
                changed.accept(e.getMessage());
              }
            });
  }

  /** Asks it to end and keeps it from being started again; what there is to wait for. */
  synchronized List<ProcessHandle> stop() {
    isStopped = true;
    notifyAll();
    List<ProcessHandle> asked = handles();
    asked.forEach(ProcessHandle::destroy);
    return asked;
  }

  /** The process and all below it. */
  private synchronized List<ProcessHandle> handles() {
    List<ProcessHandle> all = new ArrayList<>();
    if (process != null) {
      process.descendants().forEach(all::add);
      all.add(process.toHandle());
    }
    return all;
  }

  private void read(Process from) {
    try (BufferedReader output =
        new BufferedReader(new InputStreamReader(from.getInputStream(), UTF_8))) {
      for (String line = line(output); line != null; line = line(output)) {
        synchronized (this) {
          if (lastLines.size() == LINES_KEPT) {
            lastLines.removeFirst();
          }
          lastLines.add(line);
        }
        log.accept(name + "| " + line);
      }
    } catch (IOException e) {
      // the process was killed while it was printing
    }
  }

  /** A line without its end, cut where it is too long; null at the end. */
  private static @Nullable String line(Reader output) throws IOException {
    StringBuilder line = new StringBuilder();
    int c = output.read();
    if (c == EOF) {
      return null;
    }
    while (c != EOF && c != '\n') {
      if (c != '\r' && line.length() < LINE_MAX) {
        line.append((char) c);
      }
      c = output.read();
    }
    return line.toString();
  }
}
