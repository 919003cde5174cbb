package dev.ballast.spec.check;

import dev.ballast.kernel.Position;
import dev.ballast.kernel.Units;
import dev.ballast.model.Endpoint;
import dev.ballast.model.Experiment;
import dev.ballast.model.Fault;
import dev.ballast.model.Objective;
import dev.ballast.model.Service;
import dev.ballast.model.SystemModel;
import dev.ballast.spec.text.Code;
import dev.ballast.spec.text.NameKind;
import dev.ballast.spec.text.Positions;
import dev.ballast.spec.text.Problems;
import dev.ballast.spec.text.Quoted;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Each experiment makes sense by itself. */
final class ExperimentChecks {
  private final SystemModel model;
  private final Positions positions;
  private final Set<NameKind> incomplete;
  private final Problems problems;
  private final Set<String> routes;

  ExperimentChecks(
      SystemModel model, Positions positions, Set<NameKind> incomplete, Problems problems) {
    this.model = model;
    this.positions = positions;
    this.incomplete = incomplete;
    this.problems = problems;
    routes =
        model.services().stream()
            .filter(Service::isGateway)
            .flatMap(s -> s.endpoints().stream())
            .map(Endpoint::name)
            .collect(Collectors.toSet());
  }

  void run() {
    for (Experiment experiment : model.experiments()) {
      expectations(experiment);
      Set<String> released = new HashSet<>();
      for (int i = 0; i < experiment.faults().size(); i++) {
        fault(experiment, i, released);
      }
    }
  }

  private void expectations(Experiment experiment) {
    Set<String> loaded = loaded(experiment);
    boolean loadsAreKnown = routes.containsAll(loaded) && !incomplete.contains(NameKind.LOAD);
    if (!loadsAreKnown) {
      return; // said elsewhere
    }
    for (String expected : experiment.expect()) {
      Optional<Objective> objective =
          model.objectives().stream()
              .filter(o -> o.name().equals(expected) && routes.contains(o.route()))
              .findFirst();
      if (objective.isPresent()
          && objective.get().recoversWithinNanos() > 0
          && experiment.recovered(objective.get().recoversWithinNanos()).isEmpty()) {
        neverRecovers(experiment, objective.get());
      }
      if (objective.isPresent() && !loaded.contains(objective.get().route())) {
        problems.add(
            Code.CHECK011,
            positions.of("expect", experiment.name(), expected),
            Quoted.of(expected) + " is about a route that this experiment does not load",
            "expected an objective of a loaded route",
            "add `" + objective.get().route() + ": ` with a load to `load`");
      }
    }
  }

  private void neverRecovers(Experiment experiment, Objective objective) {
    String within = Units.duration(objective.recoversWithinNanos());
    problems.add(
        Code.CHECK020,
        positions.of(
            List.of("expect", experiment.name(), objective.name()),
            List.of("experiment", experiment.name())),
        Quoted.of(objective.name())
            + " is about the time from "
            + within
            + " after the faults, and this experiment has no such time",
        "expected faults that end, and more than " + within + " after that",
        "let the faults end earlier (`for: 10s`, a rollback), or the experiment last longer");
  }

  private void fault(Experiment experiment, int index, Set<String> released) {
    Experiment.TimedFault timed = experiment.faults().get(index);
    String number = Integer.toString(index);
    if (timed.atNanos() >= experiment.lengthNanos()) {
      problems.add(
          Code.CHECK012,
          positions.of("fault", experiment.name(), number, "time"),
          "this happens at " + Units.duration(timed.atNanos()) + ", when the experiment is over",
          "expected a time below " + Units.duration(experiment.lengthNanos()),
          "choose an earlier time, or a longer `for`");
    }
    Fault fault = timed.fault();
    if (fault instanceof Fault.OnReplicas struck) {
      replicas(struck.scope(), positions.of("fault", experiment.name(), number, "replicas"));
    }
    switch (fault) {
      case Fault.Release release -> released.add(release.scope().service());
      case Fault.Rollback(String service) -> {
        if (!released.contains(service)) {
          problems.add(
              Code.CHECK014,
              positions.of("fault", experiment.name(), number),
              "nothing was released to " + Quoted.of(service) + " before this rollback",
              "expected a release at an earlier time",
              "add a release before it, or leave the rollback out");
        }
      }
      case Fault.Surge surge ->
          surge(experiment, surge, positions.of("fault", experiment.name(), number));
      case Fault.OnReplicas _, Fault.OnLink _, Fault.ZoneDown _, Fault.RegionDown _ -> {}
    }
  }

  private static Set<String> loaded(Experiment experiment) {
    return experiment.loads().stream()
        .flatMap(load -> load.routes().stream())
        .collect(Collectors.toSet());
  }

  private void surge(Experiment experiment, Fault.Surge surge, Position at) {
    String route = surge.route();
    boolean isKnown = route == null || routes.contains(route);
    boolean isLoaded =
        loaded(experiment).stream().anyMatch(surge::concerns) || incomplete.contains(NameKind.LOAD);
    if (isKnown && !isLoaded) {
      problems.add(
          Code.CHECK017,
          at,
          route == null
              ? "a surge where nothing is loaded"
              : "a surge on " + Quoted.of(route) + ", which this experiment does not load",
          "expected a route that has a load",
          "give the route a `load`, or leave the surge out");
    }
  }

  private void replicas(Fault.Scope scope, Position at) {
    List<Service> named =
        model.services().stream().filter(s -> s.name().equals(scope.service())).toList();
    if (!named.isEmpty() && scope.replicas() > named.getFirst().replicas()) {
      int there = named.getFirst().replicas();
      problems.add(
          Code.CHECK013,
          at,
          Quoted.of(scope.service()) + " has " + there + " replicas, not " + scope.replicas(),
          "expected at most " + there,
          "write `" + there + " replicas`, or give the service more");
    }
  }
}
