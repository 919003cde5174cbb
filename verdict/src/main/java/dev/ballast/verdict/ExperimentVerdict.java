package dev.ballast.verdict;

import java.util.List;

/**
 * One experiment, judged, with the evidence. It is a plain value: reports are made of it alone.
 *
 * @param sentence why the verdict is what it is
 * @param runs repetitions; 1 for a drill
 * @param calls calls of users and of services, all runs together
 * @param noticed the share of users who noticed: their request failed, or took longer than the
 *     loosest latency that the objectives allow on its route
 * @param openings first openings of breakers; only edges whose breaker opened, in the order of the
 *     file
 * @param timeline what changed in the first run
 * @param timelineCut how many changes of the first run are not in it
 * @param notes what a reader has to know besides, such as a warm-up that is too short
 */
public record ExperimentVerdict(
    String name,
    Verdict verdict,
    String sentence,
    int runs,
    double lengthSeconds,
    long calls,
    List<ObjectiveVerdict> objectives,
    List<RouteSummary> routes,
    List<EdgeSummary> edges,
    List<ServiceSummary> services,
    Estimate noticed,
    List<FirstOpening> openings,
    List<TimelineEntry> timeline,
    long timelineCut,
    List<Series> series,
    List<String> notes) {
  public ExperimentVerdict {
    objectives = List.copyOf(objectives);
    routes = List.copyOf(routes);
    edges = List.copyOf(edges);
    services = List.copyOf(services);
    openings = List.copyOf(openings);
    timeline = List.copyOf(timeline);
    series = List.copyOf(series);
    notes = List.copyOf(notes);
  }

  /**
   * The same evidence without a conclusion, because the run ended before the experiment did.
   *
   * @param why in one sentence
   */
  public ExperimentVerdict inconclusive(String why) {
    List<ObjectiveVerdict> open =
        objectives.stream()
            .map(
                o ->
                    new ObjectiveVerdict(
                        o.name(),
                        o.route(),
                        o.measure(),
                        o.target(),
                        o.measured(),
                        Verdict.INCONCLUSIVE,
                        why))
            .toList();
    return new ExperimentVerdict(
        name,
        Verdict.INCONCLUSIVE,
        why,
        runs,
        lengthSeconds,
        calls,
        open,
        routes,
        edges,
        services,
        noticed,
        openings,
        timeline,
        timelineCut,
        series,
        notes);
  }

  /** The same with these notes. */
  public ExperimentVerdict withNotes(List<String> others) {
    return new ExperimentVerdict(
        name,
        verdict,
        sentence,
        runs,
        lengthSeconds,
        calls,
        objectives,
        routes,
        edges,
        services,
        noticed,
        openings,
        timeline,
        timelineCut,
        series,
        others);
  }
}
