package dev.ballast.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ballast.live.LiveException;
import dev.ballast.report.JsonReport;
import dev.ballast.report.ProveReport;
import dev.ballast.sim.EndlessModelException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileSystemException;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command {@code ballast}: what all its subcommands share, and how a process of it ends. */
@Command(
    name = "ballast",
    description = "Design, prove and run a distributed system.",
    versionProvider = Version.class,
    mixinStandardHelpOptions = true,
    footer =
        "%nExit status: 0 PASS, 1 FAIL, 2 INCONCLUSIVE, 64 wrong usage, 65 bad input file, 70 a"
            + " defect of Ballast.%nStart with: ballast demo",
    scope = ScopeType.INHERIT)
public final class Main implements Runnable {

  private static final int HELP_WIDTH_MIN = 55; // picocli refuses less

  /** Every subcommand, in the order in which help lists them. */
  static final List<Class<?>> SUBCOMMANDS =
      List.of(
          CheckCommand.class,
          ProveCommand.class,
          ExploreCommand.class,
          MergeCommand.class,
          UpCommand.class,
          GatewayCommand.class,
          SidecarCommand.class,
          DrillCommand.class,
          DemoCommand.class,
          CalibrateCommand.class,
          LearnCommand.class);

  @Spec private CommandSpec spec;

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Show the stack trace of a defect of Ballast.")
  private boolean debug;

  Main() {}

  /** Without a subcommand there is nothing to do. */
  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }

  public static void main(String[] args) {
    // Not the platform's charset: a JSON document is UTF-8 wherever it is written.
    var standard = new StandardOutput();
    var out = new PrintWriter(standard, true, UTF_8);
    var err = new PrintWriter(System.err, true, UTF_8);
    int status = execute(commandLine(out, err, SUBCOMMANDS), args);
    out.flush();
    String problem = standard.problem();
    if (problem != null) {
      err.println("error: cannot write the standard output: " + problem);
      status = status == ExitStatus.PASS ? ExitStatus.USAGE : status;
    }
    err.flush();
    System.exit(status);
  }

  /** The command line of the given subcommands, ready to run, writing to the given streams. */
  static CommandLine commandLine(PrintWriter out, PrintWriter err, List<?> subcommands) {
    var main = new Main();
    var commandLine = new CommandLine(main);
    subcommands.forEach(commandLine::addSubcommand);
    commandLine.registerConverter(Long.class, Numbers::whole);
    commandLine.registerConverter(long.class, Numbers::whole);
    return commandLine // what is set from here on reaches the subcommands too
        .setUsageHelpWidth(Math.max(HELP_WIDTH_MIN, Terminal.columns()))
        .setOut(out)
        .setErr(err)
        .setParameterExceptionHandler(Main::explainUsage)
        .setExecutionExceptionHandler(
            (problem, command, _) ->
                switch (problem) {
                  case BadInputException bad -> explainInput(bad, command);
                  case LiveException _, EndlessModelException _ ->
                      explainRun(String.valueOf(problem.getMessage()), command);
                  case FileSystemException unwritable -> explainFile(unwritable, command);
                  case IOException unwritable -> explainWriting(unwritable, command);
                  case InterruptedException _ -> explainRun("interrupted", command);
                  default -> explainDefect(problem, command.getErr(), main.debug);
                });
  }

  /** Runs one command and gives the status of the process. */
  static int execute(CommandLine commandLine, String... args) {
    try {
      return commandLine.execute(args);
    } catch (Error defect) { // an exception is handled by now, but picocli lets an error through
      return explainDefect(defect, commandLine.getErr(), true);
    }
  }

  private static int explainUsage(ParameterException problem, String[] args) {
    CommandLine command = problem.getCommandLine();
    PrintWriter err = command.getErr();
    err.println("error: " + problem.getMessage());
    CommandLine.UnmatchedArgumentException.printSuggestions(problem, err);
    err.println("fix: see `" + command.getCommandSpec().qualifiedName() + " --help`");
    return ExitStatus.USAGE;
  }

  private static int explainInput(BadInputException bad, CommandLine command) {
    if (command.getParseResult().hasMatchedOption("--json")) {
      command
          .getOut()
          .print(
              JsonReport.prove(
                  new ProveReport("", Version.current(), 0, "", bad.diagnostics(), List.of(), "")));
    } else {
      Terminal terminal = Terminal.ofProcess(command.getOut(), command.getErr(), null);
      command.getErr().print(bad.rendered(terminal.hasErrColour()));
    }
    return ExitStatus.BAD_INPUT;
  }

  /** The run could not be made, so nothing is known about the objectives. */
  private static int explainRun(String problem, CommandLine command) {
    command.getErr().println("error: " + problem);
    return ExitStatus.INCONCLUSIVE;
  }

  /** Inputs are read elsewhere: what fails here is where results were to be written. */
  private static int explainFile(FileSystemException problem, CommandLine command) {
    String reason = problem.getReason() == null ? "" : ": " + problem.getReason();
    PrintWriter err = command.getErr();
    err.println("error: cannot write " + problem.getFile() + reason);
    err.println(
        "fix: name a directory that can be written, with --runs-dir, --junit, --picture or -o");
    return ExitStatus.USAGE;
  }

  /** Such as a full disk, which names no file. */
  private static int explainWriting(IOException problem, CommandLine command) {
    PrintWriter err = command.getErr();
    err.println("error: cannot write the results: " + problem.getMessage());
    err.println("fix: make room, or name another directory with --runs-dir, --junit or -o");
    return ExitStatus.USAGE;
  }

  private static int explainDefect(Throwable defect, PrintWriter err, boolean debug) {
    err.println("error: a defect of Ballast: " + defect);
    if (debug) {
      defect.printStackTrace(err);
    } else {
      err.println("fix: run it again with --debug and report the stack trace");
    }
    return ExitStatus.DEFECT;
  }
}
