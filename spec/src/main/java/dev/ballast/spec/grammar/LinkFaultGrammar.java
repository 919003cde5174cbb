package dev.ballast.spec.grammar;

import dev.ballast.kernel.Distribution;
import dev.ballast.model.Fault;
import dev.ballast.model.Link;
import dev.ballast.spec.grammar.Drafts.FaultDraft;
import dev.ballast.spec.text.Code;
import dev.ballast.spec.text.Quoted;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Faults that strike messages on a link, and those that strike a place. */
final class LinkFaultGrammar {
  private static final String SIDE = "\\*|(?:zone\\s+|region\\s+)?" + Scalars.NAME_PATTERN;
  private static final Pattern SIDE_FORM =
      Pattern.compile("(\\*)|(?:(zone|region)\\s+)?(" + Scalars.NAME_PATTERN + ")");
  private static final Pattern LINK_FORM =
      Pattern.compile("(" + SIDE + ")\\s*(<?->)\\s*(" + SIDE + ")");
  private static final String EXPECTED =
      "two services such as playback -> license, or zones such as zone a <-> zone b";

  /** Who sends to whom. */
  static final Type<Link> LINK =
      new ScalarType<>(
          EXPECTED,
          LinkFaultGrammar::link,
          Scalars.text(
              "^(" + SIDE + ")\\s*<?->\\s*(" + SIDE + ")$",
              "playback -> license",
              "playback <-> license",
              "zone a <-> zone b",
              "* -> license"));

  private static final String WHERE =
      " A side is a service, `zone NAME`, `region NAME`, or `*` for all; `->` is one direction,"
          + " `<->` both.";

  private static final Key<Link> PARTITION =
      link("partition", "Messages on this link vanish without a trace." + WHERE);
  private static final Key<Link> DELAY =
      link("delay", "Messages on this link take longer." + WHERE);
  private static final Key<Distribution> BY =
      Key.required(
          "by",
          Scalars.DISTRIBUTION,
          "What each message takes longer: its jitter is the" + " spread of this law.");
  private static final Key<Link> LOSS =
      link("loss", "Messages on this link are lost and sent again after a while." + WHERE);
  private static final Key<Double> LOST =
      Key.required("share", Scalars.SHARE, "The share of messages that is lost each time.");
  private static final Key<Link> DUPLICATE =
      link("duplicate", "Requests on this link reach the callee twice." + WHERE);
  private static final Key<Double> TWICE =
      Key.withDefault("share", Scalars.SHARE, "100%", "The share of requests that comes twice.");
  private static final Key<Link> BANDWIDTH =
      link("bandwidth", "Each replica sends what goes over this link one after the other." + WHERE);
  private static final Key<Double> RATE = Key.required("rate", Amounts.BIT_RATE, "How fast.");
  private static final Key<String> DNS_DOWN =
      Key.required(
          "dns-down",
          Scalars.NAME,
          "Requests to this service find no address and fail at once, as unreachable.");
  private static final Key<Double> UNRESOLVED =
      Key.withDefault("share", Scalars.SHARE, "100%", "The share of requests that is struck.");
  private static final Key<String> REGION_DOWN =
      Key.required("region-down", Scalars.NAME, "Everything in this region is gone.");
  private static final Key<String> ZONE_DOWN =
      Key.required("zone-down", Scalars.NAME, "Everything in this zone is gone.");

  static final List<Types.MapType<FaultDraft>> VARIANTS =
      List.of(
          FaultDrafts.variant(
              "Lost connection.",
              List.of(PARTITION),
              CourseGrammar.SUDDEN,
              f -> of(f.find(PARTITION), Fault.Partition::new)),
          FaultDrafts.variant(
              "Late messages.",
              List.of(DELAY, BY),
              CourseGrammar.GRADUAL,
              f -> {
                Distribution by = f.find(BY);
                return by == null ? null : of(f.find(DELAY), link -> new Fault.Delay(link, by));
              }),
          FaultDrafts.variant(
              "Lost messages.",
              List.of(LOSS, LOST),
              CourseGrammar.GRADUAL,
              f -> {
                Double share = f.find(LOST);
                return share == null ? null : of(f.find(LOSS), link -> new Fault.Loss(link, share));
              }),
          FaultDrafts.variant(
              "Requests that come twice.",
              List.of(DUPLICATE, TWICE),
              CourseGrammar.GRADUAL,
              f -> {
                double share = f.get(TWICE);
                return of(f.find(DUPLICATE), link -> new Fault.Duplicate(link, share));
              }),
          FaultDrafts.variant(
              "A thin line.",
              List.of(BANDWIDTH, RATE),
              CourseGrammar.SUDDEN,
              f -> {
                Double rate = f.find(RATE);
                return rate == null
                    ? null
                    : of(f.find(BANDWIDTH), link -> new Fault.Bandwidth(link, rate));
              }),
          FaultDrafts.variant(
              "Names that cannot be resolved.",
              List.of(DNS_DOWN, UNRESOLVED),
              CourseGrammar.GRADUAL,
              f -> {
                double share = f.get(UNRESOLVED);
                return of(f.find(DNS_DOWN), service -> new Fault.Unresolved(service, share));
              }),
          FaultDrafts.variant(
              "A lost region.",
              List.of(REGION_DOWN),
              CourseGrammar.SUDDEN,
              f -> of(f.find(REGION_DOWN), Fault.RegionDown::new)),
          FaultDrafts.variant(
              "A lost zone.",
              List.of(ZONE_DOWN),
              CourseGrammar.SUDDEN,
              f -> of(f.find(ZONE_DOWN), Fault.ZoneDown::new)));

  private LinkFaultGrammar() {}

  private static Key<Link> link(String name, String about) {
    return Key.required(name, LINK, about);
  }

  private static <T> @Nullable Fault of(@Nullable T subject, Function<T, Fault> fault) {
    return subject == null ? null : fault.apply(subject);
  }

  private static Link link(String text) throws Mismatch {
    Matcher form = LINK_FORM.matcher(text);
    if (!form.matches()) {
      throw Mismatch.of(
          Code.SPEC015,
          "cannot read " + Quoted.of(text),
          EXPECTED,
          "name both sides with ` -> ` between them");
    }
    return new Link(side(form.group(1)), side(form.group(3)), form.group(2).equals("<->"));
  }

  private static Link.Side side(String text) {
    Matcher form = SIDE_FORM.matcher(text);
    if (!form.matches()) {
      throw new IllegalStateException("expected one side of a link, found " + text);
    }
    String name = form.group(3);
    String place = form.group(2);
    if (name == null) {
      return new Link.Side.Anyone();
    }
    if (place == null) {
      return new Link.Side.Service(name);
    }
    return place.equals("zone") ? new Link.Side.Zone(name) : new Link.Side.Region(name);
  }
}
