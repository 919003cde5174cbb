package dev.ballast.spec.learn;

import dev.ballast.kernel.Units;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * From traces: endpoints from operations, work from self times, and calls with their order, chance
 * and failures from what the executions of an endpoint have in common.
 */
final class TraceImporter implements CallSteps.Ids {
  private static final double ASSUMED_LOAD_PER_SECOND = 10;

  /** A load is taken from the data when it shows at least so many requests ... */
  private static final int REQUESTS_ENOUGH = 20;

  /** ... over at least so long. */
  private static final long WINDOW_ENOUGH_NANOS = 10 * Units.SECOND;

  private static final int WORKERS = 64;
  private static final int REPLICAS_MAX = 1_000;

  private final Notes notes;
  private final int traces;
  private final int spans;
  private final Executions executions;
  private final List<Profile> profiles;
  private final Names serviceIds = new Names();
  private final Map<String, Names> endpointIds = new HashMap<>();
  private final double perRequest;
  private final boolean loadIsMeasured;

  /** What a call's messages take both ways; 0 where that is unknown or not the same for all. */
  private final long networkNanos;

  private final long roundTripNanos;

  private TraceImporter(List<Span> spans, Notes notes) {
    this.notes = notes;
    this.spans = spans.size();
    Trace.Oddities oddities = new Trace.Oddities();
    List<Trace> sorted = Trace.of(spans, oddities);
    oddities.tell(notes);
    traces = sorted.size();
    executions = Executions.of(sorted, notes);
    profiles = Profiles.of(executions.all, notes);
    roundTripNanos = Times.round(executions.roundTripMedianNanos());
    boolean isUniform = profiles.stream().allMatch(this::canHaveTaken);
    networkNanos = isUniform ? Math.max(0, roundTripNanos) : 0;
    long requests = executions.all.stream().filter(e -> e.caller == null).count();
    long first = executions.all.stream().mapToLong(e -> e.startNanos).min().orElse(0);
    long last = executions.all.stream().mapToLong(e -> e.startNanos).max().orElse(0);
    double perSecond = (double) requests * Units.SECOND / Math.max(1, last - first);
    loadIsMeasured =
        requests >= REQUESTS_ENOUGH && last - first >= WINDOW_ENOUGH_NANOS && perSecond >= 1;
    perRequest = (loadIsMeasured ? perSecond : ASSUMED_LOAD_PER_SECOND) / Math.max(1, requests);
  }

  /** An unseen callee that answers faster than the network is not behind that network. */
  private boolean canHaveTaken(Profile profile) {
    if (!profile.seen.isEmpty()) {
      return true;
    }
    long[] sorted = Arrays.stream(profile.durationNanos()).sorted().toArray();
    return Times.quantile(sorted, 0.5) >= roundTripNanos;
  }

  static Sketch sketch(String name, List<Span> spans, Notes notes) {
    return new TraceImporter(spans, notes).sketch(name);
  }

  @Override
  public String service(Profile profile) {
    return serviceIds.id(profile.service);
  }

  @Override
  public String endpoint(Profile profile) {
    return endpointIds.computeIfAbsent(profile.service, _ -> new Names()).id(profile.name());
  }

  private Sketch sketch(String name) {
    Map<String, List<Profile>> byService = new LinkedHashMap<>();
    int fewSamples = 0;
    for (Profile profile : profiles) {
      byService.computeIfAbsent(profile.service, _ -> new ArrayList<>()).add(profile);
      fewSamples += profile.executions().size() < Times.ENOUGH ? 1 : 0;
    }
    if (fewSamples > 0) {
      notes.tell(
          LearnCode.FEW_SAMPLES,
          notes.inputs(),
          Notes.count(fewSamples, "endpoint")
              + " with fewer than "
              + Times.ENOUGH
              + " executions; the spread of their work is assumed",
          "give more traces");
    }
    List<Sketch.Service> services = new ArrayList<>();
    byService.values().forEach(endpoints -> services.add(service(endpoints)));
    List<Sketch.Entry> entries = entries();
    long slowest = entries.stream().mapToLong(e -> e.target().p99Nanos()).max().orElse(0);
    long timeout = Times.roundUp(Math.max(Units.SECOND, slowest));
    return new Sketch(name, header(services), services, entries, networkNanos / 2, timeout);
  }

  private List<String> header(List<Sketch.Service> services) {
    List<String> header = new ArrayList<>();
    header.add(
        "Drafted from "
            + Notes.count(traces, "trace")
            + " ("
            + Notes.count(spans, "span")
            + ", "
            + Notes.count(services.size(), "service")
            + ").");
    header.add("Work is self time: a span without the calls that it waits for. Order, chance and");
    header.add("failures of calls are as the traces show them. The rest is marked \"assumed\".");
    if (roundTripNanos >= 0) {
      header.add(
          "Network between client and server spans: "
              + Units.duration(roundTripNanos)
              + " both ways (median of "
              + Notes.count(executions.roundTripNanos.size(), "call")
              + ")"
              + (networkNanos == roundTripNanos
                  ? "."
                  : "; left out, because some calls take less than that."));
    }
    return header;
  }

  private Sketch.Service service(List<Profile> endpoints) {
    Profile first = endpoints.getFirst();
    List<Sketch.Endpoint> sketched = new ArrayList<>();
    double busy = 0;
    for (Profile profile : endpoints) {
      sketched.add(sketchOf(profile));
      double mean = Arrays.stream(profile.durationNanos()).average().orElse(0);
      busy += perRequest * profile.executions().size() * mean / Units.SECOND;
    }
    int needed = (int) Math.min(REPLICAS_MAX, Math.ceil(2 * busy / WORKERS));
    Sketch.Replicas replicas =
        needed <= Sketch.Replicas.ASSUMED.count()
            ? Sketch.Replicas.ASSUMED
            : new Sketch.Replicas(needed, "assumed: twice what the load keeps busy");
    List<String> remarks = new ArrayList<>();
    boolean isSeen = endpoints.stream().anyMatch(profile -> !profile.seen.isEmpty());
    if (!isSeen) {
      String store = first.unseen.getFirst().store;
      remarks.add(
          store == null
              ? "external: writes no spans, seen by its callers only"
              : "external store (" + Names.quoted(store) + "), seen by its callers only");
    }
    String original = Names.original(first.service, service(first));
    if (!original.isEmpty()) {
      remarks.add(original);
    }
    return new Sketch.Service(service(first), String.join("; ", remarks), replicas, sketched);
  }

  private Sketch.Endpoint sketchOf(Profile profile) {
    List<Sketch.Step> steps = new ArrayList<>();
    long[] self = profile.selfNanos();
    boolean isSeen = !profile.seen.isEmpty();
    if (!isSeen) {
      self = Arrays.stream(self).map(nanos -> Math.max(0, nanos - networkNanos)).toArray();
    }
    String what =
        isSeen ? "self time" : networkNanos > 0 ? "client time less network" : "client time";
    if (Arrays.stream(self).anyMatch(nanos -> nanos > 0)) {
      steps.add(Times.work(self, what));
    }
    CallPattern pattern = new CallPattern(profile.executions());
    steps.addAll(CallSteps.of(pattern, this));
    long reached = pattern.reached[pattern.groups.size()];
    long failed = profile.executions().stream().filter(e -> e.failed).count();
    long propagated = profile.executions().size() - reached;
    long own = Math.min(reached, Math.max(0, failed - propagated));
    if (own > 0) {
      steps.add(
          new Sketch.Step.Fails(
              own / (double) reached,
              Notes.count(own, "failure") + " of its own in " + reached + " executions"));
    }
    String count = Notes.count(profile.executions().size(), "execution");
    String original = Names.original(profile.name(), endpoint(profile));
    return new Sketch.Endpoint(
        endpoint(profile), original.isEmpty() ? count : original + ", " + count, steps);
  }

  private List<Sketch.Entry> entries() {
    List<Sketch.Entry> entries = new ArrayList<>();
    Set<String> routes = new HashSet<>();
    for (Profile profile : profiles) {
      List<Execution> roots = profile.seen.stream().filter(e -> e.caller == null).toList();
      if (roots.isEmpty()) {
        continue;
      }
      boolean nobodyWaits = roots.stream().allMatch(e -> e.asynchronous);
      String plain = "GET /" + service(profile) + "/" + endpoint(profile);
      String route =
          nobodyWaits ? plain : Names.route(profile.operation, service(profile), endpoint(profile));
      String base = routes.contains(route) ? plain : route;
      route = base;
      for (int n = 2; !routes.add(route); n++) {
        route = base + "-" + n;
      }
      String remark =
          (loadIsMeasured ? "measured; sampling hides requests" : "assumed")
              + (nobodyWaits ? "; caused by messages, nobody waits" : "");
      entries.add(
          new Sketch.Entry(
              route,
              service(profile),
              endpoint(profile),
              perRequest * roots.size(),
              remark,
              target(roots, nobodyWaits)));
    }
    return entries;
  }

  private static Sketch.Target target(List<Execution> roots, boolean nobodyWaits) {
    long[] sorted = roots.stream().mapToLong(Execution::durationNanos).sorted().toArray();
    long failed = roots.stream().filter(e -> e.failed).count();
    double seen = 1 - failed / (double) roots.size();
    double success = Math.max(0, Math.min(0.99, Math.floor(seen * 100 - 1) / 100));
    long p99 = Times.roundUp(Times.ASSUMED_SPREAD * Times.quantile(sorted, 0.99));
    return new Sketch.Target(
        success,
        nobodyWaits ? 0 : p99,
        "assumed: a little worse than seen ("
            + Units.percent(seen)
            + ", p99 "
            + Units.duration(Times.round(Times.quantile(sorted, 0.99)))
            + ")");
  }
}
