package dev.ballast.spec.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.ballast.model.EndpointRef;
import dev.ballast.model.Step;
import org.junit.jupiter.api.Test;

class DependenciesTest {
  private static String export(String... edges) {
    StringBuilder text = new StringBuilder("{\"data\":[");
    for (String edge : edges) {
      String[] parts = edge.split(" ");
      text.append(text.charAt(text.length() - 1) == '[' ? "" : ",")
          .append(
              "{\"parent\":\"%s\",\"child\":\"%s\",\"callCount\":%s}".formatted((Object[]) parts));
    }
    return text.append("]}").toString();
  }

  @Test
  void a_root_gets_a_route_for_each_service_it_calls() {
    Learned learned = Learned.from(export("web a 300", "web b 100"));
    assertThat(learned.model().experiments().getFirst().loads())
        .extracting(load -> load.name())
        .containsExactly("GET /a", "GET /b");
    assertThat(learned.callsPerSecond())
        .containsEntry("web -> a", 75.0)
        .containsEntry("web -> b", 25.0);
  }

  @Test
  void routes_of_several_roots_do_not_collide() {
    Learned learned = Learned.from(export("web a 1", "mobile a 1"));
    assertThat(learned.callsPerSecond())
        .containsEntry("web -> a", 50.0)
        .containsEntry("mobile -> a", 50.0);
  }

  @Test
  void counts_become_calls_per_execution() {
    Learned learned = Learned.from(export("web a 100", "a b 250", "a c 10"));
    assertThat(learned.stepsWithoutWork("a", "call"))
        .containsExactly(
            new Step.Call(new EndpointRef("b", "call"), null, 1, 2),
            new Step.Call(new EndpointRef("b", "call"), null, 0.5, 1),
            new Step.Call(new EndpointRef("c", "call"), null, 0.1, 1));
  }

  @Test
  void an_edge_that_is_given_twice_counts_once_with_the_sum() {
    Learned learned = Learned.from(export("web a 60", "web a 40", "a b 50"));
    assertThat(learned.callsPerSecond().get("a -> b")).isCloseTo(50, within(1e-9));
  }

  @Test
  void a_service_that_calls_itself_calls_an_endpoint_that_does_not() {
    Learned learned = Learned.from(export("web a 100", "a a 50"));
    assertThat(learned.callsPerSecond().get("a -> a")).isCloseTo(50, within(1e-9));
    assertThat(learned.codes()).contains(LearnCode.CYCLE_BROKEN.code());
  }

  @Test
  void a_cycle_that_nobody_enters_is_entered_where_it_is_broken() {
    Learned learned = Learned.from(export("a b 10", "b c 20", "c a 5"));
    assertThat(learned.callsPerSecond())
        .containsEntry("edge -> a", 100.0)
        .containsEntry("a -> b", 100.0)
        .containsEntry("b -> c", 200.0)
        .containsEntry("c -> a", 50.0);
  }

  @Test
  void two_cycles_through_one_service_are_both_broken() {
    Learned learned = Learned.from(export("w a 10", "a b 10", "b a 3", "a c 8", "c a 2"));
    assertThat(learned.callsPerSecond())
        .containsEntry("b -> a", 30.0)
        .containsEntry("c -> a", 20.0)
        .containsEntry("a -> c", 80.0);
  }

  @Test
  void entries_without_a_count_are_left_out_and_reported() {
    Learned learned = Learned.from(export("web a 10", "web b 0", "web c -4", "web d null"));
    assertThat(learned.callsPerSecond()).containsOnlyKeys("edge -> web", "web -> a");
    assertThat(learned.codes()).contains(LearnCode.SKIPPED.code());
  }

  @Test
  void a_service_called_edge_leaves_the_gateway_another_name() {
    Learned learned = Learned.from(export("edge a 10"));
    assertThat(learned.callsPerSecond()).containsOnlyKeys("edge-2 -> edge", "edge -> a");
  }

  @Test
  void names_that_are_no_identifiers_stay_apart() {
    Learned learned = Learned.from(export("w/1 a.b 10", "w/1 a:b 30", "a:b null 30"));
    assertThat(learned.callsPerSecond())
        .containsEntry("w-1 -> a-b", 25.0)
        .containsEntry("w-1 -> a-b-2", 75.0)
        .containsEntry("a-b-2 -> null_", 75.0);
  }
}
