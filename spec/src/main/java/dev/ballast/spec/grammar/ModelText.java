package dev.ballast.spec.grammar;

import dev.ballast.kernel.Units;
import dev.ballast.model.Edge;
import dev.ballast.model.Endpoint;
import dev.ballast.model.Experiment;
import dev.ballast.model.Fallback;
import dev.ballast.model.Objective;
import dev.ballast.model.Service;
import dev.ballast.model.Step;
import dev.ballast.model.SystemModel;
import dev.ballast.policy.CallPolicy;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A whole model as text, every default filled in. */
public final class ModelText {
  private final SystemModel model;
  private final Lines out = new Lines();

  private ModelText(SystemModel model) {
    this.model = model;
  }

  /** The text of a system file that reads back as an equal model. */
  public static String of(SystemModel model) {
    ModelText text = new ModelText(model);
    text.system();
    return text.out.toString();
  }

  /** The text of some objectives and experiments, as they stand in the file of a system. */
  public static String fragment(
      SystemModel model, List<Objective> objectives, List<Experiment> experiments) {
    ModelText text = new ModelText(model);
    text.proof(objectives, experiments);
    return text.out.toString();
  }

  private void system() {
    out.put("ballast", "1");
    out.put("system", Lines.text(model.name()));
    NetworkGrammar.write(model.network(), out);
    IdentityGrammar.write(model.identities(), out);
    if (model.services().isEmpty()) {
      out.line("services: {}");
    } else {
      out.below("services:", () -> model.services().forEach(this::service));
    }
    if (!model.policies().isEmpty()) {
      out.below("policies:", () -> model.policies().forEach(this::policy));
    }
    proof(model.objectives(), model.experiments());
  }

  private void proof(List<Objective> objectives, List<Experiment> experiments) {
    if (!objectives.isEmpty()) {
      out.below("objectives:", () -> objectives.forEach(this::objective));
    }
    if (!experiments.isEmpty()) {
      ExperimentText text = new ExperimentText(model, out);
      out.below("experiments:", () -> experiments.forEach(text::write));
    }
  }

  private void service(Service service) {
    out.below(
        Lines.text(service.name()) + ":",
        () -> {
          out.put("replicas", Integer.toString(service.replicas()));
          if (!service.isGateway()) {
            out.put(
                "weights", service.weights().isEmpty() ? "equal" : service.weights().toString());
          }
          AdmissionGrammar.KINDS.forEach(kind -> kind.write(service.admission(), out));
          if (!service.isGateway()) {
            MachineGrammar.KINDS.forEach(kind -> kind.write(service.machine(), out));
          }
          out.put("cancellation", service.cancellationPropagates() ? "propagates" : "ignored");
          Service.Program program = service.program();
          if (program != null && !program.command().isEmpty()) {
            out.put("command", Lines.list(program.command()));
          }
          if (program != null && program.port() != 0) {
            out.put("port", Integer.toString(program.port()));
          }
          if (!service.isGateway()) {
            UpstreamGrammar.write(service.upstream(), out);
          }
          if (service.isGateway()) {
            out.below("gateway:", () -> gateway(service));
          } else if (service.endpoints().isEmpty()) {
            out.line("endpoints: {}");
          } else {
            out.below("endpoints:", () -> service.endpoints().forEach(this::endpoint));
          }
        });
  }

  private void gateway(Service service) {
    GatewayGrammar.write(service.ingress(), out);
    out.below(
        "routes:", () -> service.endpoints().forEach(route -> RouteGrammar.write(route, out)));
  }

  private void endpoint(Endpoint endpoint) {
    out.below(
        Lines.text(endpoint.name()) + ":",
        () -> {
          out.put("idempotent", Boolean.toString(endpoint.idempotent()));
          out.put("request", Amounts.size(endpoint.payload().requestBytes()));
          out.put("answer", Amounts.size(endpoint.payload().answerBytes()));
          steps("steps", endpoint.steps());
        });
  }

  private void steps(String key, List<Step> steps) {
    if (steps.isEmpty()) {
      out.put(key, "[]");
    } else {
      out.below(key + ":", () -> steps.forEach(this::step));
    }
  }

  private void step(Step step) {
    switch (step) {
      case Step.Work(var time) -> out.put("- work", DistributionText.of(time));
      case Step.Wait(var time) -> out.put("- wait", DistributionText.of(time));
      case Step.Fails(double probability) -> out.put("- fails", Quantity.percent(probability));
      case Step.Call call -> {
        out.put("- call", Lines.text(call.target().toString()));
        out.deeper(
            () -> {
              fallback(call);
              out.put("chance", Quantity.percent(call.chance()));
              out.put("times", Integer.toString(call.times()));
            });
      }
      case Step.Together(List<List<Step>> branches) -> {
        out.line("- together:");
        out.deeper(() -> out.deeper(() -> branches.forEach(this::branch)));
      }
      case Step.Memory(int entries, List<Step> miss) -> {
        out.line("- memory:");
        out.deeper(
            () ->
                out.deeper(
                    () -> {
                      out.put("entries", Integer.toString(entries));
                      steps("miss", miss);
                    }));
      }
      case Step.OneAtATime(List<Step> steps) -> {
        out.line("- one-at-a-time:");
        out.deeper(() -> out.deeper(() -> steps.forEach(this::step)));
      }
      case Step.Split _, Step.Mirror _ ->
          throw new IllegalArgumentException("a system file has words for this in routes: " + step);
    }
  }

  private void branch(List<Step> steps) {
    if (steps.isEmpty()) {
      out.line("- []");
    } else {
      out.below("-", () -> steps.forEach(this::step));
    }
  }

  private void fallback(Step.Call call) {
    Fallback fallback = call.fallback();
    if (fallback != null) {
      out.put("else", FallbackGrammar.text(fallback));
    }
  }

  private void policy(Edge edge, CallPolicy policy) {
    out.below(
        Lines.text(edge.toString()) + ":",
        () -> PolicyGrammar.KINDS.forEach(kind -> kind.write(policy, out)));
  }

  private void objective(Objective objective) {
    out.below(
        Lines.text(objective.name()) + ":",
        () -> {
          out.put("route", Lines.text(objective.route()));
          for (Map.Entry<String, String> target : targets(objective).entrySet()) {
            out.put(target.getKey(), target.getValue());
          }
          if (objective.recoversWithinNanos() > 0) {
            out.put("recovers-within", Units.duration(objective.recoversWithinNanos()));
          }
        });
  }

  private static Map<String, String> targets(Objective objective) {
    Map<String, String> targets = new LinkedHashMap<>();
    for (Objective.Target target : objective.targets()) {
      String bound =
          target.measure().isShare()
              ? Quantity.percent(target.bound())
              : DistributionText.nanos(target.bound());
      targets.put(target.measure().word(), bound);
    }
    return targets;
  }
}
