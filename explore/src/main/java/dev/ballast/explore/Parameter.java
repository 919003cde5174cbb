package dev.ballast.explore;

import dev.ballast.model.Edge;
import dev.ballast.model.Endpoint;
import dev.ballast.model.Experiment;
import dev.ballast.model.Load;
import dev.ballast.model.Service;
import dev.ballast.model.Step;
import dev.ballast.model.SystemModel;
import dev.ballast.policy.AdmissionPolicy;
import dev.ballast.policy.CallPolicy;
import dev.ballast.policy.Deadline;
import dev.ballast.policy.RetryConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One number of a system that could be another: 10 % less and 10 % more of it, or one less and one
 * more where it is small and whole.
 *
 * @param name such as {@code workers of stock}
 * @param less the system with less of it; null where there cannot be less
 * @param more the system with more of it; null where there cannot be more
 */
record Parameter(String name, @Nullable Variation less, @Nullable Variation more) {
  private static final double LESS = 0.9;
  private static final double MORE = 1.1;

  /** The same number, times so much. */
  private interface Change {
    Variation times(double factor);
  }

  /** Every number that is looked at, in the order of the file. */
  static List<Parameter> of(SystemModel model, Experiment experiment) {
    List<Parameter> parameters = new ArrayList<>();
    for (int i = 0; i < experiment.loads().size(); i++) {
      int index = i;
      parameters.add(
          parameter(
              "load of " + experiment.loads().get(i).name(),
              x -> new Variation(model, withLoad(experiment, index, x))));
    }
    for (Service service : model.services()) {
      ofService(model, experiment, service, parameters);
    }
    for (Edge edge : model.edges()) {
      ofEdge(model, experiment, edge, parameters);
    }
    parameters.removeIf(parameter -> parameter.less() == null && parameter.more() == null);
    return parameters;
  }

  private static void ofService(
      SystemModel model, Experiment experiment, Service service, List<Parameter> into) {
    AdmissionPolicy admission = service.admission();
    if (service.weights().isEmpty()) {
      into.add(
          parameter(
              "replicas of " + service.name(),
              x -> with(model, experiment, service.withReplicas(whole(service.replicas(), x)))));
    }
    into.add(
        parameter(
            "workers of " + service.name(),
            x ->
                with(
                    model,
                    experiment,
                    service.with(
                        admission.withWorkers(whole(admission.workers(), x)),
                        service.endpoints()))));
    into.add(
        parameter(
            "queue of " + service.name(),
            x ->
                with(
                    model,
                    experiment,
                    service.with(
                        admission.withQueue(whole(admission.queue(), x)), service.endpoints()))));
    if (!service.isGateway()) {
      into.add(
          parameter(
              "work of " + service.name(),
              x -> with(model, experiment, service.with(admission, worked(service, x)))));
    }
  }

  private static void ofEdge(
      SystemModel model, Experiment experiment, Edge edge, List<Parameter> into) {
    CallPolicy policy = model.policy(edge);
    RetryConfig retry = policy.retry();
    if (policy.timeoutNanos() != Deadline.NONE) {
      into.add(
          parameter(
              "timeout of " + edge,
              x ->
                  with(
                      model,
                      experiment,
                      edge,
                      policy.withTimeout(nanos(policy.timeoutNanos(), x)))));
    }
    if (retry.perAttemptNanos() != Deadline.NONE) {
      into.add(
          parameter(
              "per-attempt of " + edge,
              x ->
                  with(
                      model,
                      experiment,
                      edge,
                      policy.withRetry(retry.withPerAttempt(nanos(retry.perAttemptNanos(), x))))));
    }
    if (retry.attempts() > 1) {
      into.add(
          parameter(
              "attempts of " + edge,
              x ->
                  with(
                      model,
                      experiment,
                      edge,
                      policy.withRetry(retry.withAttempts(whole(retry.attempts(), x))))));
    }
  }

  private static Parameter parameter(String name, Change change) {
    return new Parameter(name, possible(change, LESS), possible(change, MORE));
  }

  /** A variation that makes sense, or null. */
  private static @Nullable Variation possible(Change change, double factor) {
    try {
      Variation variation = change.times(factor);
      variation.model().requireConsistent();
      return variation;
    } catch (IllegalArgumentException e) {
      return null; // fewer replicas than a fault strikes, a timeout below that of one attempt
    }
  }

  /** So much of a number, and at least one more or less. */
  private static int whole(int number, double factor) {
    int changed = (int) Math.round(number * factor);
    return changed != number ? changed : factor < 1 ? number - 1 : number + 1;
  }

  private static long nanos(long number, double factor) {
    return Math.max(1, Math.round(number * factor));
  }

  private static Experiment withLoad(Experiment experiment, int index, double factor) {
    List<Load> loads = new ArrayList<>(experiment.loads());
    loads.set(index, loads.get(index).times(factor));
    return experiment.withLoads(loads);
  }

  private static List<Endpoint> worked(Service service, double factor) {
    return service.endpoints().stream()
        .map(endpoint -> endpoint.withSteps(worked(endpoint.steps(), factor)))
        .toList();
  }

  private static List<Step> worked(List<Step> steps, double factor) {
    return steps.stream().map(step -> worked(step, factor)).toList();
  }

  private static Step worked(Step step, double factor) {
    UnaryOperator<List<Step>> within = steps -> worked(steps, factor);
    return step instanceof Step.Work(var time)
        ? new Step.Work(time.times(factor))
        : step.withWithin(within);
  }

  private static Variation with(SystemModel model, Experiment experiment, Service changed) {
    List<Service> services =
        model.services().stream().map(s -> s.name().equals(changed.name()) ? changed : s).toList();
    return new Variation(model.withServices(services), experiment);
  }

  private static Variation with(
      SystemModel model, Experiment experiment, Edge edge, CallPolicy policy) {
    return new Variation(model.withPolicy(edge, policy), experiment);
  }
}
