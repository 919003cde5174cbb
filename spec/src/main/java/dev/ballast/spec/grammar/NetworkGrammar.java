package dev.ballast.spec.grammar;

import dev.ballast.kernel.Distribution;
import dev.ballast.model.Network;
import dev.ballast.model.Network.Region;
import dev.ballast.spec.grammar.Drafts.Located;
import dev.ballast.spec.text.Code;
import dev.ballast.spec.text.NameKind;
import dev.ballast.spec.text.Quoted;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Zones, regions, and how messages go between them. */
final class NetworkGrammar {
  private static final String NO_BOUND = "none";

  private static final Type<List<Located<String>>> ZONE_NAMES =
      new Types.ListType<>(
          "a list of names", "this zone", NameKind.ZONE, new LocatedType<>(Scalars.NAME), false);

  static final Key<List<Located<String>>> ZONES =
      Key.optional(
          "zones",
          ZONE_NAMES,
          "Where replicas stand; replica i of a service stands in zone i mod n. Default: [a], or"
              + " those of the regions.");
  static final Key<List<Types.Item<String, List<Located<String>>>>> REGIONS =
      Key.optional(
          "regions",
          new Types.Dictionary<>(
              "a map from regions to their zones",
              "the region",
              NameKind.ZONE,
              Scalars.NAME,
              ZONE_NAMES,
              "^" + Scalars.NAME_PATTERN + "$"),
          "Which zones are near each other, by region; every zone is in one.");

  private static final Key<Distribution> WITHIN_ZONE =
      Key.withDefault(
          "within-zone", Scalars.DISTRIBUTION, "0s", "One-way delay between replicas of one zone.");
  private static final Key<Distribution> BETWEEN_ZONES =
      Key.withDefault(
          "between-zones",
          Scalars.DISTRIBUTION,
          "0s",
          "One-way delay between replicas of different zones.");
  private static final Key<Distribution> BETWEEN_REGIONS =
      Key.optional(
          "between-regions",
          Scalars.DISTRIBUTION,
          "One-way delay between replicas of different regions. Default: as `between-zones`.");
  private static final Key<Double> LOSS =
      Key.withDefault(
          "loss",
          Scalars.share(0, 0.99),
          "0%",
          "The share of messages that is lost and sent again, as TCP does, after 200 ms and ever"
              + " longer.");
  private static final Key<Double> BANDWIDTH =
      Key.withDefault(
          "bandwidth",
          new ScalarType<>(
              "a rate such as 1Gbit/s, or none",
              text -> text.equals(NO_BOUND) ? Network.UNBOUNDED : Amounts.rate(text),
              Scalars.text("^(none|[0-9]+(\\.[0-9]+)?(kbit|Mbit|Gbit)/s)$", "1Gbit/s", "none")),
          NO_BOUND,
          "How fast a replica sends, one message after the other: what `request` and `answer` of"
              + " endpoints have takes time. `none`: sending takes none.");

  private static final Key<Distribution> HOP =
      Key.withDefault(
          "hop",
          Scalars.DISTRIBUTION,
          "0s",
          "What the proxies on its way take of a message, each way, users' requests included; `0s`:"
              + " nothing, or what `ballast calibrate` has measured where that is given. In the"
              + " live world it is real and not played.");

  record Links(
      Distribution within,
      Distribution between,
      @Nullable Distribution regions,
      double loss,
      double bandwidth,
      Distribution hop) {}

  static final Key<Links> NETWORK =
      Key.optional(
          "network",
          new Types.MapType<>(
              "a map with `within-zone` and `between-zones`",
              "How long messages take, one way, and what is lost of them.",
              List.of(WITHIN_ZONE, BETWEEN_ZONES, BETWEEN_REGIONS, LOSS, BANDWIDTH, HOP),
              f ->
                  new Links(
                      f.get(WITHIN_ZONE),
                      f.get(BETWEEN_ZONES),
                      f.find(BETWEEN_REGIONS),
                      f.get(LOSS),
                      f.get(BANDWIDTH),
                      f.get(HOP))),
          "How long messages take, one way, and what is lost of them.");

  private NetworkGrammar() {}

  /** The network of a file. */
  static Network read(Fields fields) {
    Reading in = fields.in();
    List<Located<String>> given = fields.find(ZONES);
    var regions = fields.find(REGIONS);
    if ((fields.has(ZONES) && given == null) || (fields.has(REGIONS) && regions == null)) {
      in.markIncomplete(NameKind.ZONE);
    }
    List<Region> placed = new ArrayList<>();
    Set<String> inRegions = new LinkedHashSet<>();
    for (Types.Item<String, List<Located<String>>> region : orNone(regions)) {
      Set<String> zones = names(region.value(), inRegions, in);
      inRegions.addAll(zones);
      if (!zones.isEmpty()) {
        placed.add(new Region(region.key(), List.copyOf(new ArrayList<>(zones))));
      }
    }
    Set<String> zones = names(orNone(given), Set.of(), in);
    if (zones.isEmpty()) {
      zones = inRegions.isEmpty() ? Set.of("a") : inRegions;
    } else if (!placed.isEmpty() && !zones.equals(inRegions)) {
      in.report(
          Code.SPEC017,
          fields.at(REGIONS),
          "the regions have other zones than `zones`",
          "expected every zone in one region",
          "leave `zones` out, or give the same zones in both");
      placed.clear();
    }
    Links links = fields.find(NETWORK);
    Distribution within = links == null ? Fields.defaultOf(WITHIN_ZONE) : links.within();
    Distribution between = links == null ? Fields.defaultOf(BETWEEN_ZONES) : links.between();
    Distribution far = links == null ? null : links.regions();
    return new Network(
        List.copyOf(new ArrayList<>(zones)),
        placed,
        within,
        between,
        far == null ? between : far,
        links == null ? 0 : links.loss(),
        links == null ? Network.UNBOUNDED : links.bandwidth(),
        links == null ? Network.NO_HOP : links.hop());
  }

  /** The names that are given for the first time. */
  private static Set<String> names(List<Located<String>> located, Set<String> before, Reading in) {
    Set<String> names = new LinkedHashSet<>();
    for (Located<String> zone : located) {
      if (before.contains(zone.value()) || !names.add(zone.value())) {
        in.report(
            Code.SPEC012,
            zone.at(),
            "the zone " + Quoted.of(zone.value()) + " is given twice",
            "expected each zone once",
            "leave one of them out");
      }
    }
    return names;
  }

  private static <T> List<T> orNone(@Nullable List<T> list) {
    return list == null ? List.of() : list;
  }

  /** The network as text. */
  static void write(Network network, Lines out) {
    out.put("zones", Lines.list(network.zones()));
    if (!network.regions().isEmpty()) {
      out.below(
          "regions:",
          () ->
              network.regions().forEach(r -> out.put(Lines.text(r.name()), Lines.list(r.zones()))));
    }
    out.below(
        "network:",
        () -> {
          out.put("within-zone", DistributionText.of(network.withinZone()));
          out.put("between-zones", DistributionText.of(network.betweenZones()));
          out.put("between-regions", DistributionText.of(network.betweenRegions()));
          out.put("loss", Quantity.percent(network.loss()));
          out.put(
              "bandwidth",
              network.bitsPerSecond() == Network.UNBOUNDED
                  ? NO_BOUND
                  : Amounts.bitRate(network.bitsPerSecond()));
          out.put("hop", DistributionText.of(network.hop()));
        });
  }
}
