package dev.ballast.spec.grammar;

import dev.ballast.kernel.Position;
import dev.ballast.model.Edge;
import dev.ballast.model.Service;
import dev.ballast.model.SystemModel;
import dev.ballast.policy.CallPolicy;
import dev.ballast.spec.grammar.Drafts.Located;
import dev.ballast.spec.grammar.Drafts.Pattern;
import dev.ballast.spec.grammar.Drafts.PolicyDraft;
import dev.ballast.spec.text.Code;
import dev.ballast.spec.text.NameKind;
import dev.ballast.spec.text.Positions;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which policies apply to an edge: for each kind the most specific pattern that sets it, the later
 * one on a tie.
 */
final class PolicyResolution {
  private final List<Types.Item<Pattern, PolicyDraft>> policies;
  private final Positions positions;

  PolicyResolution(List<Types.Item<Pattern, PolicyDraft>> policies, Positions positions) {
    this.policies = policies;
    this.positions = positions;
  }

  // javac loses the @Nullable of a nested type on the parameter of a compact constructor.
  @SuppressWarnings("NullAway")
  CallPolicy of(Edge edge) {
    CallPolicy none = CallPolicy.DEFAULT;
    return new CallPolicy(
        pick(edge, "timeout", PolicyDraft::timeout, none.timeoutNanos()),
        pick(edge, "deadline", PolicyDraft::propagatesDeadline, none.propagatesDeadline()),
        pick(edge, "retry", PolicyDraft::retry, none.retry()),
        pick(edge, "breaker", PolicyDraft::breaker, new Drafts.Chosen<>(null)).value(),
        pick(edge, "bulkhead", PolicyDraft::bulkhead, none.bulkhead()),
        pick(edge, "balance", PolicyDraft::balance, none.balance()),
        pick(edge, "eject", PolicyDraft::ejection, new Drafts.Chosen<>(null)).value());
  }

  private <T> T pick(
      Edge edge, String kind, Function<PolicyDraft, @Nullable Located<T>> part, T otherwise) {
    Located<T> best = null;
    int bestSpecificity = -1;
    for (Types.Item<Pattern, PolicyDraft> item : policies) {
      Located<T> set = part.apply(item.value());
      Pattern pattern = item.key();
      if (set != null
          && pattern.matches(edge.caller(), edge.callee())
          && pattern.specificity() >= bestSpecificity) {
        best = set;
        bestSpecificity = pattern.specificity();
      }
    }
    if (best == null) {
      return otherwise;
    }
    positions.put(best.at(), "policy", edge.toString(), kind);
    return best.value();
  }

  /** Patterns with unknown names, and patterns that no call matches. */
  void reportUnused(List<Service> services, Reading in) {
    List<String> names = services.stream().map(Service::name).toList();
    Set<Edge> edges = SystemModel.edges(services);
    boolean namesAreComplete = !in.incomplete().contains(NameKind.SERVICE);
    boolean callsAreComplete = !in.problems().hasErrors();
    for (Types.Item<Pattern, PolicyDraft> item : policies) {
      Pattern pattern = item.key();
      boolean callerIsKnown = !namesAreComplete || isKnown(pattern.caller(), item.at(), names, in);
      boolean calleeIsKnown = !namesAreComplete || isKnown(pattern.callee(), item.at(), names, in);
      boolean used = edges.stream().anyMatch(e -> pattern.matches(e.caller(), e.callee()));
      if (callsAreComplete && callerIsKnown && calleeIsKnown && !used) {
        in.report(
            Code.CHECK015,
            item.at(),
            "no call matches this pattern",
            "expected a caller and a callee with a call between them",
            edges.isEmpty()
                ? "leave it out"
                : "name a call that is made, such as `" + edges.iterator().next() + "`");
      }
    }
  }

  private static boolean isKnown(
      @Nullable String name, Position at, List<String> names, Reading in) {
    if (name == null || names.contains(name)) {
      return true;
    }
    in.problems().unknownName("service", name, names, at);
    return false;
  }
}
