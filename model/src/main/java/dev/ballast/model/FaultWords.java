package dev.ballast.model;

import dev.ballast.kernel.Units;
import java.math.BigDecimal;

/** Faults in a few words, for a timeline. */
final class FaultWords {
  private FaultWords() {}

  static String of(Fault fault) {
    return switch (fault) {
      case Fault.Release f ->
          "release "
              + f.scope().service()
              + " "
              + f.version()
              + " to "
              + replicas(f.scope().replicas());
      case Fault.Rollback f -> "roll back " + f.service();
      case Fault.Crash f -> "crash " + words(f);
      case Fault.Leave f -> words(f) + (f.scope().replicas() == 1 ? " leaves" : " leave");
      case Fault.Restart f ->
          "restart "
              + words(f)
              + " one by one"
              + (f.departure() == null ? "" : ", each drained first");
      case Fault.Pause f -> "pause " + words(f);
      case Fault.Slow f -> "slow " + words(f);
      case Fault.Fails f -> words(f) + " fails " + Units.percent(f.share());
      case Fault.Hang f -> "hang " + words(f) + unlessAll(f.share());
      case Fault.Reset f -> "reset connections to " + words(f) + unlessAll(f.share());
      case Fault.RateLimited f -> "rate limit " + words(f) + unlessAll(f.share());
      case Fault.Corrupt f -> "corrupt answers of " + words(f) + unlessAll(f.share());
      case Fault.Stress f -> "stress takes " + Units.percent(f.share()) + " of " + words(f);
      case Fault.Partition f -> "partition " + f.link().words();
      case Fault.Delay f -> "delay " + f.link().words();
      case Fault.Loss f -> "loss of " + Units.percent(f.share()) + " on " + f.link().words();
      case Fault.Duplicate f ->
          "duplicates of " + Units.percent(f.share()) + " on " + f.link().words();
      case Fault.Bandwidth f -> "little bandwidth on " + f.link().words();
      case Fault.Unresolved f -> "DNS of " + f.service() + " down" + unlessAll(f.share());
      case Fault.RegionDown f -> "region " + f.region() + " down";
      case Fault.Surge f ->
          BigDecimal.valueOf(f.times()).stripTrailingZeros().toPlainString()
              + " times the load of "
              + (f.route() == null ? "all routes" : f.route());
      case Fault.ZoneDown f -> "zone " + f.zone() + " down";
    };
  }

  private static String words(Fault.OnReplicas fault) {
    return replicas(fault.scope().replicas()) + " of " + fault.scope().service();
  }

  private static String replicas(int count) {
    return count == 1 ? "1 replica" : count + " replicas";
  }

  private static String unlessAll(double share) {
    return share == 1 ? "" : " (" + Units.percent(share) + ")";
  }
}
