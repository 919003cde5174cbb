package dev.ballast.explore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ballast.kernel.Distribution;
import dev.ballast.kernel.Units;
import dev.ballast.model.Edge;
import dev.ballast.model.Endpoint;
import dev.ballast.model.EndpointRef;
import dev.ballast.model.Experiment;
import dev.ballast.model.Experiment.TimedFault;
import dev.ballast.model.Load;
import dev.ballast.model.Network;
import dev.ballast.model.Objective;
import dev.ballast.model.Objective.Measure;
import dev.ballast.model.Objective.Target;
import dev.ballast.model.Service;
import dev.ballast.model.Step;
import dev.ballast.model.SystemModel;
import dev.ballast.policy.CallPolicy;
import dev.ballast.verdict.Strain;
import dev.ballast.verdict.Verdict;
import dev.ballast.verdict.explore.Exploration;
import dev.ballast.verdict.explore.Finding;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A shop behind a gateway, one replica each, without any protection or memory: users fail exactly
 * while something is gone. So it is known beforehand how much has to be gone, and for how long.
 */
final class SearchTest {
  private static final String ROUTE = "GET /";
  private static final long ENOUGH = 5_000_000;

  /** How long runs are with one fault, and with two: 5 s + 15 s each + 10 s + 10 s. */
  private static final double SECONDS_OF_ONE = 40;

  private static final double SECONDS_OF_TWO = 55;

  private static SystemModel shop(Target target) {
    Endpoint route = endpoint(ROUTE, new Step.Call(new EndpointRef("shop", "buy"), null, 1, 1));
    Endpoint buy = endpoint("buy", new Step.Work(new Distribution.Constant(Units.MILLISECOND)));
    List<Service> services =
        List.of(
            new Service("edge", 1, 4_000, 0, false, true, List.of(route), null),
            new Service("shop", 1, 4_000, 0, false, false, List.of(buy), null));
    LinkedHashMap<Edge, CallPolicy> policies = new LinkedHashMap<>();
    SystemModel.edges(services).forEach(edge -> policies.put(edge, CallPolicy.DEFAULT));
    Distribution none = new Distribution.Constant(0);
    Experiment experiment =
        new Experiment(
            "calm",
            0,
            20 * Units.SECOND,
            List.of(new Load.Constant(ROUTE, 20)),
            List.of(),
            List.of("fine"));
    return new SystemModel(
        "shop",
        new Network(List.of("a"), none, none),
        services,
        policies,
        List.of(new Objective("fine", ROUTE, List.of(target))),
        List.of(experiment));
  }

  private static Endpoint endpoint(String name, Step step) {
    return new Endpoint(name, true, List.of(step));
  }

  private static SystemModel shopThatHas(double success) {
    return shop(new Target(Measure.SUCCESS, success));
  }

  private static Bounds bounds(int faultsMax, boolean onlyLasting) {
    return new Bounds(
        Bounds.lengthMinNanos(Bounds.RECOVERS_WITHIN_NANOS, faultsMax),
        List.of(),
        onlyLasting,
        Bounds.RECOVERS_WITHIN_NANOS,
        faultsMax);
  }

  private static Exploration explore(SystemModel model, Bounds bounds, int threads, long budget) {
    try (Trials trials = new Trials(1, threads, budget, calls -> {})) {
      Experiment base = model.experiments().getFirst();
      return new Search(model, base, bounds, trials, budget, (doing, done, of) -> {}).run();
    }
  }

  private static Exploration explore(SystemModel model, int faultsMax) {
    return explore(model, bounds(faultsMax, false), 2, ENOUGH);
  }

  @Test
  void a_single_fault_is_made_as_small_as_it_may_be() {
    double success = 0.95;
    Exploration found = explore(shopThatHas(success), 1);
    assertThat(found.verdict()).isEqualTo(Verdict.FAIL);
    Finding finding = found.finding("fine").orElseThrow();
    assertThat(finding.experiment().faults()).hasSize(1);
    assertThat(finding.verdict().verdict()).isEqualTo(Verdict.FAIL);
    assertThat(finding.isMinimal()).isTrue();
    double outage = (1 - success) * SECONDS_OF_ONE;
    assertThat(finding.size())
        .as("messages lost in one direction take half a service, and the steps are wide")
        .isBetween(outage / 2, outage * 1.5);
  }

  @Test
  void two_faults_are_found_where_no_single_one_is_enough() throws InterruptedException {
    double success = 0.6;
    SystemModel model = shopThatHas(success);
    assertThat(15 / SECONDS_OF_TWO).as("one fault").isLessThan(1 - success);
    assertThat(30 / SECONDS_OF_TWO).as("two in turn").isGreaterThan(1 - success);
    Exploration found = explore(model, 2);
    Finding finding = found.finding("fine").orElseThrow();
    assertThat(finding.experiment().faults()).hasSize(2);
    assertThat(finding.isMinimal()).isTrue();
    assertThat(found.finding("fine-again")).as("nothing lasts").isEmpty();
    for (List<TimedFault> smaller : oneStepSmaller(finding.experiment().faults())) {
      assertThat(strain(model, finding.experiment().withFaults(smaller)))
          .as(smaller.toString())
          .isLessThanOrEqualTo(1);
    }
  }

  private static List<List<TimedFault>> oneStepSmaller(List<TimedFault> faults) {
    List<List<TimedFault>> sets = new ArrayList<>();
    for (int i = 0; i < faults.size(); i++) {
      List<TimedFault> without = new ArrayList<>(faults);
      without.remove(i);
      sets.add(without);
      for (Dial dial : Dial.of(faults.get(i))) {
        List<TimedFault> weaker = new ArrayList<>(faults);
        weaker.set(i, dial.weaker().getLast());
        sets.add(weaker);
      }
    }
    return sets;
  }

  /** In the mean of ten runs. */
  private static double strain(SystemModel model, Experiment experiment)
      throws InterruptedException {
    Objective objective = model.objective("fine");
    try (Trials trials = new Trials(7, 1, ENOUGH, calls -> {})) {
      return trials
          .run(List.of(new Variation(model, experiment)), 0, 10, run -> Strain.of(objective, run))
          .getFirst()
          .stream()
          .mapToDouble(Double::doubleValue)
          .average()
          .orElseThrow();
    }
  }

  @Test
  void a_system_without_memory_has_no_failure_that_lasts() {
    Exploration found = explore(shopThatHas(0.95), bounds(2, true), 2, ENOUGH);
    assertThat(found.objectives()).containsExactly("fine-again");
    assertThat(found.verdict()).isEqualTo(Verdict.PASS);
    assertThat(found.coverage().hasAllSingles()).isTrue();
    assertThat(found.coverage().combinations()).isEqualTo(found.coverage().combinationsOf());
    assertThat(found.closest()).isNotEmpty();
  }

  @Test
  void an_objective_that_does_not_hold_undisturbed_is_broken_by_nothing() {
    Exploration found = explore(shop(new Target(Measure.P99, 1_000)), 1);
    assertThat(found.findings()).hasSize(2);
    assertThat(found.findings())
        .allSatisfy(
            finding -> {
              assertThat(finding.experiment().faults()).isEmpty();
              assertThat(finding.size()).isZero();
            });
  }

  @Test
  void the_number_of_threads_changes_nothing() {
    SystemModel model = shopThatHas(0.95);
    assertThat(explore(model, bounds(1, false), 3, ENOUGH))
        .isEqualTo(explore(model, bounds(1, false), 1, ENOUGH));
  }

  @Test
  void a_spent_budget_ends_the_search_and_leaves_the_question_open() {
    Exploration found = explore(shopThatHas(0.1), bounds(1, false), 2, 60_000);
    assertThat(found.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(found.coverage().isSpent()).isTrue();
    assertThat(found.singles().size()).isBetween(1, found.coverage().singlesOf() - 1);
  }

  @Test
  void an_interrupted_search_tells_what_it_has() {
    Thread.currentThread().interrupt();
    Exploration found = explore(shopThatHas(0.95), 1);
    assertThat(Thread.interrupted()).as("it was heard").isFalse();
    assertThat(found.coverage().isInterrupted()).isTrue();
    assertThat(found.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
  }

  @Test
  void bounds_that_leave_no_time_to_recover_are_refused() {
    assertThatThrownBy(() -> new Bounds(39 * Units.SECOND, List.of(), false, 10 * Units.SECOND, 1))
        .hasMessageContaining("time to see whether the system recovers");
  }
}
