package dev.ballast.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ballast.explore.Bounds;
import dev.ballast.explore.Search;
import dev.ballast.explore.Trials;
import dev.ballast.model.Experiment;
import dev.ballast.model.Objective;
import dev.ballast.model.SystemModel;
import dev.ballast.report.ExploreJson;
import dev.ballast.report.ExplorePage;
import dev.ballast.report.ExploreReport;
import dev.ballast.report.ExploreText;
import dev.ballast.report.Style;
import dev.ballast.spec.Effective;
import dev.ballast.verdict.explore.Exploration;
import dev.ballast.verdict.explore.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** One search for the smallest failure, from the command to its report. */
final class FailureSearch {
  private final Input input;
  private final Experiment base;
  private final Bounds bounds;
  private final long seed;
  private final int threads;
  private final long budget;
  private final String repeatLine;
  private final Terminal terminal;
  private final AtomicLong calls = new AtomicLong();
  private volatile String doing = "";

  FailureSearch(
      Input input,
      Experiment base,
      Bounds bounds,
      long seed,
      int threads,
      long budget,
      String repeatLine,
      Terminal terminal) {
    this.input = input;
    this.base = base;
    this.bounds = bounds;
    this.seed = seed;
    this.threads = threads;
    this.budget = budget;
    this.repeatLine = repeatLine;
    this.terminal = terminal;
  }

  /**
   * Searches until the end, the budget or Ctrl-C, and tells what was found.
   *
   * @param foundFile where to write the system with what was found, or null
   * @return the exit status
   */
  int run(Path directory, @Nullable Path foundFile, boolean json) throws IOException {
    long begun = System.nanoTime();
    try (Interruption _ = new Interruption();
        Trials trials = new Trials(seed, threads, budget, this::called)) {
      Search search = new Search(input.model(), base, bounds, trials, budget, this::told);
      Exploration exploration = search.run();
      terminal.clearLine();
      tell(search.model(), exploration, directory, foundFile, json);
      terminal.note(
          String.format(
              Locale.ROOT,
              "%,d simulated calls in %.1f s",
              trials.calls(),
              (System.nanoTime() - begun) / 1e9));
      return exploration.verdict().exitStatus();
    }
  }

  private void tell(
      SystemModel asked,
      Exploration exploration,
      Path directory,
      @Nullable Path foundFile,
      boolean json)
      throws IOException {
    List<Experiment> found = exploration.findings().stream().map(Finding::experiment).toList();
    List<Objective> added =
        asked.objectives().stream()
            .filter(o -> !input.model().objectives().contains(o))
            .filter(o -> exploration.finding(o.name()).isPresent())
            .toList();
    String whole = Effective.yaml(with(added, found));
    ExploreReport report =
        new ExploreReport(
            asked.name(),
            Version.current(),
            seed,
            repeatLine,
            input.diagnostics(),
            exploration,
            Effective.fragment(asked, added, found),
            whole);
    Path page =
        RunDirectory.create(directory, asked.name(), "explore")
            .keepSearch(ExploreJson.of(report), whole, ExplorePage.of(report));
    if (foundFile != null) {
      Files.writeString(foundFile, whole, UTF_8);
    }
    if (json) {
      terminal.print(ExploreJson.of(report));
      return;
    }
    terminal.print(
        ExploreText.of(report, new Style(terminal.hasColour(), false, terminal.width())));
    if (foundFile != null) {
      found.forEach(
          e -> terminal.print("prove it: ballast prove " + foundFile + " -e " + e.name() + "\n"));
    }
    terminal.print("report: " + page + "\n");
  }

  /** The system with what was found; an experiment of the same name gives way. */
  private SystemModel with(List<Objective> added, List<Experiment> found) {
    SystemModel model = input.model();
    List<Objective> objectives = new ArrayList<>(model.objectives());
    objectives.addAll(added);
    List<String> names = found.stream().map(Experiment::name).toList();
    List<Experiment> experiments = new ArrayList<>(model.experiments());
    experiments.removeIf(e -> names.contains(e.name()));
    experiments.addAll(found);
    return model.with(objectives, experiments);
  }

  private void called(long more) {
    calls.addAndGet(more);
    show();
  }

  private void told(String what, long done, long of) {
    doing = of == 0 ? what : String.format(Locale.ROOT, "%s, %,d of %,d", what, done, of);
    show();
  }

  private void show() {
    terminal.progress(
        String.format(Locale.ROOT, "exploring: %s; %,d simulated calls", doing, calls.get()));
  }
}
