package dev.ballast.explore;

import dev.ballast.kernel.Units;
import dev.ballast.model.Experiment;
import dev.ballast.model.Experiment.TimedFault;
import dev.ballast.model.Fault;
import dev.ballast.model.Fault.Scope;
import dev.ballast.model.Link;
import java.util.List;
import java.util.function.DoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * One number of a fault that can be turned down: how long it lasts, how many replicas it strikes,
 * how strong it is.
 *
 * @param weaker the same fault with that number turned down, the weakest first
 */
record Dial(List<TimedFault> weaker) {
  private static final List<Long> SECONDS =
      List.of(1L, 2L, 3L, 4L, 5L, 6L, 8L, 10L, 12L, 15L, 20L, 25L, 30L, 45L, 60L, 90L, 120L);
  private static final List<Double> SHARES =
      List.of(0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9);
  private static final List<Double> FACTORS =
      List.of(1.1, 1.25, 1.5, 1.75, 2.0, 2.5, 3.0, 4.0, 5.0, 7.0, 10.0, 20.0, 50.0, 100.0);

  Dial {
    weaker = List.copyOf(weaker);
  }

  /** Every dial of a fault that can be turned down at all. */
  static List<Dial> of(TimedFault timed) {
    return Stream.of(
            new Dial(reach(timed.fault()).map(fault -> with(timed, fault)).toList()),
            new Dial(strength(timed.fault()).map(fault -> with(timed, fault)).toList()),
            duration(timed))
        .filter(dial -> !dial.weaker().isEmpty())
        .toList();
  }

  /** Fewer replicas, or one direction only. */
  private static Stream<Fault> reach(Fault fault) {
    return switch (fault) {
      case Fault.OnReplicas f ->
          IntStream.range(1, f.scope().replicas())
              .mapToObj(replicas -> with(f, new Scope(f.scope().service(), replicas)));
      case Fault.Unresolved _ -> Stream.empty();
      case Fault.OnLink f -> f.link().bothWays() ? Stream.of(oneWay(f)) : Stream.empty();
      case Fault.Surge _, Fault.Rollback _, Fault.ZoneDown _, Fault.RegionDown _ -> Stream.empty();
    };
  }

  private static Fault with(Fault.OnReplicas fault, Scope scope) {
    return switch (fault) {
      case Fault.Crash _ -> new Fault.Crash(scope);
      case Fault.Leave f -> new Fault.Leave(scope, f.departure());
      case Fault.Restart f -> new Fault.Restart(scope, f.departure());
      case Fault.Pause _ -> new Fault.Pause(scope);
      case Fault.Fails f -> new Fault.Fails(scope, f.share());
      case Fault.Slow f -> new Fault.Slow(scope, f.factor(), f.added());
      case Fault.Release f -> new Fault.Release(scope, f.version(), f.fails(), f.slower());
      case Fault.Hang f -> new Fault.Hang(scope, f.share());
      case Fault.Reset f -> new Fault.Reset(scope, f.share(), f.when());
      case Fault.RateLimited f -> new Fault.RateLimited(scope, f.share(), f.retryAfterNanos());
      case Fault.Corrupt f -> new Fault.Corrupt(scope, f.share());
      case Fault.Stress f -> new Fault.Stress(scope, f.share());
    };
  }

  private static Fault oneWay(Fault.OnLink fault) {
    Link link = new Link(fault.link().from(), fault.link().to(), false);
    return switch (fault) {
      case Fault.Partition _ -> new Fault.Partition(link);
      case Fault.Delay f -> new Fault.Delay(link, f.added());
      case Fault.Loss f -> new Fault.Loss(link, f.share());
      case Fault.Duplicate f -> new Fault.Duplicate(link, f.share());
      case Fault.Bandwidth f -> new Fault.Bandwidth(link, f.bitsPerSecond());
      case Fault.Unresolved f -> f; // has one direction
    };
  }

  /** A smaller share, or a factor nearer to 1. */
  private static Stream<Fault> strength(Fault fault) {
    return switch (fault) {
      case Fault.Fails f -> below(SHARES, f.share(), x -> new Fault.Fails(f.scope(), x));
      case Fault.Hang f -> below(SHARES, f.share(), x -> new Fault.Hang(f.scope(), x));
      case Fault.Reset f -> below(SHARES, f.share(), x -> new Fault.Reset(f.scope(), x, f.when()));
      case Fault.RateLimited f ->
          below(SHARES, f.share(), x -> new Fault.RateLimited(f.scope(), x, f.retryAfterNanos()));
      case Fault.Corrupt f -> below(SHARES, f.share(), x -> new Fault.Corrupt(f.scope(), x));
      case Fault.Stress f -> below(SHARES, f.share(), x -> new Fault.Stress(f.scope(), x));
      case Fault.Release f ->
          below(SHARES, f.fails(), x -> new Fault.Release(f.scope(), f.version(), x, f.slower()));
      case Fault.Loss f -> below(SHARES, f.share(), x -> new Fault.Loss(f.link(), x));
      case Fault.Duplicate f -> below(SHARES, f.share(), x -> new Fault.Duplicate(f.link(), x));
      case Fault.Unresolved f ->
          below(SHARES, f.share(), x -> new Fault.Unresolved(f.service(), x));
      case Fault.Slow f -> below(FACTORS, f.factor(), x -> new Fault.Slow(f.scope(), x, f.added()));
      case Fault.Surge f -> below(FACTORS, f.times(), x -> new Fault.Surge(f.route(), x));
      case Fault.Crash _,
          Fault.Leave _,
          Fault.Restart _,
          Fault.Pause _,
          Fault.Rollback _,
          Fault.Partition _,
          Fault.Delay _,
          Fault.Bandwidth _,
          Fault.ZoneDown _,
          Fault.RegionDown _ ->
          Stream.empty();
    };
  }

  private static Stream<Fault> below(
      List<Double> ladder, double now, DoubleFunction<Fault> remake) {
    return ladder.stream().filter(x -> x < now).map(x -> remake.apply(x));
  }

  private static Dial duration(TimedFault timed) {
    if (timed.fault() instanceof Fault.Rollback || timed.forNanos() == Experiment.UNTIL_THE_END) {
      return new Dial(List.of());
    }
    return new Dial(
        SECONDS.stream()
            .map(seconds -> seconds * Units.SECOND)
            .filter(nanos -> nanos < timed.forNanos())
            .map(
                nanos ->
                    new TimedFault(
                        timed.atNanos(),
                        nanos,
                        Math.min(timed.overNanos(), nanos),
                        timed.everyNanos(),
                        timed.fault()))
            .toList());
  }

  private static TimedFault with(TimedFault timed, Fault fault) {
    return new TimedFault(
        timed.atNanos(), timed.forNanos(), timed.overNanos(), timed.everyNanos(), fault);
  }
}
