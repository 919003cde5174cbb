package dev.ballast.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ballast.kernel.Distribution.Constant;
import dev.ballast.model.Experiment.TimedFault;
import dev.ballast.model.Fault.Scope;
import dev.ballast.model.Objective.Measure;
import dev.ballast.model.Objective.Target;
import dev.ballast.policy.Backoff;
import dev.ballast.policy.Bulkhead;
import dev.ballast.policy.CallPolicy;
import dev.ballast.policy.Deadline;
import dev.ballast.policy.RetryBudget;
import dev.ballast.policy.RetryConfig;
import dev.ballast.policy.balance.Balance;
import dev.ballast.policy.health.CandidateRules;
import dev.ballast.policy.health.Tiers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;

final class SystemModelTest {
  private static final long SECOND = 1_000_000_000L;
  private static final String PLAY = "GET /play/{title}";

  /** A small streaming system; each test changes one thing. */
  private static final class Draft {
    final List<Service> services =
        new ArrayList<>(
            List.of(
                service("edge", true, endpoint(PLAY, call("playback.start"))),
                service(
                    "playback",
                    false,
                    endpoint(
                        "start",
                        new Step.Work(new Constant(1)),
                        new Step.Together(
                            List.of(
                                List.of(call("catalog.title")),
                                List.of(call("catalog.next", "most-watched")))),
                        call("license.issue"))),
                service(
                    "catalog", false, endpoint("title", new Step.Fails(0.01)), endpoint("next")),
                service("license", false, endpoint("issue"))));
    final SequencedMap<Edge, CallPolicy> policies = new LinkedHashMap<>();
    final List<Objective> objectives =
        new ArrayList<>(
            List.of(new Objective("can-play", PLAY, List.of(new Target(Measure.SUCCESS, 0.999)))));
    final List<TimedFault> faults = new ArrayList<>();
    final List<Load> loads = new ArrayList<>(List.of(new Load.Poisson(PLAY, 300)));
    final List<String> expect = new ArrayList<>(List.of("can-play"));

    Draft() {
      SystemModel.edges(services).forEach(edge -> policies.put(edge, CallPolicy.DEFAULT));
    }

    SystemModel complete() {
      return new SystemModel(
              "streaming",
              new Network(List.of("a", "b"), new Constant(0), new Constant(0)),
              services,
              policies,
              objectives,
              List.of(new Experiment("bad-release", 0, 90 * SECOND, loads, faults, expect)))
          .requireConsistent();
    }

    void refusedWith(String message) {
      assertThatThrownBy(this::complete)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(message);
    }

    Draft strikes(Fault fault) {
      faults.add(new TimedFault(30 * SECOND, SECOND, fault));
      return this;
    }
  }

  private static Service service(String name, boolean isGateway, Endpoint... endpoints) {
    return new Service(name, 3, 64, 256, false, isGateway, List.of(endpoints), null);
  }

  private static Endpoint endpoint(String name, Step... steps) {
    return new Endpoint(name, true, List.of(steps));
  }

  private static Step.Call call(String target) {
    return new Step.Call(target(target), null, 1, 1);
  }

  private static Step.Call call(String target, String fallback) {
    return new Step.Call(target(target), new Fallback.Named(fallback), 1, 1);
  }

  private static EndpointRef target(String text) {
    int dot = text.indexOf('.');
    return new EndpointRef(text.substring(0, dot), text.substring(dot + 1));
  }

  @Test
  void the_zones_of_tiers_exist_and_every_zone_is_in_one() {
    Edge edge = new Edge("playback", "license");
    for (String[] zones : new String[][] {{"a", "b"}, {"a", "c"}, {"a", "b", "c"}, {"b", "a"}}) {
      Draft draft = new Draft();
      Tiers tiers = new Tiers(Arrays.stream(zones).map(List::of).toList());
      draft.policies.put(
          edge, CallPolicy.DEFAULT.withCandidates(CandidateRules.DEFAULT.withTiers(tiers)));
      if (tiers.of("c") >= 0) {
        draft.refusedWith("no zone c");
      } else {
        assertThat(draft.complete().policy(edge).candidates().tiers()).isEqualTo(tiers);
      }
    }
    assertThatThrownBy(
            () ->
                References.checkTiers(
                    new Network(List.of("a", "b", "c"), new Constant(0), new Constant(0)),
                    edge,
                    new Tiers(List.of(List.of("a"), List.of("b")))))
        .hasMessage("no tier of playback -> license has the zone c");
  }

  @Test
  void edges_are_who_calls_whom_in_the_order_of_the_file() {
    assertThat(new Draft().complete().edges())
        .extracting(Edge::toString)
        .containsExactly("edge -> playback", "playback -> catalog", "playback -> license");
  }

  @Test
  void every_edge_has_a_policy() {
    Draft draft = new Draft();
    draft.policies.remove(new Edge("playback", "license"));
    draft.refusedWith("no policy for the edge playback -> license");
  }

  @Test
  void what_is_found_by_name_exists() {
    SystemModel system = new Draft().complete();
    assertThat(system.service("license").name()).isEqualTo("license");
    assertThat(system.objective("can-play").route()).isEqualTo(PLAY);
    assertThat(system.policy(new Edge("edge", "playback"))).isEqualTo(CallPolicy.DEFAULT);
    assertThatThrownBy(() -> system.service("licence")).hasMessage("no service licence");
    assertThatThrownBy(() -> system.objective("x")).hasMessage("no objective x");
    assertThatThrownBy(() -> system.policy(new Edge("license", "edge")))
        .hasMessage("no edge license -> edge");
  }

  @Test
  void a_call_to_nothing_is_refused() {
    Draft draft = new Draft();
    draft.services.add(service("more", false, endpoint("x", call("license.revoke"))));
    draft.refusedWith("no endpoint license.revoke");
    draft.services.removeLast();
    draft.services.add(service("more", false, endpoint("x", call("licence.issue"))));
    draft.refusedWith("no service licence");
  }

  @Test
  void two_things_of_one_name_are_refused() {
    Draft draft = new Draft();
    draft.services.add(service("license", false));
    draft.refusedWith("two services are called license");
    draft.services.removeLast();
    draft.services.add(service("more", false, endpoint("x"), endpoint("x")));
    draft.refusedWith("two endpoints are called more.x");
    draft.services.removeLast();
    draft.services.add(service("back-door", true, endpoint(PLAY, call("playback.start"))));
    draft.refusedWith("two routes are called " + PLAY);
    draft.services.removeLast();
    draft.objectives.add(draft.objectives.getFirst());
    draft.refusedWith("two objectives are called can-play");
  }

  @Test
  void a_route_that_no_gateway_has_is_refused() {
    Draft draft = new Draft();
    draft.loads.add(new Load.Constant("GET /stop", 1));
    draft.refusedWith("no route GET /stop");
    Draft other = new Draft();
    other.objectives.add(
        new Objective("stops", "issue", List.of(new Target(Measure.P99, 1e6)))); // not a gateway's
    other.refusedWith("no route issue");
  }

  @Test
  void an_unknown_objective_cannot_be_expected() {
    Draft draft = new Draft();
    draft.expect.add("can-pay");
    draft.refusedWith("no objective can-pay");
  }

  @Test
  void a_fault_strikes_what_exists() {
    new Draft().strikes(new Fault.Crash(new Scope("license", 3))).complete();
    new Draft()
        .strikes(new Fault.Crash(new Scope("license", 4)))
        .refusedWith("license has 3 replicas, a fault names 4");
    new Draft()
        .strikes(new Fault.Release(new Scope("licence", 1), "v2", 1, 1))
        .refusedWith("no service licence");
    new Draft().strikes(new Fault.Rollback("licence")).refusedWith("no service licence");
    new Draft()
        .strikes(new Fault.Partition("playback", "licence", true))
        .refusedWith("no service licence");
    new Draft().strikes(new Fault.ZoneDown("c")).refusedWith("no zone c");
  }

  @Test
  void without_protection_policies_and_fallbacks_are_gone_and_all_else_stays() {
    Draft draft = new Draft();
    Edge edge = new Edge("playback", "license");
    draft.policies.put(
        edge,
        CallPolicy.DEFAULT
            .withTimeout(SECOND)
            .withRetry(
                new RetryConfig(3, new RetryBudget.Share(0.2, 3), Backoff.NONE, Deadline.NONE))
            .withBulkhead(Bulkhead.Config.of(10))
            .withBalance(new Balance.Random()));
    SystemModel system = draft.complete();
    SystemModel bare = system.withoutProtection();
    assertThat(bare.policy(edge)).isEqualTo(system.policy(edge).withoutProtection());
    assertThat(bare.policy(edge).retry().attempts()).isEqualTo(1);
    assertThat(fallbacks(system)).containsExactly("most-watched");
    assertThat(fallbacks(bare)).isEmpty();
    assertThat(bare.edges()).isEqualTo(system.edges());
    assertThat(bare.service("catalog")).isEqualTo(system.service("catalog"));
    assertThat(bare.experiments()).isEqualTo(system.experiments());
    assertThat(bare.objectives()).isEqualTo(system.objectives());
    assertThat(bare.withoutProtection()).isEqualTo(bare);
  }

  private static List<String> fallbacks(SystemModel system) {
    List<String> names = new ArrayList<>();
    for (Service service : system.services()) {
      for (Endpoint endpoint : service.endpoints()) {
        for (Step.Call call : SystemModel.calls(endpoint.steps())) {
          if (call.fallback() instanceof Fallback.Named(String name)) {
            names.add(name);
          }
        }
      }
    }
    return names;
  }

  @Test
  void a_model_does_not_change_with_the_lists_it_was_made_of() {
    Draft draft = new Draft();
    SystemModel system = draft.complete();
    draft.services.clear();
    draft.policies.clear();
    assertThat(system.services()).hasSize(4);
    assertThat(system.policies()).hasSize(3);
    assertThatThrownBy(() -> system.policies().clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }
}
