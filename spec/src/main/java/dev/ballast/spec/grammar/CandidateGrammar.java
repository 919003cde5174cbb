package dev.ballast.spec.grammar;

import dev.ballast.kernel.Units;
import dev.ballast.policy.CallPolicy;
import dev.ballast.policy.health.SlowStart;
import dev.ballast.policy.health.Tiers;
import dev.ballast.policy.health.ZonePreference;
import dev.ballast.spec.grammar.Drafts.Chosen;
import dev.ballast.spec.text.Code;
import dev.ballast.spec.text.Quoted;
import dev.ballast.spec.yaml.Node;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Among which replicas the balancer chooses, and what weight they have. */
final class CandidateGrammar {
  static final Kind<CallPolicy, Double> PANIC =
      new Kind<>(
          Key.withDefault(
              "panic-below",
              Scalars.SHARE,
              "50%",
              "Below this share of replicas in service all are used again, ejected or not; 0% only"
                  + " when none is left."),
          (policy, share) -> policy.withCandidates(policy.candidates().withPanicBelow(share)),
          policy -> Quantity.percent(policy.candidates().panicBelow()));

  private static final Key<String> PREFER =
      Key.withDefault(
          "prefer",
          Scalars.word(Map.of("local", "local")),
          "local",
          "Which zone is preferred: the caller's own.");
  private static final Key<Integer> AT_LEAST =
      Key.withDefault(
          "at-least",
          Scalars.count(2, 10_000),
          "6",
          "With fewer replicas in service all zones are alike.");

  static final Kind<CallPolicy, Chosen<ZonePreference>> ZONES =
      new Kind<>(
          Key.withDefault(
              "zones",
              new Types.ByShape<>(
                  "prefer-local, a map, or none",
                  Scalars.word(
                      Map.of(
                          "none",
                          new Chosen<ZonePreference>(null),
                          "prefer-local",
                          new Chosen<>(ZonePreference.DEFAULT))),
                  null,
                  new Types.MapType<>(
                      "a map with `prefer`",
                      "Calls stay in the caller's zone as far as the zones are balanced.",
                      List.of(PREFER, AT_LEAST),
                      CandidateGrammar::zones)),
              "none",
              "Whether calls stay in the caller's zone as far as the zones are balanced."),
          (policy, chosen) -> policy.withCandidates(policy.candidates().withZones(chosen.value())),
          policy -> text(policy.candidates().zones()));

  private static final Type<List<String>> TIER =
      new Types.ListType<>(
          "a list of zones such as [a, b]", "this zone", null, Scalars.NAME, false);

  static final Kind<CallPolicy, Chosen<Tiers>> TIERS =
      new Kind<>(
          Key.withDefault(
              "tiers",
              new TiersType(
                  new Types.ByShape<>(
                      "a list of lists of zones such as [[a, b], [c]], or none",
                      Scalars.word(Map.of("none", List.<List<String>>of())),
                      new Types.ListType<>(
                          "a list of lists of zones such as [[a, b], [c]]",
                          "this tier",
                          null,
                          TIER,
                          false),
                      null)),
              "none",
              "Zones by priority: the replicas of the first tier bear all calls while at least 71 %"
                  + " of them are in service; below that the next tiers help out."),
          (policy, chosen) -> policy.withCandidates(policy.candidates().withTiers(chosen.value())),
          policy -> text(policy.candidates().tiers()));

  private static final Key<Long> WINDOW =
      Key.required("window", Scalars.DURATION, "After this age a replica has its full weight.");
  private static final Key<Double> FROM =
      Key.withDefault("from", Scalars.SHARE, "10%", "The least share of its weight.");
  private static final Key<Double> AGGRESSION =
      Key.withDefault(
          "aggression",
          new ScalarType<>(
              "a number such as 1", Quantity::factor, new Schema.Numeric(false, 0.0, 100.0)),
          "1",
          "1 grows in a straight line, more grows faster at first.");

  static final Kind<CallPolicy, Chosen<SlowStart>> SLOW_START =
      new Kind<>(
          Key.withDefault(
              "slow-start",
              new Types.ByShape<>(
                  "a duration such as 30s, a map with `window`, or none",
                  new ScalarType<>(
                      "a duration such as 30s, or none",
                      text ->
                          text.equals("none")
                              ? new Chosen<>(null)
                              : new Chosen<>(SlowStart.over(Quantity.positiveNanos(text))),
                      Scalars.text("^(none|" + Quantity.DURATION + ")$", "30s", "none")),
                  null,
                  new Types.MapType<>(
                      "a map with `window`",
                      "A replica that comes back begins with a small weight.",
                      List.of(WINDOW, FROM, AGGRESSION),
                      CandidateGrammar::slowStart)),
              "none",
              "How long a replica that comes back takes to reach its full weight."),
          (policy, chosen) ->
              policy.withCandidates(policy.candidates().withSlowStart(chosen.value())),
          policy -> text(policy.candidates().slowStart()));

  private CandidateGrammar() {}

  /** Lists of zones that have to be tiers: two or more, each zone once. */
  private record TiersType(Type<List<List<String>>> lists) implements Type<Chosen<Tiers>> {
    @Override
    public @Nullable Chosen<Tiers> read(Node node, Place place, Reading in) {
      List<List<String>> zones = lists.read(node, place, in);
      if (zones == null) {
        return null;
      }
      if (zones.isEmpty()) {
        return new Chosen<>(null);
      }
      Set<String> seen = new HashSet<>();
      for (String zone : zones.stream().flatMap(List::stream).toList()) {
        if (!seen.add(zone)) {
          in.report(
              Code.SPEC022,
              node.at(),
              "the zone " + Quoted.of(zone) + " is given twice",
              "expected each zone in one tier",
              "leave one of them out");
          return null;
        }
      }
      if (zones.size() == 1) {
        in.report(
            Code.SPEC022,
            node.at(),
            "one tier alone has nothing to fail over to",
            "expected two tiers or more, such as [[a, b], [c]]",
            "add a tier, or leave `tiers` out");
        return null;
      }
      return new Chosen<>(new Tiers(zones));
    }

    @Override
    public String expected() {
      return lists.expected();
    }

    @Override
    public Schema schema() {
      return lists.schema();
    }
  }

  private static Chosen<ZonePreference> zones(Fields fields) {
    fields.get(PREFER);
    return new Chosen<>(new ZonePreference(fields.get(AT_LEAST)));
  }

  private static @Nullable Chosen<SlowStart> slowStart(Fields fields) {
    Long window = fields.find(WINDOW);
    double from = fields.get(FROM);
    double aggression = fields.get(AGGRESSION);
    if (from == 0 || aggression > 100) {
      Key<?> wrong = from == 0 ? FROM : AGGRESSION;
      fields
          .in()
          .report(
              Code.SPEC017,
              fields.valueAt(wrong),
              "`" + wrong.name() + "` out of its range",
              from == 0 ? "expected more than 0%" : "expected at most 100",
              "write `" + wrong.defaultText() + "`, the default");
      return null;
    }
    return window == null ? null : new Chosen<>(new SlowStart(window, from, aggression));
  }

  private static String text(@Nullable ZonePreference zones) {
    return zones == null ? "none" : "{prefer: local, at-least: " + zones.healthyMin() + "}";
  }

  private static String text(@Nullable Tiers tiers) {
    return tiers == null
        ? "none"
        : "[" + String.join(", ", tiers.zones().stream().map(Lines::list).toList()) + "]";
  }

  private static String text(@Nullable SlowStart slowStart) {
    return slowStart == null
        ? "none"
        : "{window: "
            + Units.duration(slowStart.windowNanos())
            + ", from: "
            + Quantity.percent(slowStart.floor())
            + ", aggression: "
            + Quantity.decimal(slowStart.aggression())
            + "}";
  }
}
