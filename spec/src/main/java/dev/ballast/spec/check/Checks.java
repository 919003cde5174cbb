package dev.ballast.spec.check;

import dev.ballast.kernel.Diagnostic;
import dev.ballast.model.SystemModel;
import dev.ballast.spec.text.NameKind;
import dev.ballast.spec.text.Positions;
import dev.ballast.spec.text.Problems;
import java.util.List;
import java.util.Set;

/** Everything that can be said about a system without running it. */
public final class Checks {
  private Checks() {}

  /** All findings about a model: errors first, then warnings, then notes. */
  public static List<Diagnostic> of(SystemModel model, Positions positions) {
    Problems problems = new Problems();
    of(model, positions, Set.of(), problems);
    return problems.sorted();
  }

  /**
   * Adds all findings.
   *
   * @param incomplete kinds of which the model lacks some, so that a name not found is no news
   */
  public static void of(
      SystemModel model, Positions positions, Set<NameKind> incomplete, Problems problems) {
    CallGraph graph = new CallGraph(model);
    new NameChecks(model, positions, incomplete, problems).run();
    new ExperimentChecks(model, positions, incomplete, problems).run();
    new CallChecks(model, graph, positions, problems).run();
    new RepeatChecks(model, positions, problems).run();
    new HealthChecks(model, positions, incomplete, problems).run();
    new LoadChecks(model, graph, positions, problems).run();
    new PromiseChecks(model, graph, positions, problems).run();
    new RouteChecks(model, positions, problems).run();
    new SharingChecks(model, graph, positions, problems).run();
    if (!problems.hasErrors()) {
      new Notes(model, graph, positions, problems).run();
    }
  }
}
