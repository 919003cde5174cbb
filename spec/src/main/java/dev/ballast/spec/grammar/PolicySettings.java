package dev.ballast.spec.grammar;

import dev.ballast.policy.CallPolicy;
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

  /** What is set, in the order in which a file is written. */
  public static List<Setting> of(CallPolicy policy) {
    List<Setting> settings = new ArrayList<>();
    for (Kind<CallPolicy, ?> kind : PolicyGrammar.KINDS) {
      CallPolicy without = without(kind, policy);
      if (!without.equals(policy)) {
        settings.add(new Setting(kind.name(), kind.text().apply(policy), without));
      }
    }
    return settings;
  }

  private static <T> CallPolicy without(Kind<CallPolicy, T> kind, CallPolicy policy) {
    return kind.put().apply(policy, Fields.defaultOf(kind.key()));
  }
}
