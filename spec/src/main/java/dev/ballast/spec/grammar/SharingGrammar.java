package dev.ballast.spec.grammar;

import dev.ballast.kernel.Units;
import dev.ballast.policy.CallPolicy;
import dev.ballast.policy.cache.CacheConfig;
import dev.ballast.spec.grammar.Drafts.Chosen;
import dev.ballast.spec.text.Code;
import dev.ballast.spec.text.Quoted;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which answers serve more than the call that fetched them. */
final class SharingGrammar {
  private static final Type<Long> TIME_OR_NONE =
      new ScalarType<>(
          "a duration such as 30s, or none",
          SharingGrammar::time,
          Scalars.text("^(none|" + Quantity.DURATION + ")$", "30s", "none"));

  private static final Key<Long> FOR =
      Key.withDefault(
          "for",
          TIME_OR_NONE,
          "none",
          "How long an answer is fresh: given again without asking. `none` always asks.");
  private static final Key<Long> REVALIDATE =
      Key.withDefault(
          "stale-while-revalidate",
          TIME_OR_NONE,
          "none",
          "For how long after that it is still given, while one caller fetches a new one.");
  private static final Key<Long> ON_ERROR =
      Key.withDefault(
          "stale-if-error",
          TIME_OR_NONE,
          "none",
          "For how long after `for` it is given where a new one cannot be had; the answer then"
              + " counts as degraded.");
  private static final Key<Integer> ENTRIES =
      Key.withDefault(
          "entries",
          Scalars.count(1, CacheConfig.ENTRIES_MAX),
          Integer.toString(CacheConfig.ENTRIES_DEFAULT),
          "Answers kept at most, per replica of the caller.");

  static final Kind<CallPolicy, Chosen<CacheConfig>> CACHE =
      new Kind<>(
          Key.withDefault(
              "cache",
              PolicyGrammar.noneOr(
                  "a map with `for`, or none",
                  new Chosen<>(null),
                  new Types.MapType<>(
                      "a map with `for`",
                      "Gives answers again. Only calls of idempotent endpoints share.",
                      List.of(FOR, REVALIDATE, ON_ERROR, ENTRIES),
                      SharingGrammar::cache)),
              "none",
              "Gives answers again, fresh ones and, where they are better than none, stale ones."),
          (policy, chosen) -> policy.withSharing(policy.sharing().withCache(chosen.value())),
          policy -> text(policy.sharing().cache()));

  static final Kind<CallPolicy, Boolean> COALESCE =
      new Kind<>(
          Key.withDefault(
              "coalesce",
              Scalars.TRUTH,
              "false",
              "Whether equal calls from one replica of the caller at the same time become one."),
          (policy, on) -> policy.withSharing(policy.sharing().withCoalescing(on)),
          policy -> Boolean.toString(policy.sharing().coalesces()));

  private SharingGrammar() {}

  private static long time(String text) throws Mismatch {
    if (text.equals("none")) {
      return 0;
    }
    long nanos = Quantity.wholeNanos(text);
    if (nanos > CacheConfig.NANOS_MAX) {
      throw Mismatch.of(
          Code.SPEC017, Quoted.of(text) + " is too long", "at most 8760h", "write a shorter time");
    }
    return nanos;
  }

  private static @Nullable Chosen<CacheConfig> cache(Fields fields) {
    long fresh = fields.get(FOR);
    long revalidate = fields.get(REVALIDATE);
    long onError = fields.get(ON_ERROR);
    if (fresh == 0 && revalidate == 0 && onError == 0) {
      fields
          .in()
          .report(
              Code.SPEC022,
              fields.place().at(),
              "a `cache` that keeps answers for no time",
              "expected one of `for`, `stale-while-revalidate` and `stale-if-error`",
              "add `for: 10s`, or write `cache: none`");
      return null;
    }
    return new Chosen<>(new CacheConfig(fresh, revalidate, onError, fields.get(ENTRIES)));
  }

  private static String text(@Nullable CacheConfig cache) {
    if (cache == null) {
      return "none";
    }
    return "{for: "
        + time(cache.freshNanos())
        + ", stale-while-revalidate: "
        + time(cache.staleWhileRevalidateNanos())
        + ", stale-if-error: "
        + time(cache.staleIfErrorNanos())
        + ", entries: "
        + cache.entries()
        + "}";
  }

  private static String time(long nanos) {
    return nanos == 0 ? "none" : Units.duration(nanos);
  }
}
