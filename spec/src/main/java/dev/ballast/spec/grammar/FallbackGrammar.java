package dev.ballast.spec.grammar;

import dev.ballast.model.EndpointRef;
import dev.ballast.model.Fallback;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What replaces the answer of a call that failed. */
final class FallbackGrammar {
  private static final String CACHED = "cached";

  private static final Key<EndpointRef> CALL =
      Key.required(
          "call",
          StepGrammar.TARGET,
          "The endpoint that is called instead; its answer counts as degraded.");

  private static final Type<Fallback> NAMED =
      new Types.Mapped<>(
          Scalars.FREE_TEXT,
          text -> text.equals(CACHED) ? new Fallback.Cached() : new Fallback.Named(text));

  static final Type<Fallback> FALLBACK =
      new Types.Named<>(
          "fallback",
          "the name of an answer, `cached`, or a map with `call`",
          FallbackGrammar::fallback);

  /** What is said where a step or a route falls back. */
  static final Key<Fallback> ELSE =
      Key.optional(
          "else",
          FALLBACK,
          "What replaces the answer of a failed call, which then counts as degraded: the name of an"
              + " answer that needs nobody, `cached` for the last good answer, or another call."
              + " Without it the failure goes through to the caller.");

  private static final Key<Fallback> NEXT =
      Key.optional("else", FALLBACK, "What replaces the answer when this call fails too.");

  private static final Type<Fallback> ANY =
      new Types.ByShape<>(
          "the name of an answer, `cached`, or a map with `call`",
          NAMED,
          null,
          new Types.MapType<>(
              "a map with `call`",
              "Another call in the place of the one that failed.",
              List.of(CALL, NEXT),
              FallbackGrammar::other));

  private FallbackGrammar() {}

  private static Type<Fallback> fallback() {
    return ANY;
  }

  private static @Nullable Fallback other(Fields fields) {
    EndpointRef target = fields.find(CALL);
    Fallback next = fields.find(NEXT);
    return target == null ? null : new Fallback.Other(target, next);
  }

  static String text(Fallback fallback) {
    return switch (fallback) {
      case Fallback.Named(String name) -> Lines.text(name);
      case Fallback.Cached _ -> CACHED;
      case Fallback.Other(EndpointRef target, Fallback otherwise) ->
          "{call: "
              + Lines.text(target.toString())
              + (otherwise == null ? "" : ", else: " + text(otherwise))
              + "}";
    };
  }
}
