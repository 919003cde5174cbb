package dev.ballast.spec.grammar;

import dev.ballast.kernel.Position;
import dev.ballast.model.Edge;
import dev.ballast.model.Endpoint;
import dev.ballast.model.Experiment;
import dev.ballast.model.Load;
import dev.ballast.model.Objective;
import dev.ballast.model.Service;
import dev.ballast.model.SystemModel;
import dev.ballast.policy.CallPolicy;
import dev.ballast.spec.grammar.Drafts.Course;
import dev.ballast.spec.grammar.Drafts.EndpointDraft;
import dev.ballast.spec.grammar.Drafts.ExperimentDraft;
import dev.ballast.spec.grammar.Drafts.FaultDraft;
import dev.ballast.spec.grammar.Drafts.Located;
import dev.ballast.spec.grammar.Drafts.ObjectiveDraft;
import dev.ballast.spec.grammar.Drafts.PlacedStep;
import dev.ballast.spec.grammar.Drafts.Replicas;
import dev.ballast.spec.grammar.Drafts.ServiceDraft;
import dev.ballast.spec.grammar.Drafts.TimedDraft;
import dev.ballast.spec.text.Code;
import dev.ballast.spec.text.Positions;
import dev.ballast.spec.yaml.Node;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Puts the parts of a file together: resolves policies per edge and defaults that need more than
 * their own place, and remembers where everything stands. Names are not checked here.
 */
public final class Assembly {
  private final Reading in;
  private final Positions positions;

  private Assembly(Reading in, Positions positions) {
    this.in = in;
    this.positions = positions;
  }

  /** As much of a model as the text gives; null when it gives none. */
  public static @Nullable SystemModel read(Node root, Reading in, Positions positions) {
    Place file = Place.ofItem("the file", root.at());
    SystemGrammar.Draft draft = SystemGrammar.SYSTEM_FILE.read(root, file, in);
    return draft == null ? null : new Assembly(in, positions).model(draft);
  }

  /** The schema of the whole file. */
  public static Schema schema() {
    return SystemGrammar.SYSTEM_FILE.schema();
  }

  private SystemModel model(SystemGrammar.Draft draft) {
    List<Service> services =
        draft.services().stream().map(i -> service(i.key(), i.value(), i.at())).toList();
    SequencedMap<Edge, CallPolicy> policies = new LinkedHashMap<>();
    PolicyResolution resolution = new PolicyResolution(draft.policies(), positions);
    for (Edge edge : SystemModel.edges(services)) {
      policies.put(edge, resolution.of(edge));
    }
    resolution.reportUnused(services, in);
    List<Objective> objectives =
        draft.objectives().stream().map(i -> objective(i.key(), i.value(), i.at())).toList();
    List<Experiment> experiments =
        draft.experiments().stream()
            .map(i -> experiment(i.key(), i.value(), i.at(), services, objectives))
            .toList();
    return new SystemModel(
        draft.name(),
        draft.network(),
        draft.identities(),
        services,
        policies,
        objectives,
        experiments);
  }

  private Service service(String name, ServiceDraft draft, Position at) {
    positions.put(at, "service", name);
    List<Endpoint> endpoints = new ArrayList<>();
    for (EndpointDraft endpoint : draft.endpoints()) {
      positions.put(endpoint.at(), "endpoint", name, endpoint.name());
      place(endpoint.steps(), List.of("endpoint", name, endpoint.name()));
      endpoints.add(
          new Endpoint(
              endpoint.name(),
              endpoint.idempotent(),
              endpoint.priority(),
              endpoint.payload(),
              endpoint.route(),
              endpoint.steps().stream().map(PlacedStep::step).toList()));
    }
    return new Service(
        name,
        draft.replicas(),
        draft.admission(),
        draft.cancellationPropagates(),
        draft.isGateway(),
        endpoints,
        draft.program(),
        draft.weights(),
        draft.machine(),
        draft.ingress(),
        draft.upstream());
  }

  private void place(List<PlacedStep> steps, List<String> path) {
    for (int i = 0; i < steps.size(); i++) {
      PlacedStep step = steps.get(i);
      List<String> here = append(path, Integer.toString(i));
      positions.put(step.at(), here.toArray(String[]::new));
      for (int b = 0; b < step.branches().size(); b++) {
        place(step.branches().get(b), append(here, Integer.toString(b)));
      }
    }
  }

  private static List<String> append(List<String> path, String part) {
    List<String> longer = new ArrayList<>(path);
    longer.add(part);
    return longer;
  }

  private Objective objective(String name, ObjectiveDraft draft, Position at) {
    positions.put(at, "objective", name);
    positions.put(draft.route().at(), "objective", name, "route");
    for (Located<Objective.Target> target : draft.targets()) {
      positions.put(target.at(), "objective", name, target.value().measure().word());
    }
    return new Objective(
        name,
        draft.route().value(),
        draft.targets().stream().map(Located::value).toList(),
        draft.recoversWithinNanos());
  }

  private Experiment experiment(
      String name,
      ExperimentDraft draft,
      Position at,
      List<Service> services,
      List<Objective> objectives) {
    positions.put(at, "experiment", name);
    List<Load> loads = new ArrayList<>();
    for (Located<Load> load : draft.loads()) {
      for (String route : load.value().routes()) {
        positions.put(load.at(), "load", name, route);
      }
      loads.add(load.value());
    }
    Set<String> loaded =
        loads.stream().flatMap(load -> load.routes().stream()).collect(Collectors.toSet());
    List<Located<String>> expect = draft.expect();
    List<String> expected = new ArrayList<>();
    if (expect == null) {
      for (Objective objective : objectives) {
        if (loaded.contains(objective.route())) {
          expected.add(objective.name());
        }
      }
    } else {
      for (Located<String> objective : expect) {
        positions.put(objective.at(), "expect", name, objective.value());
        expected.add(objective.value());
      }
    }
    List<Located<TimedDraft>> inOrder =
        draft.faults().stream().sorted(Comparator.comparingLong(f -> f.value().atNanos())).toList();
    List<Experiment.TimedFault> faults = new ArrayList<>();
    for (int i = 0; i < inOrder.size(); i++) {
      faults.add(fault(name, i, inOrder.get(i), services));
    }
    return new Experiment(name, draft.warmUpNanos(), draft.lengthNanos(), loads, faults, expected);
  }

  private Experiment.TimedFault fault(
      String experiment, int index, Located<TimedDraft> timed, List<Service> services) {
    FaultDraft draft = timed.value().fault();
    String number = Integer.toString(index);
    positions.put(draft.at(), "fault", experiment, number);
    positions.put(timed.at(), "fault", experiment, number, "time");
    positions.put(draft.replicas().at(), "fault", experiment, number, "replicas");
    int replicas = count(draft, services);
    Course course = draft.course();
    return new Experiment.TimedFault(
        timed.value().atNanos(),
        course.forNanos(),
        course.overNanos(),
        course.everyNanos(),
        DepartureGrammar.inTime(draft.fault().apply(replicas), course, in, draft.at()));
  }

  private int count(FaultDraft draft, List<Service> services) {
    Replicas replicas = draft.replicas().value();
    Optional<Service> service =
        services.stream().filter(s -> s.name().equals(draft.service())).findFirst();
    int there = service.map(Service::replicas).orElse(1);
    Integer of = replicas.of();
    if (service.isPresent() && of != null && of != there) {
      in.report(
          Code.CHECK013,
          draft.replicas().at(),
          "`" + draft.service() + "` has " + there + " replicas, not " + of,
          "expected `of " + there + "`",
          "write `of " + there + "`, or change the replicas of `" + draft.service() + "`");
      return Math.min(there, replicas.outOf(there));
    }
    return replicas.outOf(there);
  }
}
