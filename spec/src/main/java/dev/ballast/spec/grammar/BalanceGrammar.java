package dev.ballast.spec.grammar;

import dev.ballast.policy.Balance;
import dev.ballast.policy.CallPolicy;
import java.util.Map;

/** How the replica of each attempt is chosen. */
final class BalanceGrammar {
  static final Kind<CallPolicy, Balance> BALANCE =
      new Kind<>(
          Key.withDefault(
              "balance",
              Scalars.word(
                  Map.of(
                      "least-loaded", Balance.LEAST_LOADED,
                      "round-robin", Balance.ROUND_ROBIN,
                      "random", Balance.RANDOM)),
              "least-loaded",
              "How the replica of each attempt is chosen."),
          CallPolicy::withBalance,
          policy -> text(policy.balance()));

  private BalanceGrammar() {}

  private static String text(Balance balance) {
    return switch (balance) {
      case LEAST_LOADED -> "least-loaded";
      case ROUND_ROBIN -> "round-robin";
      case RANDOM -> "random";
    };
  }
}
