package dev.ballast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Theory as an oracle for the whole chain, from the file to the JSON: the closed formulas of L.
 * Kleinrock, "Queueing Systems", volume 1 (1975), chapter 3, lie within the printed 99 % intervals.
 */
class QueueingExamplesTest {
  private static final double SERVICE_MS = 10;

  @TempDir private Path directory = Path.of("");

  @Test
  void requests_stay_in_an_mm1_queue_as_long_as_the_formula_says() {
    double rho = 0.8;
    assertContains(measured("mm1", "mean"), SERVICE_MS / (1 - rho));
  }

  @Test
  void requests_stay_in_an_mmc_queue_as_long_as_erlang_c_says() {
    int c = 4;
    double a = 3;
    double waits = waitProbability(c, a);
    assertThat(waits).isBetween(0.509433, 0.509435); // as the example's remark says
    assertContains(measured("mmc", "mean"), SERVICE_MS + waits * SERVICE_MS / (c - a));
  }

  @Test
  void an_mm1k_queue_loses_as_many_and_keeps_the_rest_as_long_as_the_formula_says() {
    double rho = 0.9;
    int k = 5;
    double lost = (1 - rho) * Math.pow(rho, k) / (1 - Math.pow(rho, k + 1));
    double inSystem = rho / (1 - rho) - (k + 1) * Math.pow(rho, k + 1) / (1 - Math.pow(rho, k + 1));
    JsonNode proof = prove("mm1k");
    assertContains(measured(proof, "success"), 1 - lost);
    assertContains(measured(proof, "mean"), inSystem * SERVICE_MS / (rho * (1 - lost)));
  }

  /** Erlang's C formula: the share of requests that find all {@code c} workers busy. */
  private static double waitProbability(int c, double a) {
    double term = 1;
    double sum = 0;
    for (int n = 0; n < c; n++) {
      sum += term;
      term *= a / (n + 1);
    }
    double busy = term * c / (c - a);
    return busy / (sum + busy);
  }

  private JsonNode prove(String example) {
    Path file = DocumentedFiles.ROOT.resolve("examples/queueing/" + example + ".yaml");
    Run run = Run.of("prove", file.toString(), "--json", "--runs-dir", directory.toString());
    assertThat(run.status()).as("%s", run.err()).isZero();
    return JsonMapper.shared().readTree(run.out());
  }

  private JsonNode measured(String example, String measure) {
    return measured(prove(example), measure);
  }

  private static JsonNode measured(JsonNode proof, String measure) {
    for (JsonNode objective : proof.get("experiments").get(0).get("objectives")) {
      if (objective.get("measure").asString().equals(measure)) {
        return objective;
      }
    }
    throw new AssertionError("no objective about " + measure + " in " + proof);
  }

  private static void assertContains(JsonNode interval, double formula) {
    double low = interval.get("low").asDouble();
    double high = interval.get("high").asDouble();
    assertThat(formula).isBetween(low, high);
    assertThat(high - low).as("an interval that says something").isLessThan(0.06 * formula);
  }
}
