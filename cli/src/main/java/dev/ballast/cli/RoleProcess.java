package dev.ballast.cli;

import dev.ballast.live.LiveOptions;
import dev.ballast.live.LiveSystem;
import dev.ballast.live.Role;
import dev.ballast.live.admin.AdminServer;
import java.io.IOException;
import java.nio.file.Path;

/** One process of a system that is spread over processes, from its start to its end. */
final class RoleProcess {
  private final Input input;
  private final LiveOptions options;
  private final Role role;
  private final Serving serving;
  private final Terminal terminal;

  RoleProcess(Input input, LiveOptions options, Role role, Serving serving, Terminal terminal) {
    this.input = input;
    this.options = options;
    this.role = role;
    this.serving = serving;
    this.terminal = terminal;
  }

  /** Serves until the process is told to end. */
  int run() throws IOException {
    Reloading.surviveHangUp();
    Path file = Path.of(input.file());
    try (RequestLog requests = new RequestLog(serving, file, role.service(), terminal::note);
        LiveSystem system = start(requests)) {
      Operations operations = new Operations(input, system, requests, terminal);
      system.observe(operations.observer());
      Ending ending =
          new Ending(
              system,
              operations,
              serving.drainDelayNanos(),
              () -> drainNanos(operations),
              terminal);
      try (Reloading reloading = new Reloading(input, operations, terminal);
          AdminServer admin = operations.open(serving.adminPort())) {
        admin.action("/reload", reloading::reload).action("/drain", ending::begin);
        ending.onSignals();
        reloading.watch();
        terminal.print(text(system, admin));
        system.awaitClosed();
      }
    }
    return ExitStatus.PASS;
  }

  /** By the file as it is then. */
  private long drainNanos(Operations operations) {
    return serving.drainNanos(operations.input().model().service(role.service()).ingress());
  }

  private LiveSystem start(RequestLog requests) {
    try (RequestLog.Change change = requests.change(input.model())) {
      LiveSystem system = LiveSystem.start(input.model(), options.withAccess(change.access()));
      change.take();
      return system;
    }
  }

  private String text(LiveSystem system, AdminServer admin) {
    StringBuilder text = new StringBuilder(role.name() + " of " + input.model().name() + " is up");
    for (String url : system.listening(role.service(), role.replica())) {
      text.append("\n  serves           ").append(url);
    }
    system
        .outbound()
        .forEach((callee, url) -> text.append("\n  calls ").append(padded(callee)).append(url));
    return text.append("\n  administration   ").append(admin.url()).append('\n').toString();
  }

  private static String padded(String callee) {
    return callee + " ".repeat(Math.max(1, 11 - callee.length()));
  }
}
