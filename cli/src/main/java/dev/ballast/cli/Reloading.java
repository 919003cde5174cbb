package dev.ballast.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ballast.live.LiveException;
import dev.ballast.live.admin.AdminAnswer;
import dev.ballast.spec.Spec;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;

/**
 * Takes over what people change in the system file while the process serves: when the file's
 * content has changed and been still for a moment, on SIGHUP, or when it is asked to. What is wrong
 * is refused with all that is wrong with it, and the process goes on as it was.
 */
final class Reloading implements AutoCloseable {
  /** How often the file is looked at; a change is taken when it looked the same twice. */
  private static final long LOOK_NANOS = 500_000_000;

  private final Path file;
  private final Operations operations;
  private final Terminal terminal;

  /** As it was last taken over, or refused. */
  private byte[] taken;

  private boolean isRefused;
  private volatile boolean isClosed;

  /**
   * Knows the file as it was when it was read: a change since then, while the process was starting,
   * is taken over as soon as it watches.
   */
  Reloading(Input input, Operations operations, Terminal terminal) {
    file = Path.of(input.file());
    this.operations = operations;
    this.terminal = terminal;
    taken = input.source().text().getBytes(UTF_8);
  }

  /**
   * From now on SIGHUP does not end the process, as it does by default; while it is starting there
   * is nothing to change yet.
   */
  static void surviveHangUp() {
    Signals.handle("HUP", () -> {});
  }

  /** Looks at the file from now on, on a thread of its own. */
  void watch() {
    Thread.ofPlatform().name("ballast-reload").daemon().start(this::look);
    if (!Signals.handle("HUP", this::reload)) {
      terminal.note("this JVM does not give SIGHUP away: use POST /reload instead");
    }
  }

  private void look() {
    byte[] seen = taken;
    boolean isGone = false;
    while (!isClosed) {
      LockSupport.parkNanos(LOOK_NANOS);
      byte[] now = content();
      if (Arrays.equals(now, seen)) {
        if (now.length == 0 && !isGone) {
          terminal.note(file + " is not there, or empty: all goes on as before");
        } else if (now.length > 0 && !Arrays.equals(now, taken())) {
          reload();
        }
        isGone = now.length == 0;
      }
      seen = now;
    }
  }

  private synchronized byte[] taken() {
    return taken;
  }

  /** Empty where it cannot be read, such as in the midst of being replaced. */
  private byte[] content() {
    try (InputStream stream = Files.newInputStream(file)) {
      return stream.readNBytes(Spec.BYTES_MAX + 1);
    } catch (IOException e) {
      return new byte[0];
    }
  }

  /** Takes the file as it is now, or says why not. */
  synchronized AdminAnswer reload() {
    byte[] now = content();
    if (Arrays.equals(now, taken) && !isRefused) {
      operations.reopenLog();
      terminal.note(file + " has not changed; the access log is opened anew");
      return AdminAnswer.text(200, "not changed");
    }
    taken = now;
    isRefused = false;
    String problem;
    try {
      operations.reload(Input.of(file.toString(), taken, Input.beside(file)));
      terminal.note(file + " was changed, and is taken over");
      return AdminAnswer.text(200, "taken over");
    } catch (BadInputException e) {
      problem = e.rendered(false);
    } catch (LiveException e) {
      problem = "error: " + e.getMessage();
    }
    isRefused = true;
    operations.reloadRefused();
    terminal.note(problem + "\n" + file + " was changed, and is refused: all goes on as before");
    return AdminAnswer.text(422, problem);
  }

  @Override
  public void close() {
    isClosed = true;
  }
}
