package dev.ballast.spec.grammar;

import dev.ballast.kernel.Units;
import dev.ballast.model.Experiment;
import dev.ballast.model.Fault;
import dev.ballast.model.Load;
import dev.ballast.model.SystemModel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Experiments as text. */
final class ExperimentText {
  private final SystemModel model;
  private final Lines out;

  ExperimentText(SystemModel model, Lines out) {
    this.model = model;
    this.out = out;
  }

  void write(Experiment experiment) {
    out.below(
        Lines.text(experiment.name()) + ":",
        () -> {
          if (experiment.loads().isEmpty()) {
            out.line("load: {}");
          } else {
            out.below("load:", () -> experiment.loads().forEach(this::load));
          }
          out.put("warm-up", Units.duration(experiment.warmUpNanos()));
          out.put("for", Units.duration(experiment.lengthNanos()));
          Map<Long, List<String>> moments = new LinkedHashMap<>();
          for (Experiment.TimedFault fault : experiment.faults()) {
            moments.computeIfAbsent(fault.atNanos(), _ -> new ArrayList<>()).add(text(fault));
          }
          if (!moments.isEmpty()) {
            out.below("at:", () -> moments.forEach(this::moment));
          }
          out.put("expect", Lines.list(experiment.expect()));
        });
  }

  private void load(Load load) {
    out.put(Lines.text(load.route()), LoadGrammar.text(load));
  }

  private void moment(long atNanos, List<String> faults) {
    out.below(Units.duration(atNanos) + ":", () -> faults.forEach(fault -> out.line("- " + fault)));
  }

  private String text(Experiment.TimedFault timed) {
    String lasts =
        timed.forNanos() == Experiment.UNTIL_THE_END
            ? "until-the-end"
            : Units.duration(timed.forNanos());
    return switch (timed.fault()) {
      case Fault.Release(Fault.Scope scope, String version, double fails, double slower) ->
          "{release: "
              + scope.service()
              + ", version: "
              + Lines.text(version)
              + ", to: "
              + replicas(scope)
              + ", fails: "
              + Quantity.percent(fails)
              + ", slower: "
              + Quantity.decimal(slower)
              + "}";
      case Fault.Rollback(String service) -> "{rollback: " + service + "}";
      case Fault.Crash(Fault.Scope scope) ->
          "{crash: " + scope.service() + ", replicas: " + replicas(scope) + until(lasts);
      case Fault.Slow(Fault.Scope scope, double factor, var added) ->
          "{slow: "
              + scope.service()
              + ", by: "
              + (added == null ? "0s" : DistributionText.of(added))
              + ", times: "
              + Quantity.decimal(factor)
              + ", replicas: "
              + replicas(scope)
              + until(lasts);
      case Fault.Fails(Fault.Scope scope, double share) ->
          "{fails: "
              + scope.service()
              + ", share: "
              + Quantity.percent(share)
              + ", replicas: "
              + replicas(scope)
              + until(lasts);
      case Fault.Partition(String from, String to, boolean bothWays) ->
          "{partition: " + from + (bothWays ? " <-> " : " -> ") + to + until(lasts);
      case Fault.Surge(var route, double times) ->
          "{surge: "
              + (route == null ? FaultGrammar.ALL_ROUTES : Lines.text(route))
              + ", times: "
              + Quantity.decimal(times)
              + until(lasts);
      case Fault.ZoneDown(String zone) -> "{zone-down: " + Lines.text(zone) + until(lasts);
    };
  }

  private static String until(String lasts) {
    return ", for: " + lasts + "}";
  }

  private String replicas(Fault.Scope scope) {
    return scope.replicas() + " of " + model.service(scope.service()).replicas() + " replicas";
  }
}
