package dev.ballast.spec.grammar;

import dev.ballast.kernel.Checks;
import dev.ballast.kernel.Position;
import dev.ballast.kernel.Priority;
import dev.ballast.model.Experiment;
import dev.ballast.model.Fault;
import dev.ballast.model.Ingress;
import dev.ballast.model.Load;
import dev.ballast.model.Machine;
import dev.ballast.model.Objective;
import dev.ballast.model.Payload;
import dev.ballast.model.Route;
import dev.ballast.model.Service;
import dev.ballast.model.Step;
import dev.ballast.model.Upstream;
import dev.ballast.policy.AdmissionPolicy;
import dev.ballast.policy.CallPolicy;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What single parts of the file say, before names are looked up and defaults that need others. */
final class Drafts {
  private Drafts() {}

  /** A value and where it stands. */
  record Located<T>(T value, Position at) {}

  /** Something that can be switched off; null is off. */
  record Chosen<T>(@Nullable T value) {}

  /** A step, where it stands, and the same for the branches of a parallel one. */
  record PlacedStep(Step step, Position at, List<List<PlacedStep>> branches) {}

  record EndpointDraft(
      String name,
      Position at,
      boolean idempotent,
      Priority priority,
      Payload payload,
      @Nullable Route route,
      List<PlacedStep> steps) {}

  record ServiceDraft(
      int replicas,
      AdmissionPolicy admission,
      boolean cancellationPropagates,
      boolean isGateway,
      List<EndpointDraft> endpoints,
      Service.@Nullable Program program,
      List<Integer> weights,
      Machine machine,
      Ingress ingress,
      Upstream upstream) {}

  /** Who calls whom; null is anyone. */
  record Pattern(@Nullable String caller, @Nullable String callee) {
    /**
     * The patterns that an edge matches, the most specific first; a named callee counts more than a
     * named caller.
     */
    static List<Pattern> matching(String caller, String callee) {
      return List.of(
          new Pattern(caller, callee),
          new Pattern(null, callee),
          new Pattern(caller, null),
          new Pattern(null, null));
    }
  }

  /** What one pattern sets, by the name of the kind. */
  record PolicyDraft(Map<String, Located<UnaryOperator<CallPolicy>>> set) {}

  record ObjectiveDraft(
      Located<String> route, List<Located<Objective.Target>> targets, long recoversWithinNanos) {}

  /**
   * How many replicas are meant.
   *
   * @param count how many; null where a share or all are meant
   * @param of out of how many, if said
   * @param share which share of them, rounded up; null where a count or all are meant
   */
  record Replicas(@Nullable Integer count, @Nullable Integer of, @Nullable Double share) {
    static final Replicas ALL = new Replicas(null, null, null);

    /** How many of so many. */
    int outOf(int there) {
      if (share != null) {
        return (int) Checks.atLeast(share, there);
      }
      return count == null ? there : count;
    }
  }

  /** How a fault comes and goes; as in {@link dev.ballast.model.Experiment.TimedFault}. */
  record Course(long forNanos, long overNanos, long everyNanos) {
    static final Course LASTING = new Course(Experiment.UNTIL_THE_END, 0, Experiment.ONCE);
  }

  /**
   * A fault whose replicas are not counted yet.
   *
   * @param service whose replicas it is about; null where it is about something else
   */
  record FaultDraft(
      Position at,
      @Nullable String service,
      Located<Replicas> replicas,
      Course course,
      IntFunction<Fault> fault) {
    /** The same, which comes once. */
    FaultDraft once() {
      Course single = new Course(course.forNanos(), course.overNanos(), Experiment.ONCE);
      return new FaultDraft(at, service, replicas, single, fault);
    }
  }

  record ExperimentDraft(
      List<Located<Load>> loads,
      long warmUpNanos,
      long lengthNanos,
      List<Located<TimedDraft>> faults,
      @Nullable List<Located<String>> expect) {}

  record TimedDraft(long atNanos, FaultDraft fault) {}
}
