package dev.ballast.cli;

import java.io.PrintWriter;
import java.io.StringWriter;

/** One command, run within the test's process. */
record Run(int status, String out, String err) {
  static Run of(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int status =
        Main.execute(
            Main.commandLine(new PrintWriter(out), new PrintWriter(err), Main.SUBCOMMANDS), args);
    return new Run(status, out.toString(), err.toString());
  }
}
