package dev.ballast.spec.grammar;

import dev.ballast.policy.CallPolicy;
import dev.ballast.policy.Deadline;
import dev.ballast.policy.RepeatTree;
import dev.ballast.policy.RetryBudget;
import dev.ballast.policy.RetryConfig;
import java.util.ArrayList;
import java.util.List;

/** The kinds of policies on an edge, for those who ask what each of them does. */
public final class PolicySettings {
  /**
   * A kind that is set to something else than its default.
   *
   * @param text its value, as the file would say it
   * @param without the same policies with the default in its place
   */
  public record Setting(String name, String text, CallPolicy without) {}

  private PolicySettings() {}

  /** What is set, in the order in which a file is written, and last the parts of a retry. */
  public static List<Setting> of(CallPolicy policy) {
    List<Setting> settings = new ArrayList<>();
    for (Kind<CallPolicy, ?> kind : PolicyGrammar.KINDS) {
      CallPolicy without = without(kind, policy);
      if (!without.equals(policy)) {
        settings.add(new Setting(kind.name(), kind.text().apply(policy), without));
      }
    }
    addRepeats(policy, settings);
    return settings;
  }

  /** What bounds the repeats, each part by itself. */
  private static void addRepeats(CallPolicy policy, List<Setting> settings) {
    RetryConfig retry = policy.retry();
    if (retry.attempts() == 1) {
      return;
    }
    if (!retry.budget().equals(RetryBudget.Config.UNLIMITED)) {
      settings.add(
          new Setting(
              "retry budget",
              BudgetGrammar.text(retry.budget()),
              policy.withRetry(retry.withBudget(RetryBudget.Config.UNLIMITED))));
    }
    if (retry.perAttemptNanos() != Deadline.NONE) {
      settings.add(
          new Setting(
              "retry per-attempt",
              PolicyText.durationOrNone(retry.perAttemptNanos()),
              policy.withRetry(retry.withPerAttempt(Deadline.NONE))));
    }
    if (retry.tree() != RepeatTree.UNBOUNDED) {
      settings.add(
          new Setting(
              "retry tree",
              Integer.toString(retry.tree()),
              policy.withRetry(retry.withTree(RepeatTree.UNBOUNDED))));
    }
  }

  private static <T> CallPolicy without(Kind<CallPolicy, T> kind, CallPolicy policy) {
    return kind.put().apply(policy, Fields.defaultOf(kind.key()));
  }
}
