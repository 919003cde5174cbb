package dev.ballast.spec.grammar;

import dev.ballast.kernel.Units;
import dev.ballast.policy.AdmissionPolicy;
import dev.ballast.policy.rate.Rate;
import dev.ballast.policy.rate.RateLimit;
import dev.ballast.policy.rate.RateLimit.Algorithm;
import dev.ballast.policy.rate.RateLimit.Scope;
import dev.ballast.spec.grammar.Drafts.Chosen;
import dev.ballast.spec.text.Code;
import dev.ballast.spec.text.Quoted;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How many requests a service lets in per time. */
final class RateLimitGrammar {
  private static final String RATE_EXPECTED = "a rate such as 100/s, or 100 in 10s";
  private static final Pattern RATE_FORM =
      Pattern.compile("([^\\s/]{1,30})(?:\\s*/\\s*([^\\s/]{1,30})|\\s+in\\s+([^\\s/]{1,30}))");
  private static final String RATE_PATTERN =
      "[0-9_]+(\\s*/\\s*(s|min|h)|\\s+in\\s+" + Quantity.DURATION + ")";
  private static final Map<String, Long> UNITS = units();

  private static final Key<Rate> ALLOW =
      Key.required(
          "allow",
          new ScalarType<>(
              RATE_EXPECTED,
              RateLimitGrammar::rate,
              Scalars.text("^" + RATE_PATTERN + "$", "100/s", "100 in 10s")),
          "How many requests in which time.");
  private static final Key<Integer> BURST =
      Key.optional(
          "burst",
          Scalars.count(1, Rate.PERMITS_MAX),
          "Requests allowed at once after a pause. Default: as many as `allow` names. A sliding"
              + " window has none.");
  private static final Key<Algorithm> BY =
      Key.withDefault(
          "by",
          Scalars.word(
              Map.of(
                  "token-bucket", Algorithm.TOKEN_BUCKET,
                  "gcra", Algorithm.TOKEN_BUCKET,
                  "sliding-window", Algorithm.SLIDING_WINDOW)),
          "token-bucket",
          "How requests are counted. GCRA is a token bucket under another name.");
  private static final Key<Scope> PER =
      Key.withDefault(
          "per",
          Scalars.word(
              Map.of("replica", Scope.REPLICA, "service", Scope.SERVICE, "key", Scope.KEY)),
          "replica",
          "Whose requests count together: those of one replica, those of all replicas of the"
              + " service, which lease parts of the limit, or those about one key at one replica.");
  private static final Key<Integer> KEYS =
      Key.withDefault(
          "keys",
          Scalars.count(8, RateLimit.KEYS_MAX),
          Integer.toString(RateLimit.KEYS_DEFAULT),
          "Keys that a replica remembers at once; only with `per: key`.");
  private static final Key<Long> LEASE =
      Key.withDefault(
          "lease",
          Scalars.DURATION,
          Units.duration(RateLimit.LEASE_NANOS_DEFAULT),
          "How long a replica may use its part without asking again; only with `per: service`.");

  static final Kind<AdmissionPolicy, Chosen<RateLimit>> RATE_LIMIT =
      new Kind<>(
          Key.withDefault(
              "rate-limit",
              new Types.ByShape<>(
                  "a rate such as 100/s, a map with `allow`, or none",
                  new ScalarType<>(
                      "a rate such as 100/s, or none",
                      text -> new Chosen<>(text.equals("none") ? null : RateLimit.of(rate(text))),
                      Scalars.text("^(none|" + RATE_PATTERN + ")$", "100/s", "none")),
                  null,
                  new Types.MapType<>(
                      "a map with `allow`",
                      "How many requests are let in per time; more are refused at once and told"
                          + " when to come again.",
                      List.of(ALLOW, BURST, BY, PER, KEYS, LEASE),
                      RateLimitGrammar::limit)),
              "none",
              "Requests let in per time; more are refused with 429. A plain rate is per replica."),
          (policy, chosen) -> policy.withRateLimit(chosen.value()),
          policy -> text(policy.rateLimit()));

  private RateLimitGrammar() {}

  private static Map<String, Long> units() {
    Map<String, Long> units = new LinkedHashMap<>();
    units.put("s", Units.SECOND);
    units.put("min", Units.MINUTE);
    units.put("h", Units.HOUR);
    return units;
  }

  private static Rate rate(String text) throws Mismatch {
    Matcher form = RATE_FORM.matcher(text);
    if (!form.matches()) {
      boolean isNumber = text.strip().matches("[0-9_]+");
      throw isNumber
          ? Mismatch.wanting(
              Code.SPEC016, "no time after " + Quoted.of(text), RATE_EXPECTED, text.strip() + "/s")
          : Mismatch.of(
              Code.SPEC015,
              "cannot read " + Quoted.of(text),
              RATE_EXPECTED,
              "write a whole number and a time, such as `100/s`");
    }
    int permits = part(text, form, 1, t -> Quantity.count(t, 1, Rate.PERMITS_MAX));
    long per =
        form.group(2) == null ? part(text, form, 3, Quantity::positiveNanos) : unit(text, form);
    if (per > Rate.PER_NANOS_MAX || permits > per) {
      throw Mismatch.of(
          Code.SPEC017,
          "a rate out of range",
          "a time of at most 24h, and at most one in a nanosecond",
          "");
    }
    return new Rate(permits, per);
  }

  private static long unit(String text, Matcher form) throws Mismatch {
    Long unit = UNITS.get(form.group(2));
    if (unit == null) {
      throw LoadText.unknownUnit(text, form, form.group(2));
    }
    return unit;
  }

  private static <T> T part(String text, Matcher form, int group, ScalarType.Parser<T> parser)
      throws Mismatch {
    try {
      return parser.parse(form.group(group));
    } catch (Mismatch mismatch) {
      throw mismatch.within(text, form.start(group), form.group(group).length());
    }
  }

  private static @Nullable Chosen<RateLimit> limit(Fields fields) {
    Rate rate = fields.find(ALLOW);
    Integer burst = fields.find(BURST);
    Algorithm by = fields.get(BY);
    Scope per = fields.get(PER);
    int keys = fields.get(KEYS);
    long lease = fields.get(LEASE);
    if (rate == null || contradicts(fields, by, per)) {
      return null;
    }
    try {
      return new Chosen<>(
          new RateLimit(rate, burst == null ? rate.permits() : burst, by, per, keys, lease));
    } catch (IllegalArgumentException e) {
      // what is left are numbers that are each in range, and too much together
      fields
          .in()
          .report(
              Code.SPEC022,
              fields.valueAt(ALLOW),
              String.valueOf(e.getMessage()),
              "expected numbers that go together",
              "change one of the numbers");
      return null;
    }
  }

  private static boolean contradicts(Fields fields, Algorithm by, Scope per) {
    boolean isWindow = by == Algorithm.SLIDING_WINDOW;
    String bucket = "`by: token-bucket`";
    boolean burst =
        refused(fields, BURST, isWindow, "a sliding window has no burst of its own", bucket);
    boolean scope =
        refused(
            fields,
            PER,
            isWindow && per != Scope.REPLICA,
            "a sliding window counts per replica",
            bucket);
    boolean keys =
        refused(fields, KEYS, per != Scope.KEY, "`keys` without a limit per key", "`per: key`");
    boolean lease =
        refused(
            fields,
            LEASE,
            per != Scope.SERVICE,
            "`lease` without a limit of the whole service",
            "`per: service`");
    return burst || scope || keys || lease;
  }

  private static boolean refused(
      Fields fields, Key<?> key, boolean isWrong, String problem, String otherwise) {
    if (!isWrong || !fields.has(key)) {
      return false;
    }
    fields
        .in()
        .report(
            Code.SPEC022,
            fields.at(key),
            problem,
            "expected `" + key.name() + "` only with " + otherwise,
            "leave `" + key.name() + "` out, or write " + otherwise);
    return true;
  }

  static String text(@Nullable RateLimit limit) {
    if (limit == null) {
      return "none";
    }
    boolean isWindow = limit.by() == Algorithm.SLIDING_WINDOW;
    return "{allow: "
        + text(limit.rate())
        + (isWindow ? "" : ", burst: " + limit.burst())
        + ", by: "
        + (isWindow ? "sliding-window" : "token-bucket")
        + switch (limit.per()) {
          case REPLICA -> ", per: replica";
          case SERVICE -> ", per: service, lease: " + Units.duration(limit.leaseNanos());
          case KEY -> ", per: key, keys: " + limit.keysMax();
        }
        + "}";
  }

  private static String text(Rate rate) {
    for (Map.Entry<String, Long> unit : UNITS.entrySet()) {
      if (unit.getValue() == rate.perNanos()) {
        return rate.permits() + "/" + unit.getKey();
      }
    }
    return rate.permits() + " in " + Units.duration(rate.perNanos());
  }
}
