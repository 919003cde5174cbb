package dev.ballast.spec.grammar;

import dev.ballast.policy.AdmissionPolicy;
import dev.ballast.policy.CallPolicy;
import dev.ballast.policy.limit.Aimd;
import dev.ballast.policy.limit.Gradient;
import dev.ballast.policy.limit.Gradient2;
import dev.ballast.policy.limit.LimitConfig;
import dev.ballast.policy.limit.Vegas;
import dev.ballast.spec.grammar.Drafts.Chosen;
import java.util.List;
import java.util.Map;

/** A limit of work at once that adapts: of an edge's calls, or of what a replica lets in. */
final class LimitGrammar {
  private static final String EXPECTED =
      "one of aimd, gradient, gradient2, vegas, a map with one of them as its key, or none";

  private static final Key<LimitConfig> AIMD =
      Key.optional(
          "aimd",
          LimitKinds.AIMD,
          "One more after a window without a drop, a share of the limit after one with a drop.");
  private static final Key<LimitConfig> GRADIENT =
      Key.optional(
          "gradient",
          LimitKinds.GRADIENT,
          "Compares the median time with the one under almost no load, which it measures from time"
              + " to time.");
  private static final Key<LimitConfig> GRADIENT2 =
      Key.optional(
          "gradient2",
          LimitKinds.GRADIENT2,
          "Compares the mean time with the usual one, an average over a long window.");
  private static final Key<LimitConfig> VEGAS =
      Key.optional("vegas", LimitKinds.VEGAS, "Keeps the queue that it causes between two bounds.");

  private static final Type<Chosen<LimitConfig>> LIMIT =
      new Types.ByShape<>(
          EXPECTED,
          Scalars.word(
              Map.of(
                  "none", new Chosen<LimitConfig>(null),
                  "aimd", new Chosen<LimitConfig>(Aimd.DEFAULT),
                  "gradient", new Chosen<LimitConfig>(Gradient.DEFAULT),
                  "gradient2", new Chosen<LimitConfig>(Gradient2.DEFAULT),
                  "vegas", new Chosen<LimitConfig>(Vegas.DEFAULT))),
          null,
          new Types.Mapped<>(
              new Types.Variants<>(
                  "this limit",
                  List.of(variant(AIMD), variant(GRADIENT), variant(GRADIENT2), variant(VEGAS))),
              Chosen<LimitConfig>::new));

  /** Of the calls over an edge. */
  static final Kind<CallPolicy, Chosen<LimitConfig>> OF_CALLS =
      new Kind<>(
          Key.withDefault(
              "limit",
              LIMIT,
              "none",
              "Calls under way at once from one replica of the caller, adapted to how long they"
                  + " take and how many are dropped; more are refused."),
          (policy, chosen) -> policy.withLimit(chosen.value()),
          policy -> LimitKinds.text(policy.limit()));

  /** Of what a replica lets in. */
  static final Kind<AdmissionPolicy, Chosen<LimitConfig>> OF_REQUESTS =
      new Kind<>(
          Key.withDefault(
              "limit",
              LIMIT,
              "none",
              "Requests in a replica at once, those in its queue included, adapted to how long they"
                  + " take and how many are dropped; more are shed."),
          (admission, chosen) -> admission.withLimit(chosen.value()),
          admission -> LimitKinds.text(admission.limit()));

  private LimitGrammar() {}

  private static Types.MapType<LimitConfig> variant(Key<LimitConfig> key) {
    return new Types.MapType<>(
        "a map with `" + key.name() + "`", key.about(), List.of(key), fields -> fields.find(key));
  }
}
