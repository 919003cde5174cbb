package dev.ballast.verdict;

import dev.ballast.kernel.BreakerState;
import dev.ballast.kernel.Distribution;
import dev.ballast.kernel.Result;
import dev.ballast.kernel.Units;
import dev.ballast.model.Edge;
import dev.ballast.model.Endpoint;
import dev.ballast.model.EndpointRef;
import dev.ballast.model.Experiment;
import dev.ballast.model.Load;
import dev.ballast.model.Network;
import dev.ballast.model.Objective;
import dev.ballast.model.Objective.Measure;
import dev.ballast.model.Objective.Target;
import dev.ballast.model.Service;
import dev.ballast.model.Step;
import dev.ballast.model.SystemModel;
import dev.ballast.observation.Observation;
import dev.ballast.observation.RunRecord;
import dev.ballast.observation.RunRecorder;
import dev.ballast.observation.Subjects;
import dev.ballast.policy.CallPolicy;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/** A small system with one route, and runs of it. */
final class Given {
  static final String ROUTE = "GET /play/{title}";
  static final Subjects SUBJECTS =
      new Subjects(
          List.of(ROUTE),
          List.of("edge -> playback", "playback -> license"),
          List.of("edge", "playback", "license"));

  private Given() {}

  static SystemModel system(Target... targets) {
    Endpoint license = new Endpoint("issue", true, List.of());
    Endpoint start = new Endpoint("start", true, List.of(call("license", "issue")));
    Endpoint route = new Endpoint(ROUTE, true, List.of(call("playback", "start")));
    SequencedMap<Edge, CallPolicy> policies = new LinkedHashMap<>();
    policies.put(new Edge("edge", "playback"), CallPolicy.DEFAULT);
    policies.put(new Edge("playback", "license"), CallPolicy.DEFAULT);
    Distribution none = new Distribution.Constant(0);
    return new SystemModel(
        "streaming",
        new Network(List.of("a"), none, none),
        List.of(
            new Service("edge", 1, 64, 64, false, true, List.of(route), null),
            new Service("playback", 3, 64, 64, false, false, List.of(start), null),
            new Service("license", 3, 64, 64, false, false, List.of(license), null)),
        policies,
        targets.length == 0
            ? List.of()
            : List.of(new Objective("viewers-can-play", ROUTE, List.of(targets))),
        List.of());
  }

  private static Step call(String service, String endpoint) {
    return new Step.Call(new EndpointRef(service, endpoint), null, 1, 1);
  }

  static Experiment experiment(String... expect) {
    return new Experiment(
        "bad-release",
        0,
        10 * Units.SECOND,
        List.of(new Load.Constant(ROUTE, 100)),
        List.of(),
        List.of(expect));
  }

  static Target success(double bound) {
    return new Target(Measure.SUCCESS, bound);
  }

  static Target p99Millis(double bound) {
    return new Target(Measure.P99, bound * Units.MILLISECOND);
  }

  static Study study(Target... targets) {
    return new Study(
        system(targets), targets.length == 0 ? experiment() : experiment("viewers-can-play"));
  }

  static Run run() {
    return new Run();
  }

  /** One run of ten seconds, told step by step. */
  static final class Run {
    private final RunRecorder recorder = new RunRecorder(SUBJECTS, 10 * Units.SECOND);
    private int requests;

    /** Requests answered in full, a millisecond apart, each with this latency. */
    Run answered(int count, double millis) {
      return ended(count, Result.OK, millis);
    }

    Run degraded(int count, double millis) {
      return ended(count, Result.DEGRADED, millis);
    }

    Run failed(int count) {
      return ended(count, Result.ERROR, 1);
    }

    Run calls(int edge, int count) {
      for (int i = 0; i < count; i++) {
        recorder.on(new Observation.CallEnded(i, edge, Result.OK, 1));
      }
      return this;
    }

    Run breakerOpens(int edge, int callerReplica, double seconds) {
      recorder.on(
          new Observation.BreakerChanged(
              (long) (seconds * Units.SECOND),
              edge,
              callerReplica,
              "",
              BreakerState.CLOSED,
              BreakerState.OPEN));
      return this;
    }

    Run seen(Observation observation) {
      recorder.on(observation);
      return this;
    }

    RunRecord record() {
      return recorder.record();
    }

    private Run ended(int count, Result result, double millis) {
      for (int i = 0; i < count; i++) {
        long at = requests++ % 9_000 * Units.MILLISECOND;
        recorder.on(new Observation.RequestOffered(at, 0));
        recorder.on(
            new Observation.RequestEnded(at + (long) (millis * Units.MILLISECOND), 0, at, result));
      }
      return this;
    }
  }
}
