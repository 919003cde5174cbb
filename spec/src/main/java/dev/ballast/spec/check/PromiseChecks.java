package dev.ballast.spec.check;

import dev.ballast.model.Edge;
import dev.ballast.model.EndpointRef;
import dev.ballast.model.Objective;
import dev.ballast.model.Objective.Measure;
import dev.ballast.model.Service;
import dev.ballast.model.Step;
import dev.ballast.model.SystemModel;
import dev.ballast.policy.CallPolicy;
import dev.ballast.spec.text.Code;
import dev.ballast.spec.text.Positions;
import dev.ballast.spec.text.Problems;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Objectives that the described failures alone make impossible. The share of good answers is
 * bounded from above: attempts fail independently, and every retry and hedge that may be made is
 * made.
 */
final class PromiseChecks {
  private static final int EXACT_DIGITS = 9;

  private final SystemModel model;
  private final CallGraph graph;
  private final Positions positions;
  private final Problems problems;

  PromiseChecks(SystemModel model, CallGraph graph, Positions positions, Problems problems) {
    this.model = model;
    this.graph = graph;
    this.positions = positions;
    this.problems = problems;
  }

  void run() {
    double[] success = best(true);
    double[] undegraded = best(false);
    for (Objective objective : model.objectives()) {
      Integer route = route(objective.route());
      if (route == null) {
        continue;
      }
      for (Objective.Target target : objective.targets()) {
        if (target.measure() == Measure.SUCCESS) {
          compare(objective, target, success[route]);
        } else if (target.measure() == Measure.UNDEGRADED) {
          compare(objective, target, undegraded[route]);
        }
      }
    }
  }

  private @Nullable Integer route(String route) {
    for (Service service : model.services()) {
      Integer node = graph.number(new EndpointRef(service.name(), route));
      if (service.isGateway() && node != null) {
        return node;
      }
    }
    return null;
  }

  private void compare(Objective objective, Objective.Target target, double best) {
    if (target.bound() <= best + 1e-12) {
      return;
    }
    String measure = target.measure().word();
    problems.add(
        Code.CHECK010,
        positions.of("objective", objective.name(), measure),
        "`"
            + measure
            + "` cannot hold: the `fails` steps on `"
            + objective.route()
            + "` leave at most "
            + percent(best),
        "expected at most " + percent(best),
        "retry the calls that fail, give them an `else`, or lower the objective");
  }

  private static String percent(double share) {
    return new BigDecimal(share)
            .movePointRight(2)
            .setScale(EXACT_DIGITS, RoundingMode.HALF_EVEN) // 0.95 is a hair less in binary
            .setScale(3, RoundingMode.DOWN)
            .stripTrailingZeros()
            .toPlainString()
        + "%";
  }

  private double[] best(boolean fallbacksCount) {
    double[] best = new double[graph.size()];
    Arrays.fill(best, 1); // nothing is claimed about calls that close a cycle
    for (int node : graph.callersFirst().reversed()) {
      String service = graph.ref(node).service();
      best[node] = best(graph.endpoint(node).steps(), service, best, fallbacksCount);
    }
    return best;
  }

  private double best(List<Step> steps, String caller, double[] best, boolean fallbacksCount) {
    double good = 1;
    for (Step step : steps) {
      good *=
          switch (step) {
            case Step.Work _, Step.Wait _ -> 1;
            case Step.Fails(double probability) -> 1 - probability;
            case Step.Call call -> best(call, caller, best, fallbacksCount);
            case Step.Memory _ -> 1; // all may be there
            case Step.Mirror _ -> 1;
            case Step.Split(List<Step.Split.Part> parts) -> {
              double mean = 0;
              for (Step.Split.Part part : parts) {
                mean += part.share() * best(part.call(), caller, best, fallbacksCount);
              }
              yield mean;
            }
            case Step.Together _, Step.OneAtATime _ -> {
              double all = 1;
              for (List<Step> within : step.within()) {
                all *= best(within, caller, best, fallbacksCount);
              }
              yield all;
            }
          };
    }
    return good;
  }

  private double best(Step.Call call, String caller, double[] best, boolean fallbacksCount) {
    Integer target = graph.number(call.target());
    if (target == null) {
      return 1;
    }
    double once =
        fallbacksCount ? bestOfAll(call, caller, best) : once(call.target(), caller, best);
    return 1 - call.chance() + call.chance() * StrictMath.pow(once, call.times());
  }

  /** With everything that the call falls back to. */
  private double bestOfAll(Step.Call call, String caller, double[] best) {
    if (call.last() != null) {
      return 1;
    }
    double allFail = 1;
    for (EndpointRef target : call.targets()) {
      allFail *= 1 - once(target, caller, best);
    }
    return 1 - allFail;
  }

  private double once(EndpointRef target, String caller, double[] best) {
    Integer node = graph.number(target);
    if (node == null) {
      return 1;
    }
    CallPolicy policy = model.policy(new Edge(caller, target.service()));
    if (policy.sharing().cache() != null) {
      return 1; // nothing is claimed about what may have been kept
    }
    int attempts =
        policy.retry().attempts() + (policy.hedge() == null ? 0 : policy.hedge().atMost());
    return 1 - StrictMath.pow(1 - best[node], attempts);
  }
}
