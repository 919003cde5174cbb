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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Which policies apply to an edge: for each kind the most specific pattern that sets it, the later
 * one on a tie.
 */
final class PolicyResolution {
  private final List<Types.Item<Pattern, PolicyDraft>> policies;
  private final Map<Pattern, List<PolicyDraft>> byPattern = new HashMap<>();
  private final Positions positions;

  PolicyResolution(List<Types.Item<Pattern, PolicyDraft>> policies, Positions positions) {
    this.policies = policies;
    this.positions = positions;
    for (Types.Item<Pattern, PolicyDraft> item : policies) {
      byPattern.computeIfAbsent(item.key(), _ -> new ArrayList<>()).addFirst(item.value());
    }
  }

  CallPolicy of(Edge edge) {
    CallPolicy policy = CallPolicy.DEFAULT;
    for (Kind<CallPolicy, ?> kind : PolicyGrammar.KINDS) {
      Located<UnaryOperator<CallPolicy>> set = mostSpecific(edge, kind.name());
      if (set != null) {
        positions.put(set.at(), "policy", edge.toString(), kind.name());
        policy = set.value().apply(policy);
      }
    }
    return policy;
  }

  private @Nullable Located<UnaryOperator<CallPolicy>> mostSpecific(Edge edge, String kind) {
    for (Pattern pattern : Pattern.matching(edge.caller(), edge.callee())) {
      for (PolicyDraft draft : byPattern.getOrDefault(pattern, List.of())) {
        Located<UnaryOperator<CallPolicy>> set = draft.set().get(kind);
        if (set != null) {
          return set;
        }
      }
    }
    return null;
  }

  /** Patterns with unknown names, and patterns that no call matches; after all were resolved. */
  void reportUnused(List<Service> services, Reading in) {
    Set<String> names = new LinkedHashSet<>();
    services.forEach(s -> names.add(s.name()));
    boolean namesAreComplete = !in.incomplete().contains(NameKind.SERVICE);
    boolean callsAreComplete = !in.problems().hasErrors();
    Set<Edge> edges = SystemModel.edges(services);
    Set<Pattern> matched = new HashSet<>();
    edges.forEach(e -> matched.addAll(Pattern.matching(e.caller(), e.callee())));
    for (Types.Item<Pattern, PolicyDraft> item : policies) {
      Pattern pattern = item.key();
      boolean callerIsKnown = !namesAreComplete || isKnown(pattern.caller(), item.at(), names, in);
      boolean calleeIsKnown = !namesAreComplete || isKnown(pattern.callee(), item.at(), names, in);
      if (callsAreComplete && callerIsKnown && calleeIsKnown && !matched.contains(pattern)) {
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
      @Nullable String name, Position at, Set<String> names, Reading in) {
    if (name == null || names.contains(name)) {
      return true;
    }
    in.problems().unknownName("service", name, names, at);
    return false;
  }
}
