package dev.ballast.report;

import dev.ballast.kernel.BreakerState;
import dev.ballast.kernel.Diagnostic;
import dev.ballast.kernel.Distribution;
import dev.ballast.kernel.EjectionReason;
import dev.ballast.kernel.Position;
import dev.ballast.kernel.Result;
import dev.ballast.kernel.Severity;
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
import dev.ballast.observation.AttemptKind;
import dev.ballast.observation.Observation;
import dev.ballast.observation.RunRecord;
import dev.ballast.observation.RunRecorder;
import dev.ballast.observation.Subjects;
import dev.ballast.policy.CallPolicy;
import dev.ballast.verdict.Comparison;
import dev.ballast.verdict.Difference;
import dev.ballast.verdict.Estimate;
import dev.ballast.verdict.ExperimentVerdict;
import dev.ballast.verdict.Margins;
import dev.ballast.verdict.PairedStudy;
import dev.ballast.verdict.Scope;
import dev.ballast.verdict.Study;
import dev.ballast.verdict.Unit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.SplittableRandom;

/** Reports on a bad release of a streaming system, with made-up runs that look like real ones. */
final class Given {
  static final String PLAY = "GET /play/{title}";
  private static final Subjects SUBJECTS =
      new Subjects(
          List.of(PLAY, "GET /browse"),
          List.of(
              "edge -> playback",
              "playback -> catalog",
              "playback -> recommendations",
              "playback -> license"),
          List.of("edge", "playback", "catalog", "recommendations", "license"));
  private static final int LICENSE = 3;
  private static final int SECONDS = 90;
  private static final String YAML =
      """
      ballast: 1
      system: streaming
      services:
        playback:
          replicas: 3      # <b>not markup</b>
      """;

  private static final String EVIL = "<script>alert(1)</script>&\"'\u001b[31m\u0007]]>";

  private Given() {}

  static SystemModel streaming() {
    Distribution none = new Distribution.Constant(0);
    SequencedMap<Edge, CallPolicy> policies = new LinkedHashMap<>();
    List<Step> calls =
        List.of("catalog", "recommendations", "license").stream().map(Given::call).toList();
    calls.forEach(
        c ->
            policies.put(
                new Edge("playback", ((Step.Call) c).target().service()), CallPolicy.DEFAULT));
    policies.put(new Edge("edge", "playback"), CallPolicy.DEFAULT);
    return new SystemModel(
        "streaming",
        new Network(List.of("a", "b", "c"), none, none),
        List.of(
            service(
                "edge",
                true,
                new Endpoint(PLAY, true, List.of(call("playback"))),
                new Endpoint("GET /browse", true, List.of(call("playback")))),
            service("playback", false, new Endpoint("main", true, calls)),
            service("catalog", false, new Endpoint("main", true, List.of())),
            service("recommendations", false, new Endpoint("main", true, List.of())),
            service("license", false, new Endpoint("main", true, List.of()))),
        policies,
        List.of(
            new Objective(
                "viewers-can-play",
                PLAY,
                List.of(
                    new Target(Measure.SUCCESS, 0.99),
                    new Target(Measure.P99, 400.0 * Units.MILLISECOND))),
            new Objective(
                "browsing-is-fast",
                "GET /browse",
                List.of(new Target(Measure.P50, 20.0 * Units.MILLISECOND)))),
        List.of());
  }

  private static Step call(String service) {
    return new Step.Call(new EndpointRef(service, "main"), null, 1, 1);
  }

  private static Service service(String name, boolean gateway, Endpoint... endpoints) {
    return new Service(name, gateway ? 1 : 3, 64, 256, false, gateway, List.of(endpoints), null);
  }

  static Experiment badRelease() {
    return new Experiment(
        "bad-release",
        0,
        SECONDS * Units.SECOND,
        List.of(new Load.Poisson(PLAY, 100)),
        List.of(),
        List.of("viewers-can-play", "browsing-is-fast"));
  }

  static List<Diagnostic> checks() {
    return List.of(
        new Diagnostic(
            "CHK003",
            Severity.WARNING,
            new Position("streaming.yaml", 31, 15, 6),
            "the breaker to `license` opens at the earliest after 12 s at this load",
            "",
            "write `opens-at: 50% of 10 calls in 10s`"));
  }

  static ProveReport proof() {
    return new ProveReport(
        "streaming",
        "0.1.0",
        42,
        "ballast prove examples/streaming/system.yaml --seed 42",
        checks(),
        List.of(study(true).verdict(), study(false).verdict()),
        YAML);
  }

  static DrillReport drill(boolean withWithout) {
    return new DrillReport(
        "streaming",
        "0.1.0",
        42,
        "ballast drill examples/streaming/system.yaml bad-release --seed 42",
        List.of(),
        side(true),
        withWithout ? side(false) : null,
        YAML);
  }

  private static DrillReport.Side side(boolean policies) {
    return DrillReport.Side.of(streaming(), badRelease(), study(policies), run(99, policies, 1.06));
  }

  static Study study(boolean policies) {
    Study study = new Study(streaming(), badRelease());
    for (int seed = 0; seed < 5; seed++) {
      study.add(run(seed, policies, 1));
    }
    return study;
  }

  /** The system without its policies, and with them. */
  static CompareReport comparison() {
    PairedStudy study =
        new PairedStudy(
            List.of(
                new PairedStudy.Side("plain", streaming(), badRelease()),
                new PairedStudy.Side("guarded", streaming(), badRelease())),
            Margins.DEFAULT);
    for (int seed = 0; seed < 5; seed++) {
      study.add(List.of(run(seed, false, 1), run(seed, true, 1)));
    }
    return new CompareReport(
        "0.1.0",
        42,
        "ballast prove plain.yaml guarded.yaml --seed 42",
        List.of(
            new CompareReport.Design("plain", "plain.yaml", "plain", List.of(), YAML),
            new CompareReport.Design("guarded", "guarded.yaml", "guarded", checks(), YAML)),
        List.of(study.comparison()),
        List.of("zone-lost of guarded: not in plain"),
        Margins.DEFAULT);
  }

  /** A run in which license gets a bad version at 30 s on one of three replicas, until 60 s. */
  private static RunRecord run(int seed, boolean policies, double slower) {
    RunRecorder recorder = new RunRecorder(SUBJECTS, SECONDS * Units.SECOND);
    SplittableRandom random = new SplittableRandom(seed);
    recorder.on(
        new Observation.FaultBegan(
            30 * Units.SECOND, "release license v2 to 1 of 3 replicas, fails 100%"));
    double shift = random.nextDouble() * 0.4;
    if (policies) {
      isolate(recorder, shift);
    }
    recorder.on(
        new Observation.FaultEnded(
            60 * Units.SECOND, "release license v2 to 1 of 3 replicas, fails 100%"));
    if (policies) {
      recover(recorder, shift);
    }
    double at = 0;
    while ((at += -StrictMath.log(1 - random.nextDouble()) / 100) < SECONDS) {
      request(recorder, random, (long) (at * Units.SECOND), policies, slower);
    }
    used(recorder);
    return recorder.record();
  }

  /** Every service holds two requests at a time, and one of its ten workers is at work. */
  private static void used(RunRecorder recorder) {
    long end = SECONDS * Units.SECOND;
    for (int service = 0; service < SUBJECTS.services().size(); service++) {
      recorder.on(new Observation.ReplicaUsed(0, service, 0, 0, 0, 10));
      recorder.on(new Observation.ReplicaUsed(end, service, 0, 2 * end, end, 10));
    }
  }

  private static void isolate(RunRecorder recorder, double shift) {
    for (int replica = 0; replica < 3; replica++) {
      double opened = 31 + shift + 0.2 * replica;
      breaker(recorder, opened, replica, BreakerState.CLOSED, BreakerState.OPEN);
      recorder.on(
          new Observation.ReplicaEjected(
              (long) ((opened + 0.4) * Units.SECOND),
              LICENSE,
              replica,
              0,
              EjectionReason.CONSECUTIVE_FAILURES,
              30 * Units.SECOND));
      for (int probe = 1; probe <= 5; probe++) {
        double at = opened + 5 * probe;
        breaker(recorder, at, replica, BreakerState.OPEN, BreakerState.HALF_OPEN);
        breaker(recorder, at + 0.1, replica, BreakerState.HALF_OPEN, BreakerState.OPEN);
      }
    }
  }

  private static void recover(RunRecorder recorder, double shift) {
    for (int replica = 0; replica < 3; replica++) {
      double at = 61 + shift + 0.2 * replica;
      breaker(recorder, at, replica, BreakerState.OPEN, BreakerState.HALF_OPEN);
      breaker(recorder, at + 0.1, replica, BreakerState.HALF_OPEN, BreakerState.CLOSED);
      recorder.on(
          new Observation.ReplicaReturned((long) ((at + 0.5) * Units.SECOND), LICENSE, replica, 0));
    }
  }

  private static void breaker(
      RunRecorder recorder, double at, int replica, BreakerState from, BreakerState to) {
    recorder.on(
        new Observation.BreakerChanged((long) (at * Units.SECOND), LICENSE, replica, "", from, to));
  }

  private static void request(
      RunRecorder recorder, SplittableRandom random, long at, boolean policies, double slower) {
    boolean bad = at > 30 * Units.SECOND && at < 60 * Units.SECOND;
    boolean early = at < 31 * Units.SECOND;
    double trouble = !bad ? 0 : policies && !early ? 0.02 : 0.33;
    double dice = random.nextDouble();
    Result result =
        dice < trouble
            ? (policies && random.nextDouble() < 0.8 ? Result.DEGRADED : Result.ERROR)
            : Result.OK;
    double millis =
        20 * slower * StrictMath.exp(0.7 * random.nextGaussian()) + (bad && dice < 0.5 ? 35 : 0);
    long latency = (long) (millis * Units.MILLISECOND);
    recorder.on(new Observation.RequestOffered(at, 0));
    recorder.on(new Observation.RequestEnded(at + latency, 0, at, result));
    for (int edge = 0; edge <= LICENSE; edge++) {
      Result call = edge == LICENSE && result != Result.OK ? Result.ERROR : Result.OK;
      boolean refused = call == Result.ERROR && policies && !early;
      recorder.on(
          new Observation.CallEnded(at, edge, refused ? Result.BREAKER_OPEN : call, latency));
      if (!refused) {
        recorder.on(new Observation.AttemptEnded(at, edge, 0, AttemptKind.FIRST, call, latency));
      }
    }
  }

  /** A report in which every name is an attack on whoever shows it. */
  static ProveReport hostile() {
    String evil = EVIL;
    Subjects subjects = new Subjects(List.of(evil), List.of(evil + " -> " + evil), List.of(evil));
    Distribution none = new Distribution.Constant(0);
    SequencedMap<Edge, CallPolicy> policies = new LinkedHashMap<>();
    SystemModel model =
        new SystemModel(
            evil,
            new Network(List.of("a"), none, none),
            List.of(
                new Service(
                    evil,
                    1,
                    1,
                    1,
                    false,
                    true,
                    List.of(new Endpoint(evil, true, List.of())),
                    null)),
            policies,
            List.of(new Objective(evil, evil, List.of(new Target(Measure.SUCCESS, 0.99)))),
            List.of());
    Experiment experiment =
        new Experiment(evil, 0, Units.SECOND, List.of(), List.of(), List.of(evil));
    Study study = new Study(model, experiment);
    RunRecorder recorder = new RunRecorder(subjects, Units.SECOND);
    recorder.on(new Observation.FaultBegan(1, evil));
    recorder.on(
        new Observation.BreakerChanged(2, 0, 0, "", BreakerState.CLOSED, BreakerState.OPEN));
    for (int i = 0; i < 10; i++) {
      recorder.on(new Observation.RequestOffered(i, 0));
      recorder.on(new Observation.RequestEnded(i + 1, 0, i, Result.ERROR));
    }
    study.add(recorder.record());
    study.add(recorder.record());
    return new ProveReport(
        evil, evil, 1, evil, List.of(hostileCheck()), List.of(study.verdict()), evil);
  }

  private static Diagnostic hostileCheck() {
    return new Diagnostic(EVIL, Severity.ERROR, Position.ofFile(EVIL), EVIL, EVIL, EVIL);
  }

  /** The same for a comparison. */
  static CompareReport hostileComparison() {
    ExperimentVerdict verdict = hostile().experiments().getFirst();
    Estimate interval = new Estimate(-1, -2, 0.5);
    Difference open =
        new Difference(
            1,
            Scope.ROUTE,
            EVIL,
            EVIL,
            Unit.MILLISECONDS,
            false,
            true,
            3,
            2,
            interval,
            Difference.Relation.OPEN,
            2);
    CompareReport.Design design =
        new CompareReport.Design(EVIL, EVIL, EVIL, List.of(hostileCheck()), EVIL);
    return new CompareReport(
        EVIL,
        1,
        EVIL,
        List.of(design, design),
        List.of(new Comparison(EVIL, 2, List.of(verdict, verdict), List.of(open), List.of(EVIL))),
        List.of(EVIL),
        Margins.DEFAULT);
  }
}
