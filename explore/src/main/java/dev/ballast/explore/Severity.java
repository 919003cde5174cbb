package dev.ballast.explore;

import dev.ballast.model.Experiment;
import dev.ballast.model.Experiment.TimedFault;
import dev.ballast.model.Fault;
import dev.ballast.model.Network;
import dev.ballast.model.Service;
import dev.ballast.model.SystemModel;
import java.util.List;

/**
 * How big a misfortune is: the share of one service's capacity that it takes, times the seconds for
 * which it does. Crashing one of two replicas for ten seconds is as big as crashing both for five:
 * 5 s. It orders what is tried, so that the smallest thing that breaks a system is found first; how
 * much harm a fault does is measured, not assumed.
 */
final class Severity {
  private static final double NANOS_PER_SECOND = 1e9;

  private final SystemModel model;
  private final long lengthNanos;

  Severity(SystemModel model, long lengthNanos) {
    this.model = model;
    this.lengthNanos = lengthNanos;
  }

  /** Of several faults: their sum, in seconds of one whole service. */
  double of(List<TimedFault> faults) {
    return faults.stream().mapToDouble(this::of).sum();
  }

  /** In seconds of one whole service. */
  double of(TimedFault timed) {
    long left = lengthNanos - timed.atNanos();
    long lasts =
        timed.forNanos() == Experiment.UNTIL_THE_END ? left : Math.min(left, timed.forNanos());
    return share(timed.fault()) * lasts / NANOS_PER_SECOND;
  }

  /** The share of one service that is gone; above 1 when it is more than one service. */
  private double share(Fault fault) {
    return switch (fault) {
      case Fault.Crash f -> of(f.scope());
      case Fault.Leave f -> of(f.scope());
      case Fault.Pause f -> of(f.scope());
      case Fault.Restart f -> 1.0 / model.service(f.scope().service()).replicas();
      case Fault.Slow f -> of(f.scope()) * (f.added() == null ? slowing(f.factor()) : 1);
      case Fault.Release f -> of(f.scope()) * Math.max(f.fails(), slowing(f.slower()));
      case Fault.Fails f -> of(f.scope()) * f.share();
      case Fault.Hang f -> of(f.scope()) * f.share();
      case Fault.Reset f -> of(f.scope()) * f.share();
      case Fault.RateLimited f -> of(f.scope()) * f.share();
      case Fault.Corrupt f -> of(f.scope()) * f.share();
      case Fault.Stress f -> of(f.scope()) * f.share();
      case Fault.Partition f -> ways(f);
      case Fault.Delay f -> ways(f);
      case Fault.Loss f -> ways(f) * f.share();
      case Fault.Duplicate f -> ways(f) * f.share();
      case Fault.Bandwidth f -> ways(f);
      case Fault.Unresolved f -> f.share();
      case Fault.ZoneDown f -> gone(List.of(model.network().zones().indexOf(f.zone())));
      case Fault.RegionDown f -> gone(model.network().zonesOf(f.region()));
      case Fault.Surge f -> slowing(f.times());
      case Fault.Rollback _ -> 0;
    };
  }

  private double of(Fault.Scope scope) {
    return (double) scope.replicas() / model.service(scope.service()).replicas();
  }

  /** What cannot be reached is as good as gone, in one direction half. */
  private static double ways(Fault.OnLink fault) {
    return fault.link().bothWays() ? 1 : 0.5;
  }

  /** How much of all services stands in these zones. */
  private double gone(List<Integer> zones) {
    Network network = model.network();
    double sum = 0;
    for (Service service : model.services()) {
      int gone = 0;
      for (int replica = 0; replica < service.replicas(); replica++) {
        gone += zones.contains(network.zoneOf(replica)) ? 1 : 0;
      }
      sum += (double) gone / service.replicas();
    }
    return sum;
  }

  /** Work that takes so many times as long, or comes so many times as often. */
  private static double slowing(double factor) {
    return Math.max(0, 1 - 1 / factor);
  }
}
