package dev.ballast.spec.grammar;

import dev.ballast.kernel.Distribution;
import dev.ballast.kernel.Position;
import dev.ballast.model.Experiment;
import dev.ballast.model.Fault;
import dev.ballast.spec.grammar.Drafts.FaultDraft;
import dev.ballast.spec.grammar.Drafts.Located;
import dev.ballast.spec.grammar.Drafts.Replicas;
import dev.ballast.spec.text.Code;
import dev.ballast.spec.text.Quoted;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What goes wrong, or is put right, at a moment of an experiment. */
final class FaultGrammar {
  private static final Replicas ALL = new Replicas(null, null);
  private static final String REPLICAS_EXPECTED = "replicas such as 1 of 3 replicas, 2 or all";
  private static final Pattern REPLICAS_FORM =
      Pattern.compile("(all|[0-9]{1,9})(?:\\s+of\\s+([0-9]{1,9}))?(?:\\s+replicas?)?");

  /** Every route that the experiment loads. */
  static final String ALL_ROUTES = "all routes";

  private static final Pattern LINK_FORM =
      Pattern.compile("(" + Scalars.NAME_PATTERN + ")\\s*(<?->)\\s*(" + Scalars.NAME_PATTERN + ")");

  private static final Type<Replicas> REPLICAS_TYPE =
      new ScalarType<>(
          REPLICAS_EXPECTED,
          FaultGrammar::replicas,
          new Schema.OneOf(
              List.of(
                  new Schema.Numeric(true, 1.0, null),
                  Scalars.text(
                      "^(all|[0-9]+)(\\s+of\\s+[0-9]+)?(\\s+replicas?)?$",
                      "1 of 3 replicas",
                      "2 replicas",
                      "all replicas"))));

  /** A name of a service that a fault is about. */
  private static Key<String> service(String name, String about) {
    return Key.required(name, Scalars.NAME, about);
  }

  private static final Key<Replicas> REPLICAS =
      Key.withDefault(
          "replicas",
          REPLICAS_TYPE,
          "all",
          "Which replicas, counted from the first: `1 of 3 replicas`, `2 replicas`, `all`.");
  private static final Key<Replicas> TO =
      Key.withDefault(
          "to",
          REPLICAS_TYPE,
          "all",
          "Which replicas, counted from the first: `1 of 3 replicas`, `2 replicas`, `all`.");
  private static final Key<Long> FOR =
      Key.withDefault(
          "for",
          new ScalarType<>(
              "a duration such as 10s, or until-the-end",
              text ->
                  text.equals("until-the-end")
                      ? Long.valueOf(Experiment.UNTIL_THE_END)
                      : Long.valueOf(Quantity.positiveNanos(text)),
              Scalars.text("^(until-the-end|" + Quantity.DURATION + ")$", "10s")),
          "until-the-end",
          "How long it lasts.");

  private static final Key<String> RELEASE =
      service("release", "Puts a new version of this service on some replicas.");
  private static final Key<String> VERSION =
      Key.required("version", Scalars.FREE_TEXT, "The version's name.");
  private static final Key<Double> RELEASE_FAILS =
      Key.withDefault(
          "fails", Scalars.SHARE, "0%", "The share of requests that the new version fails.");
  private static final Key<Double> SLOWER =
      Key.withDefault(
          "slower", factor(), "1", "Factor on the time of the new version's work; 1 is as before.");

  private static final Key<String> ROLLBACK =
      service("rollback", "Brings the version before the releases back on every replica.");
  private static final Key<String> CRASH =
      service("crash", "Ends the replicas' processes; they refuse connections meanwhile.");
  private static final Key<String> SLOW = service("slow", "Makes this service's answers late.");
  private static final Key<Distribution> BY =
      Key.withDefault("by", Scalars.DISTRIBUTION, "0s", "A delay before the work of each request.");
  private static final Key<Double> TIMES =
      Key.withDefault("times", factor(), "1", "Factor on the time of its work; 1 is as before.");
  private static final Key<String> FAILS = service("fails", "Makes requests of this service fail.");
  private static final Key<Double> SHARE =
      Key.withDefault("share", Scalars.SHARE, "100%", "The share of requests that fails.");

  /** Two services and whether both directions are meant. */
  private record Link(String from, String to, boolean bothWays) {}

  private static final Key<Link> PARTITION =
      Key.required(
          "partition",
          new ScalarType<>(
              "two services such as playback -> license, or playback <-> license",
              FaultGrammar::link,
              Scalars.text(
                  "^" + Scalars.NAME_PATTERN + "\\s*<?->\\s*" + Scalars.NAME_PATTERN + "$",
                  "playback -> license",
                  "playback <-> license")),
          "Messages from one service to another vanish, in one direction (->) or in both (<->).");
  private static final Key<String> ZONE_DOWN =
      Key.required("zone-down", Scalars.NAME, "Everything in this zone is gone.");

  private static final Key<Optional<String>> SURGE =
      Key.required(
          "surge",
          new ScalarType<>(
              "a route such as GET /play/{title}, or all routes",
              FaultGrammar::surged,
              Scalars.text(
                  "^(" + RouteGrammar.ROUTE_PATTERN + "|" + ALL_ROUTES + ")$",
                  "GET /play/{title}",
                  ALL_ROUTES)),
          "Multiplies the requests of this route's users, or of all routes that are loaded.");
  private static final Key<Double> SURGE_TIMES =
      Key.required(
          "times",
          new ScalarType<>(
              "a factor such as 3",
              FaultGrammar::surgeFactor,
              new Schema.Numeric(false, 0.0, Fault.Surge.TIMES_MAX)),
          "Factor on the rate, or on the number of users in a loop; below 1 is a lull.");

  static final Type<FaultDraft> FAULT =
      new Types.Variants<>(
          "this fault",
          List.of(
              variant(
                  "A new version.",
                  List.of(RELEASE, VERSION, TO, RELEASE_FAILS, SLOWER),
                  FaultGrammar::release),
              variant("The old version again.", List.of(ROLLBACK), FaultGrammar::rollback),
              variant("Processes end.", List.of(CRASH, REPLICAS, FOR), FaultGrammar::crash),
              variant("Late answers.", List.of(SLOW, BY, TIMES, REPLICAS, FOR), FaultGrammar::slow),
              variant(
                  "Failing requests.", List.of(FAILS, SHARE, REPLICAS, FOR), FaultGrammar::fails),
              variant("Lost messages.", List.of(PARTITION, FOR), FaultGrammar::partition),
              variant("A lost zone.", List.of(ZONE_DOWN, FOR), FaultGrammar::zoneDown),
              variant("More load.", List.of(SURGE, SURGE_TIMES, FOR), FaultGrammar::surge)));

  private FaultGrammar() {}

  private static Types.MapType<FaultDraft> variant(
      String about, List<Key<?>> keys, Function<Fields, @Nullable FaultDraft> build) {
    return new Types.MapType<>("a map with `" + keys.getFirst().name() + "`", about, keys, build);
  }

  private static Type<Double> factor() {
    return new ScalarType<>(
        "a factor such as 3", Quantity::factor, new Schema.Numeric(false, 0.0, 1e9));
  }

  private static Optional<String> surged(String text) throws Mismatch {
    return text.equals(ALL_ROUTES) ? Optional.empty() : Optional.of(RouteGrammar.routeName(text));
  }

  private static double surgeFactor(String text) throws Mismatch {
    double factor = Quantity.factor(text);
    if (factor > Fault.Surge.TIMES_MAX) {
      throw Mismatch.of(Code.SPEC017, Quoted.of(text), "a factor of at most 1000", "");
    }
    return factor;
  }

  private static Replicas replicas(String text) throws Mismatch {
    Matcher form = REPLICAS_FORM.matcher(text);
    if (!form.matches()) {
      throw Mismatch.of(Code.SPEC015, "cannot read " + Quoted.of(text), REPLICAS_EXPECTED, "");
    }
    Integer of = form.group(2) == null ? null : Integer.valueOf(form.group(2));
    if (form.group(1).equals("all")) {
      return new Replicas(null, of);
    }
    int count = Integer.parseInt(form.group(1));
    if (count == 0 || (of != null && count > of)) {
      throw Mismatch.of(
          Code.SPEC017,
          Quoted.of(text),
          count == 0 ? "at least 1 replica" : "at most as many replicas as there are",
          "");
    }
    return new Replicas(count, of);
  }

  private static Link link(String text) throws Mismatch {
    Matcher form = LINK_FORM.matcher(text);
    if (!form.matches()) {
      throw Mismatch.of(
          Code.SPEC015,
          "cannot read " + Quoted.of(text),
          "two services such as playback -> license",
          "name both services with ` -> ` between them");
    }
    return new Link(form.group(1), form.group(3), form.group(2).equals("<->"));
  }

  private static @Nullable FaultDraft release(Fields f) {
    String service = f.find(RELEASE);
    String version = f.find(VERSION);
    double fails = f.get(RELEASE_FAILS);
    double slower = f.get(SLOWER);
    Located<Replicas> to = new Located<>(f.get(TO), f.valueAt(TO));
    if (service == null || version == null) {
      return null;
    }
    return new FaultDraft(
        f.valueAt(RELEASE),
        service,
        to,
        new Located<>(Experiment.UNTIL_THE_END, f.at(RELEASE)),
        count -> new Fault.Release(new Fault.Scope(service, count), version, fails, slower));
  }

  private static @Nullable FaultDraft rollback(Fields f) {
    String service = f.find(ROLLBACK);
    Position at = f.valueAt(ROLLBACK);
    return service == null
        ? null
        : new FaultDraft(
            at,
            service,
            new Located<>(ALL, at),
            new Located<>(Experiment.UNTIL_THE_END, at),
            _ -> new Fault.Rollback(service));
  }

  private static @Nullable FaultDraft crash(Fields f) {
    String service = f.find(CRASH);
    return scoped(f, CRASH, service, scope -> new Fault.Crash(scope));
  }

  private static @Nullable FaultDraft slow(Fields f) {
    String service = f.find(SLOW);
    Distribution by = f.has(BY) ? f.find(BY) : null;
    Distribution added = by == null || by.equals(new Distribution.Constant(0)) ? null : by;
    double times = f.get(TIMES);
    if (!f.has(BY) && !f.has(TIMES)) {
      f.in()
          .report(
              Code.SPEC011,
              f.at(SLOW),
              "this fault does not say how slow",
              "expected `by` or `times` beside it",
              "add `by: ` with a duration, or `times: ` with a factor");
    }
    return scoped(f, SLOW, service, scope -> new Fault.Slow(scope, times, added));
  }

  private static @Nullable FaultDraft fails(Fields f) {
    String service = f.find(FAILS);
    double share = f.get(SHARE);
    return scoped(f, FAILS, service, scope -> new Fault.Fails(scope, share));
  }

  private static @Nullable FaultDraft scoped(
      Fields f, Key<?> leading, @Nullable String service, Function<Fault.Scope, Fault> fault) {
    Located<Replicas> replicas = new Located<>(f.get(REPLICAS), f.valueAt(REPLICAS));
    Located<Long> lasts = new Located<>(f.get(FOR), f.valueAt(FOR));
    return service == null
        ? null
        : new FaultDraft(
            f.valueAt(leading),
            service,
            replicas,
            lasts,
            count -> fault.apply(new Fault.Scope(service, count)));
  }

  private static @Nullable FaultDraft partition(Fields f) {
    Link link = f.find(PARTITION);
    return link == null
        ? unscoped(f, PARTITION, null)
        : unscoped(f, PARTITION, _ -> new Fault.Partition(link.from(), link.to(), link.bothWays()));
  }

  private static @Nullable FaultDraft zoneDown(Fields f) {
    String zone = f.find(ZONE_DOWN);
    return zone == null
        ? unscoped(f, ZONE_DOWN, null)
        : unscoped(f, ZONE_DOWN, _ -> new Fault.ZoneDown(zone));
  }

  private static @Nullable FaultDraft surge(Fields f) {
    Optional<String> route = f.find(SURGE);
    Double times = f.find(SURGE_TIMES);
    return route == null || times == null
        ? unscoped(f, SURGE, null)
        : unscoped(f, SURGE, _ -> new Fault.Surge(route.orElse(null), times));
  }

  private static @Nullable FaultDraft unscoped(
      Fields f, Key<?> leading, @Nullable IntFunction<Fault> fault) {
    Located<Long> lasts = new Located<>(f.get(FOR), f.valueAt(FOR));
    Position at = f.valueAt(leading);
    return fault == null ? null : new FaultDraft(at, null, new Located<>(ALL, at), lasts, fault);
  }
}
