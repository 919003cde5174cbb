package dev.ballast.spec.grammar;

import dev.ballast.kernel.Units;
import dev.ballast.model.Experiment;
import dev.ballast.model.Experiment.TimedFault;
import dev.ballast.model.Fault;
import dev.ballast.model.SystemModel;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Faults as text, every default filled in. */
final class FaultText {
  private final SystemModel model;
  private final Map<String, String> keys = new LinkedHashMap<>();

  private FaultText(SystemModel model) {
    this.model = model;
  }

  /** A fault of an experiment as one line: {@code {crash: stock, replicas: 1 of 3 replicas, …}}. */
  static String of(TimedFault timed, SystemModel model) {
    FaultText text = new FaultText(model);
    text.fault(timed.fault());
    text.course(timed);
    return text.keys.entrySet().stream()
        .map(key -> key.getKey() + ": " + key.getValue())
        .collect(Collectors.joining(", ", "{", "}"));
  }

  private void fault(Fault fault) {
    switch (fault) {
      case Fault.Release f -> {
        put("release", f.scope().service());
        put("version", Lines.text(f.version()));
        put("to", replicas(f.scope()));
        put("fails", Quantity.percent(f.fails()));
        put("slower", Quantity.decimal(f.slower()));
      }
      case Fault.Rollback f -> put("rollback", f.service());
      case Fault.Crash f -> onReplicas("crash", f);
      case Fault.Leave f -> {
        onReplicas("leave", f);
        departure(f.departure());
      }
      case Fault.Restart f -> {
        onReplicas("restart", f);
        departure(f.departure());
      }
      case Fault.Pause f -> onReplicas("pause", f);
      case Fault.Slow f -> {
        var added = f.added();
        onReplicas("slow", f);
        put("by", added == null ? "0s" : DistributionText.of(added));
        put("times", Quantity.decimal(f.factor()));
      }
      case Fault.Fails f -> ofRequests("fails", f, f.share());
      case Fault.Hang f -> ofRequests("hang", f, f.share());
      case Fault.Reset f -> {
        ofRequests("reset", f, f.share());
        put("when", f.when().name().toLowerCase(Locale.ROOT).replace('_', '-'));
      }
      case Fault.RateLimited f -> {
        ofRequests("rate-limited", f, f.share());
        put("retry-after", Units.duration(f.retryAfterNanos()));
      }
      case Fault.Corrupt f -> ofRequests("corrupt", f, f.share());
      case Fault.Stress f -> ofRequests("stress", f, f.share());
      case Fault.Partition f -> put("partition", link(f));
      case Fault.Delay f -> {
        put("delay", link(f));
        put("by", DistributionText.of(f.added()));
      }
      case Fault.Loss f -> {
        put("loss", link(f));
        put("share", Quantity.percent(f.share()));
      }
      case Fault.Duplicate f -> {
        put("duplicate", link(f));
        put("share", Quantity.percent(f.share()));
      }
      case Fault.Surge f -> {
        String route = f.route();
        put("surge", route == null ? SurgeGrammar.ALL_ROUTES : Lines.text(route));
        put("times", Quantity.decimal(f.times()));
      }
      case Fault.Bandwidth f -> {
        put("bandwidth", link(f));
        put("rate", Amounts.bitRate(f.bitsPerSecond()));
      }
      case Fault.Unresolved f -> {
        put("dns-down", f.service());
        put("share", Quantity.percent(f.share()));
      }
      case Fault.RegionDown f -> put("region-down", Lines.text(f.region()));
      case Fault.ZoneDown f -> put("zone-down", Lines.text(f.zone()));
    }
  }

  private static String link(Fault.OnLink fault) {
    String words = fault.link().words();
    return words.startsWith("*") ? Lines.text(words) : words;
  }

  private void put(String key, String value) {
    keys.put(key, value);
  }

  private void onReplicas(String key, Fault.OnReplicas fault) {
    put(key, fault.scope().service());
    put("replicas", replicas(fault.scope()));
  }

  private void departure(Fault.@Nullable Departure departure) {
    put("drain", departure == null ? "none" : Units.duration(departure.drainNanos()));
    if (departure != null) {
      put("known-after", Units.duration(departure.knownAfterNanos()));
    }
  }

  private void ofRequests(String key, Fault.OnReplicas fault, double share) {
    onReplicas(key, fault);
    put("share", Quantity.percent(share));
  }

  private String replicas(Fault.Scope scope) {
    return scope.replicas() + " of " + model.service(scope.service()).replicas() + " replicas";
  }

  private void course(TimedFault timed) {
    Fault fault = timed.fault();
    boolean ends = !(fault instanceof Fault.Release) && !(fault instanceof Fault.Rollback);
    if (ends) {
      put(
          "for",
          timed.forNanos() == Experiment.UNTIL_THE_END
              ? CourseGrammar.UNTIL_THE_END
              : Units.duration(timed.forNanos()));
    }
    if (fault.onset() != Fault.Onset.SUDDEN) {
      put("over", Units.duration(timed.overNanos()));
    }
    if (ends) {
      put(
          "every",
          timed.everyNanos() == Experiment.ONCE
              ? CourseGrammar.NEVER
              : Units.duration(timed.everyNanos()));
    }
  }
}
