package dev.ballast.spec.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.ballast.model.SystemModel;
import dev.ballast.spec.Spec;
import dev.ballast.spec.SpecResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SocialNetworkExampleTest {
  private static SpecResult example() throws IOException {
    Path file = Path.of("..", "examples", "socialnetwork", "socialnetwork.yaml");
    return Spec.read("socialnetwork.yaml", Files.readString(file));
  }

  @Test
  void the_example_is_right_and_nothing_is_doubtful_about_it() throws IOException {
    SpecResult result = example();
    assertThat(result.diagnostics()).as(result.rendered(false)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"steady", "lost-replica"})
  void the_example_makes_a_hundredth_of_the_calls_that_the_export_counted(String experiment)
      throws IOException {
    SystemModel model = Objects.requireNonNull(example().model());
    SequencedMap<String, Double> calls = Learned.callsPerSecond(model, experiment);
    Gathered gathered = new Gathered(new Notes(List.of()));
    JsonInput.read(Learned.shared("jaeger/socialnetwork-dependencies.json"), gathered);
    assertThat(calls).hasSize(gathered.dependencies.size());
    for (Gathered.Dependency edge : gathered.dependencies) {
      assertThat(calls.get(edge.parent() + " -> " + edge.child()))
          .as(edge.toString())
          .isCloseTo(edge.calls() / 100.0, within(1e-9));
    }
  }
}
