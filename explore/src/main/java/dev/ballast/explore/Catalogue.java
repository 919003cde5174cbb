package dev.ballast.explore;

import dev.ballast.kernel.Units;
import dev.ballast.model.Edge;
import dev.ballast.model.Experiment;
import dev.ballast.model.Experiment.TimedFault;
import dev.ballast.model.Fault;
import dev.ballast.model.Fault.Scope;
import dev.ballast.model.Link;
import dev.ballast.model.Load;
import dev.ballast.model.Service;
import dev.ballast.model.SystemModel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SequencedSet;
import java.util.TreeSet;

/**
 * The single faults that are tried: every way in which every part of a system can fail, in a few
 * degrees and for two durations. They begin after a while of calm. What does as another does is not
 * among them: a release that fails or is slow, broken connections, refusals and corrupt answers
 * ({@code fails}), stress and delays ({@code slow}).
 */
final class Catalogue {
  /** When faults begin. */
  static final long BEGIN_NANOS = 5 * Units.SECOND;

  private static final List<Long> LASTS_NANOS = List.of(5 * Units.SECOND, 15 * Units.SECOND);

  /** How long the longest of them last. */
  static final long LASTS_MAX_NANOS = LASTS_NANOS.getLast();

  private static final List<Double> SLOWER = List.of(3.0, 10.0);
  private static final List<Double> FAILING = List.of(0.5, 1.0);
  private static final List<Double> LOST = List.of(0.1, 0.5);
  private static final List<Double> SURGES = List.of(1.5, 2.0, 3.0, 5.0);

  private Catalogue() {}

  /**
   * One kind of fault at one place.
   *
   * @param degrees from weak to strong
   */
  record Family(List<Fault> degrees) {
    Family {
      degrees = List.copyOf(degrees);
    }

    /** Every degree for every duration. */
    List<TimedFault> members() {
      List<TimedFault> members = new ArrayList<>();
      for (Fault fault : degrees) {
        for (long lasts : LASTS_NANOS) {
          members.add(new TimedFault(BEGIN_NANOS, lasts, fault));
        }
      }
      return members;
    }

    /** The strongest degree for the longest duration. */
    TimedFault strongest() {
      return new TimedFault(BEGIN_NANOS, LASTS_MAX_NANOS, degrees.getLast());
    }
  }

  /** All families of a system under the loads of an experiment, in the order of the file. */
  static List<Family> families(SystemModel model, Experiment experiment) {
    List<Family> families = new ArrayList<>();
    for (Load load : experiment.loads()) {
      families.add(surges(load.routes().getFirst())); // multiplies all of the load
    }
    if (experiment.loads().size() > 1) {
      families.add(new Family(SURGES.stream().<Fault>map(x -> new Fault.Surge(null, x)).toList()));
    }
    for (Service service : model.services()) {
      families.addAll(of(service));
    }
    for (Edge edge : model.edges()) {
      Link link = Link.ofServices(edge.caller(), edge.callee(), true);
      families.add(new Family(List.of(new Fault.Partition(link))));
      families.add(new Family(LOST.stream().<Fault>map(x -> new Fault.Loss(link, x)).toList()));
    }
    if (model.network().zones().size() > 1) {
      for (String zone : model.network().zones()) {
        families.add(new Family(List.of(new Fault.ZoneDown(zone))));
      }
    }
    return families;
  }

  /** Every member of every family, the smallest first; equal ones in the order of the file. */
  static List<TimedFault> singles(List<Family> families, Severity severity) {
    return families.stream()
        .flatMap(family -> family.members().stream())
        .sorted(Comparator.comparingDouble(severity::of))
        .toList();
  }

  private static Family surges(String route) {
    return new Family(SURGES.stream().<Fault>map(x -> new Fault.Surge(route, x)).toList());
  }

  private static List<Family> of(Service service) {
    List<Fault> crashes = new ArrayList<>();
    List<Fault> slow = new ArrayList<>();
    List<Fault> fails = new ArrayList<>();
    List<Fault> hangs = new ArrayList<>();
    int all = service.replicas();
    SequencedSet<Integer> some = new TreeSet<>(List.of(1, (all + 1) / 2, all));
    for (int replicas : some) {
      crashes.add(new Fault.Crash(new Scope(service.name(), replicas)));
    }
    for (int replicas : new TreeSet<>(List.of(1, all))) {
      Scope scope = new Scope(service.name(), replicas);
      SLOWER.forEach(factor -> slow.add(new Fault.Slow(scope, factor, null)));
      FAILING.forEach(share -> fails.add(new Fault.Fails(scope, share)));
      hangs.add(new Fault.Hang(scope, 1));
    }
    return List.of(new Family(crashes), new Family(slow), new Family(fails), new Family(hangs));
  }
}
