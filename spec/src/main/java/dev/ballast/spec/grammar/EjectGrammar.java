package dev.ballast.spec.grammar;

import dev.ballast.kernel.Units;
import dev.ballast.policy.CallPolicy;
import dev.ballast.policy.health.EjectionCeiling;
import dev.ballast.policy.health.EjectionConfig;
import dev.ballast.policy.health.EjectionTerm;
import dev.ballast.policy.health.FailurePercentageRule;
import dev.ballast.policy.health.LatencyRule;
import dev.ballast.policy.health.SuccessRateRule;
import dev.ballast.spec.grammar.Drafts.Chosen;
import dev.ballast.spec.text.Code;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** When single replicas are taken out of the balancer. */
final class EjectGrammar {
  private static final Key<Integer> FAILURES =
      Key.withDefault(
          "consecutive-failures",
          new ScalarType<>(
              "a whole number from 1 to 1000000, or none",
              text ->
                  text.equals("none")
                      ? Integer.valueOf(EjectionConfig.NOT_IN_A_ROW)
                      : Integer.valueOf(Quantity.count(text, 1, 1_000_000)),
              new Schema.OneOf(
                  List.of(new Schema.Words(List.of("none")), new Schema.Numeric(true, 1.0, 1e6)))),
          "5",
          "Failures in a row that take a replica out, at once.");

  private static final Key<Double> DEVIATIONS =
      Key.withDefault(
          "deviations",
          new ScalarType<>(
              "a number such as 1.9", Quantity::factor, new Schema.Numeric(false, 0.0, 100.0)),
          "1.9",
          "Standard deviations below the mean success rate of the replicas in service.");
  private static final Key<Integer> SUCCESS_REPLICAS = replicas(2, "5");
  private static final Key<Integer> SUCCESS_REQUESTS = requests(1, "100");
  private static final Key<Chosen<SuccessRateRule>> SUCCESS_RATE =
      Key.withDefault(
          "success-rate",
          PolicyGrammar.noneOr(
              "a map, or none",
              new Chosen<>(null),
              new Types.MapType<>(
                  "a map with `deviations`",
                  "Takes a replica out whose success rate in a sweep is far below its peers'.",
                  List.of(DEVIATIONS, SUCCESS_REPLICAS, SUCCESS_REQUESTS),
                  EjectGrammar::successRate)),
          "none",
          "Takes a replica out whose success rate in a sweep is far below its peers'.");

  private static final Key<Double> THRESHOLD =
      Key.withDefault(
          "threshold", Scalars.SHARE, "85%", "The share of failures that takes a replica out.");
  private static final Key<Integer> FAILURE_REPLICAS = replicas(1, "5");
  private static final Key<Integer> FAILURE_REQUESTS = requests(1, "50");
  private static final Key<Chosen<FailurePercentageRule>> FAILURE_PERCENTAGE =
      Key.withDefault(
          "failure-percentage",
          PolicyGrammar.noneOr(
              "a map, or none",
              new Chosen<>(null),
              new Types.MapType<>(
                  "a map with `threshold`",
                  "Takes a replica out of whose requests in a sweep so many failed.",
                  List.of(THRESHOLD, FAILURE_REPLICAS, FAILURE_REQUESTS),
                  EjectGrammar::failurePercentage)),
          "none",
          "Takes a replica out of whose requests in a sweep so many failed.");

  private static final Key<Double> FACTOR =
      Key.withDefault(
          "factor",
          new ScalarType<>(
              "a factor above 1, such as 3",
              Quantity::factor,
              new Schema.Numeric(false, 1.0, 1000.0)),
          "3",
          "How many times as slow as the median of its peers, in the mean of logarithms.");
  private static final Key<Integer> LATENCY_REPLICAS = replicas(3, "3");
  private static final Key<Integer> LATENCY_REQUESTS = requests(10, "50");
  private static final Key<Chosen<LatencyRule>> LATENCY =
      Key.withDefault(
          "latency",
          PolicyGrammar.noneOr(
              "a map, or none",
              new Chosen<>(null),
              new Types.MapType<>(
                  "a map with `factor`",
                  "Takes a replica out that in a sweep is much slower than its peers, beyond chance"
                      + " and beyond their own spread.",
                  List.of(FACTOR, LATENCY_REPLICAS, LATENCY_REQUESTS),
                  EjectGrammar::latency)),
          "none",
          "Takes a replica out that in a sweep is much slower than its peers.");

  private static final Key<Long> INTERVAL =
      Key.withDefault(
          "interval",
          Scalars.DURATION,
          "10s",
          "From one sweep to the next; so long in service also forgives one ejection.");
  private static final Key<Long> FOR =
      Key.withDefault(
          "for",
          Scalars.DURATION,
          "30s",
          "How long it stays out the first time; the n-th time n times as long.");
  private static final Key<Long> AT_MOST_FOR =
      Key.withDefault("at-most-for", Scalars.DURATION, "300s", "The longest it stays out.");
  private static final Key<Long> JITTER =
      Key.withDefault(
          "jitter",
          Scalars.DURATION_OR_ZERO,
          "0s",
          "It stays out longer by a random time below this, so that callers do not return to it"
              + " together.");
  private static final Key<Double> CEILING =
      Key.withDefault(
          "ceiling", Scalars.SHARE, "50%", "The share of replicas that may be out at once.");
  private static final Key<Boolean> AT_LEAST_ONE =
      Key.withDefault(
          "at-least-one",
          Scalars.TRUTH,
          "false",
          "Whether one replica of several may always be out, even above the ceiling.");

  static final Kind<CallPolicy, Chosen<EjectionConfig>> EJECT =
      new Kind<>(
          Key.withDefault(
              "eject",
              PolicyGrammar.noneOr(
                  "a map, or none",
                  new Chosen<>(null),
                  new Types.MapType<>(
                      "a map with `consecutive-failures`",
                      "Takes single replicas out of the balancer.",
                      List.of(
                          FAILURES,
                          SUCCESS_RATE,
                          FAILURE_PERCENTAGE,
                          LATENCY,
                          INTERVAL,
                          FOR,
                          AT_MOST_FOR,
                          JITTER,
                          CEILING,
                          AT_LEAST_ONE),
                      EjectGrammar::ejection)),
              "none",
              "Takes single replicas out of the balancer that fail or are slow."),
          (policy, chosen) -> policy.withEjection(chosen.value()),
          policy -> EjectText.of(policy.ejection()));

  private EjectGrammar() {}

  private static Key<Integer> replicas(int min, String defaultText) {
    return Key.withDefault(
        "replicas",
        Scalars.count(min, 10_000),
        defaultText,
        "How many replicas with enough requests it takes.");
  }

  private static Key<Integer> requests(int min, String defaultText) {
    return Key.withDefault(
        "requests",
        Scalars.count(min, 1_000_000_000),
        defaultText,
        "How many requests of a replica in a sweep are enough.");
  }

  private static @Nullable Chosen<SuccessRateRule> successRate(Fields fields) {
    double deviations = fields.get(DEVIATIONS);
    int replicas = fields.get(SUCCESS_REPLICAS);
    int requests = fields.get(SUCCESS_REQUESTS);
    if (isOutside(fields, DEVIATIONS, deviations <= 100, "expected a number up to 100")) {
      return null;
    }
    return new Chosen<>(new SuccessRateRule(deviations, replicas, requests));
  }

  private static @Nullable Chosen<FailurePercentageRule> failurePercentage(Fields fields) {
    double threshold = fields.get(THRESHOLD);
    int replicas = fields.get(FAILURE_REPLICAS);
    int requests = fields.get(FAILURE_REQUESTS);
    if (isOutside(fields, THRESHOLD, threshold > 0, "expected more than 0%")) {
      return null;
    }
    return new Chosen<>(new FailurePercentageRule(threshold, replicas, requests));
  }

  private static @Nullable Chosen<LatencyRule> latency(Fields fields) {
    double factor = fields.get(FACTOR);
    int replicas = fields.get(LATENCY_REPLICAS);
    int requests = fields.get(LATENCY_REQUESTS);
    if (isOutside(
        fields, FACTOR, factor > 1 && factor <= 1000, "expected a factor above 1, up to 1000")) {
      return null;
    }
    return new Chosen<>(new LatencyRule(factor, replicas, requests));
  }

  private static boolean isOutside(Fields fields, Key<?> key, boolean isFine, String expected) {
    if (!isFine) {
      fields
          .in()
          .report(
              Code.SPEC017,
              fields.valueAt(key),
              "`" + key.name() + "` out of its range",
              expected,
              "write `" + key.defaultText() + "`, the default");
    }
    return !isFine;
  }

  private static @Nullable Chosen<EjectionConfig> ejection(Fields fields) {
    int failures = fields.get(FAILURES);
    SuccessRateRule successRate = fields.get(SUCCESS_RATE).value();
    FailurePercentageRule percentage = fields.get(FAILURE_PERCENTAGE).value();
    LatencyRule latency = fields.get(LATENCY).value();
    long interval = fields.get(INTERVAL);
    EjectionTerm term = term(fields);
    EjectionCeiling ceiling = ceiling(fields);
    boolean hasRule = successRate != null || percentage != null || latency != null;
    if (failures == EjectionConfig.NOT_IN_A_ROW && !hasRule) {
      if (!fields.has(SUCCESS_RATE) && !fields.has(FAILURE_PERCENTAGE) && !fields.has(LATENCY)) {
        contradiction(
            fields,
            FAILURES,
            "nothing here ever ejects",
            "expected a reason to eject",
            "leave this key out, or add "
                + String.format(
                    Locale.ROOT,
                    "`%s`, `%s` or `%s`",
                    SUCCESS_RATE.name(),
                    FAILURE_PERCENTAGE.name(),
                    LATENCY.name()));
      } else if (!fields.in().problems().hasErrors()) {
        contradiction(
            fields,
            FAILURES,
            "nothing here ever ejects",
            "expected a reason to eject",
            "write `eject: none`");
      }
      return null;
    }
    return term == null || ceiling == null
        ? null
        : new Chosen<>(
            new EjectionConfig(
                failures, successRate, percentage, latency, interval, term, ceiling));
  }

  private static @Nullable EjectionTerm term(Fields fields) {
    long base = fields.get(FOR);
    long max = fields.get(AT_MOST_FOR);
    long jitter = fields.get(JITTER);
    if (max < base) {
      if (fields.has(AT_MOST_FOR)) {
        contradiction(
            fields,
            AT_MOST_FOR,
            "`at-most-for` is below `for`",
            "expected at least " + Units.duration(base),
            "raise it, or leave it out");
        return null;
      }
      max = base;
    }
    return new EjectionTerm(base, max, jitter);
  }

  private static @Nullable EjectionCeiling ceiling(Fields fields) {
    double share = fields.get(CEILING);
    boolean atLeastOne = fields.get(AT_LEAST_ONE);
    if (share == 0 && !atLeastOne) {
      contradiction(
          fields,
          CEILING,
          "a ceiling of 0% ejects nobody",
          "expected more than 0%",
          "raise it, or add `at-least-one: true`");
      return null;
    }
    return new EjectionCeiling(share, atLeastOne);
  }

  private static void contradiction(
      Fields fields, Key<?> key, String problem, String expected, String fix) {
    fields.in().report(Code.SPEC022, fields.valueAt(key), problem, expected, fix);
  }
}
