package dev.ballast.spec.grammar;

import dev.ballast.policy.CallPolicy;
import dev.ballast.spec.grammar.Drafts.Located;
import dev.ballast.spec.grammar.Drafts.Pattern;
import dev.ballast.spec.grammar.Drafts.PolicyDraft;
import dev.ballast.spec.text.Code;
import dev.ballast.spec.text.Quoted;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** What guards the calls from one service to another. */
final class PolicyGrammar {
  static final Type<Pattern> PATTERN =
      new ScalarType<>(
          PolicyText.PATTERN_EXPECTED,
          PolicyText::pattern,
          Scalars.text("^\\s*\\S+\\s*->\\s*\\S+\\s*$", "* -> license"));

  private static final Kind<CallPolicy, Long> TIMEOUT =
      new Kind<>(
          Key.withDefault(
              "timeout",
              Scalars.DURATION_OR_NONE,
              "none",
              "The longest a call may take with all its attempts."),
          CallPolicy::withTimeout,
          policy -> PolicyText.durationOrNone(policy.timeoutNanos()));
  private static final Kind<CallPolicy, Boolean> DEADLINE =
      new Kind<>(
          Key.withDefault(
              "deadline",
              Scalars.word(Map.of("propagates", true, "ignored", false)),
              "ignored",
              "Whether the callee is told how much time is left, and refuses work that is too"
                  + " late."),
          CallPolicy::withDeadline,
          policy -> policy.propagatesDeadline() ? "propagates" : "ignored");

  /** Every kind of policy on an edge, in the order in which a file is written. */
  static final List<Kind<CallPolicy, ?>> KINDS =
      List.of(
          TIMEOUT,
          DEADLINE,
          RetryGrammar.RETRY,
          HedgeGrammar.HEDGE,
          BreakerGrammar.BREAKER,
          BulkheadGrammar.BULKHEAD,
          LimitGrammar.OF_CALLS,
          ThrottleGrammar.THROTTLE,
          BalanceGrammar.BALANCE,
          EjectGrammar.EJECT,
          CandidateGrammar.PANIC,
          CandidateGrammar.ZONES,
          CandidateGrammar.TIERS,
          CandidateGrammar.SLOW_START,
          SharingGrammar.CACHE,
          SharingGrammar.COALESCE);

  static final Type<PolicyDraft> POLICY =
      new Types.MapType<>(
          "a map of policies",
          "What guards the calls that match the pattern. For each of these keys the most specific"
              + " pattern that sets it wins.",
          KINDS.stream().<Key<?>>map(Kind::key).toList(),
          PolicyGrammar::policy);

  private PolicyGrammar() {}

  private static PolicyDraft policy(Fields fields) {
    Map<String, Located<UnaryOperator<CallPolicy>>> set = new HashMap<>();
    for (Kind<CallPolicy, ?> kind : KINDS) {
      kind.read(fields, set);
    }
    return new PolicyDraft(set);
  }

  static <T> Type<T> noneOr(String expected, T none, Type<T> type) {
    return new Types.ByShape<>(
        expected,
        new ScalarType<>(
            expected,
            text -> {
              if (!text.equals("none")) {
                throw Mismatch.of(
                    Code.SPEC018,
                    "unknown word " + Quoted.of(text),
                    expected,
                    "write `none`, or the keys below it");
              }
              return none;
            },
            new Schema.Words(List.of("none"))),
        null,
        type);
  }
}
