package dev.ballast.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class JsonReportTest {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  @Test
  void proof_has_the_fields_that_scripts_depend_on_in_their_order() {
    JsonNode document = MAPPER.readTree(JsonReport.prove(Given.proof()));
    assertThat(document.propertyNames())
        .containsSubsequence("system", "seed", "verdict", "checks", "experiments");
    assertThat(document.get("checks").get(0).propertyNames())
        .containsSubsequence("code", "severity", "at", "problem", "fix");
    assertThat(document.get("checks").get(0).get("at").asString())
        .isEqualTo("streaming.yaml:31:15");
    JsonNode experiment = document.get("experiments").get(0);
    assertThat(experiment.propertyNames())
        .containsSubsequence(
            "name", "verdict", "runs", "calls", "objectives", "routes", "edges", "timeline");
    assertThat(experiment.get("objectives").get(0).propertyNames())
        .containsSubsequence("name", "measure", "target", "measured", "low", "high", "verdict");
    assertThat(experiment.get("routes").get(Given.PLAY).propertyNames())
        .containsSubsequence(
            "offered", "succeeded", "degraded", "failed", "p50_ms", "p90_ms", "p99_ms", "p999_ms");
    assertThat(experiment.get("edges").get("playback -> license").propertyNames())
        .containsSubsequence("calls", "attempts", "failed", "refused");
    assertThat(experiment.get("timeline").get(0).get("at_s").asDouble()).isEqualTo(30);
  }

  @Test
  void drill_has_prediction_and_reality_of_each_measure() {
    JsonNode document = MAPPER.readTree(JsonReport.drill(Given.drill(true)));
    JsonNode experiment = document.get("experiments").get(0);
    for (String measure : new String[] {"offered", "failed", "success", "p50_ms", "p999_ms"}) {
      assertThat(experiment.get("routes").get(Given.PLAY).get(measure).propertyNames())
          .containsSubsequence("predicted", "low", "high", "actual", "agrees");
    }
    assertThat(experiment.get("objectives").get(0).propertyNames())
        .containsSubsequence(
            "name", "measure", "target", "predicted", "low", "high", "actual", "agrees", "verdict");
    assertThat(experiment.get("edges").get("playback -> license").get("refused").propertyNames())
        .containsSubsequence("predicted", "low", "high", "actual", "agrees");
    assertThat(experiment.get("first_breaker_opening_s").get("edge").asString())
        .isEqualTo("playback -> license");
    assertThat(document.get("without_policies").get("noticed").get("actual").asDouble())
        .isGreaterThan(0.05);
  }

  @Test
  void same_report_is_the_same_bytes() {
    assertThat(JsonReport.prove(Given.proof())).isEqualTo(JsonReport.prove(Given.proof()));
    assertThat(JsonReport.drill(Given.drill(true))).isEqualTo(JsonReport.drill(Given.drill(true)));
  }

  @Test
  void proof_is_the_golden_one() {
    Golden.assertEqual("proof.json", JsonReport.prove(Given.proof()));
  }

  @Test
  void drill_is_the_golden_one() {
    Golden.assertEqual("drill.json", JsonReport.drill(Given.drill(true)));
  }

  @Test
  void hostile_names_survive_as_they_are() {
    ProveReport hostile = Given.hostile();
    JsonNode document = MAPPER.readTree(JsonReport.prove(hostile));
    assertThat(document.get("system").asString()).isEqualTo(hostile.system());
  }
}
