package dev.ballast.cli;

import dev.ballast.engine.Plan;
import dev.ballast.kernel.RandomStream;
import dev.ballast.kernel.Units;
import dev.ballast.model.Edge;
import dev.ballast.model.Experiment;
import dev.ballast.model.SystemModel;
import dev.ballast.observation.EdgeTally;
import dev.ballast.policy.CallPolicy;
import dev.ballast.policy.RetryBudget;
import dev.ballast.sim.Simulation;
import dev.ballast.spec.grammar.PolicySettings;
import dev.ballast.spec.grammar.PolicySettings.Setting;
import dev.ballast.verdict.edge.EdgeAnswer;
import dev.ballast.verdict.edge.EdgeAnswer.Budget;
import dev.ballast.verdict.edge.EdgeAnswer.Effect;
import dev.ballast.verdict.edge.EdgeAnswer.Outcome;
import dev.ballast.verdict.edge.Scenario;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Asks what the policies of one edge do: lets its callee misbehave in several ways, and again with
 * each policy left out. All runs of a scenario share their random numbers, so that a policy which
 * never mattered leaves every count as it was.
 */
final class EdgeProof {
  /** Repetitions of each scenario. */
  static final int RUNS = 5;

  private static final double SEARCH_STEP = 0.01;
  private static final long CALLS_MAX = 100_000;

  private final SystemModel model;
  private final Experiment base;
  private final Edge edge;
  private final long seed;
  private final int threads;
  private final int edgeIndex;
  private final int callers;
  private final Terminal terminal;
  private int done;

  EdgeProof(
      SystemModel model, Experiment base, Edge edge, long seed, int threads, Terminal terminal) {
    this.model = model;
    this.base = base;
    this.edge = edge;
    this.seed = seed;
    this.threads = threads;
    this.terminal = terminal;
    edgeIndex = List.copyOf(model.edges()).indexOf(edge);
    callers = model.service(edge.caller()).replicas();
  }

  EdgeAnswer answer() throws InterruptedException {
    CallPolicy policy = model.policy(edge);
    List<Setting> settings = PolicySettings.of(policy);
    List<Outcome> outcomes = new ArrayList<>();
    Set<String> mattered = new LinkedHashSet<>();
    double opensFrom = Double.NaN;
    try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      try {
        for (Scenario scenario : Scenario.of(model, base, edge)) {
          outcomes.add(outcome(pool, scenario, policy, settings));
        }
        if (policy.breaker() != null) {
          opensFrom = opensFrom(pool, policy);
        }
      } finally {
        pool.shutdownNow();
      }
    }
    terminal.clearLine();
    outcomes.forEach(o -> o.effects().forEach(e -> mattered.add(e.setting())));
    return new EdgeAnswer(
        edge.toString(),
        base.name(),
        RUNS,
        settings.stream()
            .map(s -> new EdgeAnswer.Setting(s.name(), s.text(), mattered.contains(s.name())))
            .toList(),
        outcomes,
        policy.breaker() != null,
        opensFrom,
        budget(policy, outcomes.getFirst()));
  }

  private Outcome outcome(
      ExecutorService pool, Scenario scenario, CallPolicy policy, List<Setting> settings)
      throws InterruptedException {
    SequencedMap<String, Future<EdgeTally>> without = new LinkedHashMap<>();
    Future<EdgeTally> with = pool.submit(() -> tally(scenario, policy));
    for (Setting setting : settings) {
      without.put(setting.name(), pool.submit(() -> tally(scenario, setting.without())));
    }
    EdgeTally tally = result(with);
    List<Effect> effects = new ArrayList<>();
    for (Map.Entry<String, Future<EdgeTally>> other : without.entrySet()) {
      EdgeTally bare = result(other.getValue());
      if (!bare.sameAs(tally)) {
        effects.add(
            new Effect(
                other.getKey(),
                share(bare.failed(), bare.calls()),
                share(bare.attempts(), bare.calls()),
                bare.meanNanos() / Units.MILLISECOND));
      }
    }
    Outcome plain = outcome(scenario, tally, List.of());
    effects.sort(Comparator.comparingDouble((Effect e) -> -strength(plain, e)));
    return outcome(scenario, tally, effects);
  }

  private Outcome outcome(Scenario scenario, EdgeTally tally, List<Effect> effects) {
    long refused = 0;
    for (dev.ballast.kernel.Result result : dev.ballast.kernel.Result.values()) {
      refused += result.isLocalRefusal() ? tally.calls(result) : 0;
    }
    return new Outcome(
        scenario.words(),
        share(tally.failed(), tally.calls()),
        share(refused, tally.calls()),
        share(tally.attempts(), tally.calls()),
        tally.meanNanos() / Units.MILLISECOND,
        tally.underWay() / callers,
        tally.openedAfterNanos() / Units.SECOND,
        share(tally.runsOpened(), tally.runs()),
        effects);
  }

  /** How much a setting changes what callers and the callee see, each in proportion. */
  private static double strength(Outcome with, Effect without) {
    return Math.abs(without.failedShare() - with.failedShare())
        + Math.abs(
            StrictMath.log((without.attemptsPerCall() + 0.01) / (with.attemptsPerCall() + 0.01)))
        + Math.abs(StrictMath.log((without.meanMs() + 0.01) / (with.meanMs() + 0.01)));
  }

  /**
   * The smallest failing share, in steps of 1 %, at which the breaker opens in half of the runs.
   */
  private double opensFrom(ExecutorService pool, CallPolicy policy) throws InterruptedException {
    int low = 0;
    int high = (int) Math.round(1 / SEARCH_STEP);
    if (!opens(pool, policy, 1)) {
      return Double.NaN;
    }
    while (high - low > 1) {
      int middle = (low + high) / 2;
      if (opens(pool, policy, middle * SEARCH_STEP)) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return high * SEARCH_STEP;
  }

  private boolean opens(ExecutorService pool, CallPolicy policy, double share)
      throws InterruptedException {
    Scenario scenario = Scenario.failing(model, base, edge, share);
    EdgeTally tally = result(pool.submit(() -> tally(scenario, policy)));
    return 2 * tally.runsOpened() >= tally.runs();
  }

  private EdgeTally tally(Scenario scenario, CallPolicy policy) {
    Plan plan = Plan.of(model.withPolicy(edge, policy));
    EdgeTally tally =
        new EdgeTally(
            edgeIndex, Scenario.TROUBLE_NANOS, Scenario.TROUBLE_NANOS + Scenario.LOOKED_NANOS);
    for (int run = 0; run < RUNS; run++) {
      tally.begin();
      Simulation.observe(plan, scenario.experiment(), RandomStream.seedOf(seed, run), tally);
    }
    return tally;
  }

  private EdgeTally result(Future<EdgeTally> future) throws InterruptedException {
    try {
      EdgeTally tally = future.get();
      done += RUNS;
      terminal.progress("asking " + edge + ": " + done + " runs done");
      return tally;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException("a run failed", e.getCause());
    }
  }

  /** What the budget of the repeats allows in calm; null where there is none. */
  private @Nullable Budget budget(CallPolicy policy, Outcome calm) {
    if (policy.retry().attempts() == 1) {
      return null;
    }
    return switch (policy.retry().budget()) {
      case RetryBudget.Unlimited _ -> null;
      case RetryBudget.Share share -> atOnce(share, Math.round(calm.underWay()));
      case RetryBudget.Bucket bucket -> {
        // Little's law, from the calls under way back to their rate
        double perSecond =
            calm.meanMs() == 0
                ? 0
                : calm.underWay() * Units.SECOND / (calm.meanMs() * Units.MILLISECOND);
        yield new EdgeAnswer.PerSecond(
            bucket.share() * perSecond + bucket.perSecond(), bucket.perSecond(), perSecond);
      }
    };
  }

  private static Budget atOnce(RetryBudget.Share budget, long underWay) {
    long allowed = budget.allowed(underWay);
    long from = 1;
    while (from <= CALLS_MAX && budget.allowed(from) == budget.floor()) {
      from++;
    }
    return new EdgeAnswer.AtOnce(allowed, allowed == budget.floor(), from > CALLS_MAX ? 0 : from);
  }

  private static double share(long part, long whole) {
    return whole == 0 ? 0 : (double) part / whole;
  }
}
