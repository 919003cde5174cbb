package dev.ballast.cli;

import dev.ballast.live.LiveOptions;
import picocli.CommandLine.Option;

/** Options of commands that serve until they are told to end. */
final class Serving {
  /** How such a command ends. */
  static final String FOOTER =
      "%nSIGTERM and Ctrl-C end it with 0 when the requests under way are finished; a second one"
          + " ends it at once. Exits with 2 when a port or a program cannot be had, 64 for wrong"
          + " usage, 65 when the file is wrong.";

  @Option(
      names = "--seed",
      defaultValue = "1",
      paramLabel = "N",
      description = "The seed of every random draw (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--loops",
      converter = Numbers.Count.class,
      paramLabel = "N",
      description = "Event loops that share the replicas (default: the number of processors).")
  private int loops = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--admin",
      converter = Numbers.Port.class,
      defaultValue = "0",
      paramLabel = "PORT",
      description =
          "Where to listen on 127.0.0.1 for administration: health, metrics, how the policies"
              + " stand; 0 takes a free port (default).")
  private int admin;

  /** Where administration listens; 0 for a free port. */
  int adminPort() {
    return admin;
  }

  /** How the system runs on sockets. */
  LiveOptions options(Terminal terminal) {
    return LiveOptions.of(seed).withLoops(loops).withLog(terminal::note);
  }
}
