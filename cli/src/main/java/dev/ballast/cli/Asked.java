package dev.ballast.cli;

import dev.ballast.model.Experiment;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;

/**
 * A question about one experiment of a file, and what may be spent on it.
 *
 * @param budget simulated calls
 * @param directory where reports are kept
 * @param repeatLine the command that asks again
 */
record Asked(
    Input input,
    Experiment experiment,
    long seed,
    int threads,
    long budget,
    Path directory,
    String repeatLine) {
  /** Shows how many calls were made. */
  LongConsumer progress(Terminal terminal, String doing) {
    AtomicLong calls = new AtomicLong();
    return more ->
        terminal.progress(
            String.format(Locale.ROOT, "%s: %,d simulated calls", doing, calls.addAndGet(more)));
  }
}
