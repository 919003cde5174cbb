package dev.ballast.spec.grammar;

import dev.ballast.kernel.Units;
import dev.ballast.policy.CallPolicy;
import dev.ballast.policy.limit.ThrottleConfig;
import dev.ballast.spec.grammar.Drafts.Chosen;
import dev.ballast.spec.text.Code;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** When calls are held back because the callee refuses many. */
final class ThrottleGrammar {
  private record Ks(double critical, double normal, double sheddable) {
    boolean isOne() {
      return critical == normal && normal == sheddable;
    }
  }

  private static final Type<Double> K_NUMBER = Scalars.number(1, ThrottleConfig.K_MAX);
  private static final Key<Double> CRITICAL =
      Key.withDefault("critical", K_NUMBER, "2", "Of critical requests.");
  private static final Key<Double> NORMAL =
      Key.withDefault("normal", K_NUMBER, "2", "Of those with normal priority.");
  private static final Key<Double> SHEDDABLE =
      Key.withDefault("sheddable", K_NUMBER, "2", "Of those that can wait.");

  private static final Key<Ks> K =
      Key.withDefault(
          "k",
          new Types.ByShape<>(
              "a number such as 2, or a map with one for each priority",
              new Types.Mapped<>(K_NUMBER, k -> new Ks(k, k, k)),
              null,
              new Types.MapType<>(
                  "a map with `critical`, `normal` and `sheddable`",
                  "One k for each priority; what matters less must not have a larger one.",
                  List.of(CRITICAL, NORMAL, SHEDDABLE),
                  ThrottleGrammar::byPriority)),
          "2",
          "How many times what the callee accepts may be sent.");
  private static final Key<Long> WINDOW =
      Key.withDefault(
          "window",
          Scalars.durationFrom(ThrottleConfig.WINDOW_NANOS_MIN),
          "2min",
          "How far back it looks.");

  static final Kind<CallPolicy, Chosen<ThrottleConfig>> THROTTLE =
      new Kind<>(
          Key.withDefault(
              "throttle",
              PolicyGrammar.noneOr(
                  "a map, or none",
                  new Chosen<>(null),
                  new Types.MapType<>(
                      "a map with `k`",
                      "Holds calls back while the callee refuses many.",
                      List.of(K, WINDOW),
                      ThrottleGrammar::throttle)),
              "none",
              "Holds calls back, by chance, while the callee refuses many."),
          (policy, chosen) -> policy.withThrottle(chosen.value()),
          policy -> text(policy.throttle()));

  private ThrottleGrammar() {}

  /** Defaults that what is given rules out give way. */
  private static @Nullable Ks byPriority(Fields fields) {
    double normal = fields.get(NORMAL);
    double critical = fields.get(CRITICAL);
    double sheddable = fields.get(SHEDDABLE);
    if (!fields.has(NORMAL)) {
      normal = fields.has(CRITICAL) ? Math.min(normal, critical) : Math.max(normal, sheddable);
    }
    critical = fields.has(CRITICAL) ? critical : Math.max(critical, normal);
    sheddable = fields.has(SHEDDABLE) ? sheddable : Math.min(sheddable, normal);
    if (critical >= normal && normal >= sheddable) {
      return new Ks(critical, normal, sheddable);
    }
    fields
        .in()
        .report(
            Code.SPEC022,
            fields.valueAt(critical < normal ? CRITICAL : SHEDDABLE),
            "what matters less has a larger `k`",
            "expected critical ≥ normal ≥ sheddable",
            "change one of them");
    return null;
  }

  private static @Nullable Chosen<ThrottleConfig> throttle(Fields fields) {
    Ks k = fields.get(K);
    long window = fields.get(WINDOW);
    return new Chosen<>(new ThrottleConfig(k.critical, k.normal, k.sheddable, window));
  }

  private static String text(@Nullable ThrottleConfig throttle) {
    if (throttle == null) {
      return "none";
    }
    Ks k = new Ks(throttle.critical(), throttle.normal(), throttle.sheddable());
    return "{k: "
        + (k.isOne()
            ? Quantity.decimal(k.normal)
            : "{critical: "
                + Quantity.decimal(k.critical)
                + ", normal: "
                + Quantity.decimal(k.normal)
                + ", sheddable: "
                + Quantity.decimal(k.sheddable)
                + "}")
        + ", window: "
        + Units.duration(throttle.windowNanos())
        + "}";
  }
}
